package io.caravan.cli.console;

import io.caravan.text.LogText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lines that are shown again and again: on a terminal in the same place, elsewhere one below the other. */
public final class LiveScreen {

    private static final String HOME = "\u001b[H";
    private static final String TO_THE_END_OF_THE_LINE = "\u001b[K";
    private static final String TO_THE_END = "\u001b[J";

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    private final int rows = Integer.getInteger("caller.rows", 24);
    private boolean begun;

    /**
     * Shows them, in place of those before.
     *
     * @throws IOException when nobody reads them any more
     */
    public void show(List<String> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        boolean terminal = Caller.outColumns() > 0;
        if (terminal) {
            text.append(begun ? HOME : HOME + TO_THE_END);
        }
        int most = terminal && lines.size() > rows - 1 ? Math.max(1, rows - 2) : lines.size();
        for (String line : lines.subList(0, most)) {
            text.append(LogText.visible(line))
                    .append(terminal ? TO_THE_END_OF_THE_LINE : "")
                    .append('\n');
        }
        if (most < lines.size()) {
            text.append("… ")
                    .append(lines.size() - most)
                    .append(" more lines")
                    .append(TO_THE_END_OF_THE_LINE)
                    .append('\n');
        }
        text.append(terminal ? TO_THE_END : "\n");
        begun = true;
        out.print(text);
        out.flush();
        if (out.checkError()) {
            throw new IOException("standard output can't be written");
        }
    }
}
