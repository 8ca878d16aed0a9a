package io.caravan.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.caravan.text.Json;
import java.io.PrintWriter;

/** A JSON array that is printed as it is found, an entry a line. Without its end it is seen not to be whole. */
public final class JsonRows {

    private boolean begun;

    /** Whether anything is printed. */
    public boolean hasBegun() {
        return begun;
    }

    /** Prints one more. */
    public void add(PrintWriter out, Object row) {
        try {
            out.print((begun ? ",\n" : "[\n") + Json.LINE.writeValueAsString(row));
            begun = true;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Prints the end. */
    public void end(PrintWriter out) {
        out.println(begun ? "\n]" : "[]");
    }
}
