package io.caravan.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An answer before it goes out. */
public record Reply(int status, List<Field> headers, Payload payload) {
    /** One header line. */
    public record Field(String name, String value) {}

    public Reply {
        headers = List.copyOf(headers);
    }

    public static Reply empty(int status) {
        return new Reply(status, List.of(), Payload.EMPTY);
    }

    public static Reply of(int status, String contentType, String body) {
        return of(status, contentType, Payload.bytes(body.getBytes(StandardCharsets.UTF_8)));
    }

    public static Reply of(int status, String contentType, Payload payload) {
        return new Reply(status, List.of(new Field("Content-Type", contentType)), payload);
    }

    public Reply with(String name, String value) {
        List<Field> more = new ArrayList<>(headers);
        more.add(new Field(name, value));
        return new Reply(status, more, payload);
    }

    /** This reply without its body. */
    public Reply without() {
        return new Reply(status, headers, Payload.EMPTY);
    }

    /** This reply with another value wherever the header stands. */
    public Reply replacing(String name, String value) {
        List<Field> changed = headers.stream()
                .map(field -> field.name().equalsIgnoreCase(name) ? new Field(field.name(), value) : field)
                .toList();
        return new Reply(status, changed, payload);
    }
}
