package io.caravan.cli.console;

import io.caravan.text.LogText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What commands print: whole lines, in which nothing but their own line ends does anything to a terminal. What is to be
 * read by programs as it is, the bytes of a download, goes another way.
 */
public final class VisibleOutput extends OutputStream {

    private final PrintStream out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private VisibleOutput(PrintStream out) {
        this.out = out;
    }

    /** Has this process's standard output and standard error go through it. */
    public static void install() {
        System.setOut(over(System.out));
        System.setErr(over(System.err));
    }

    static PrintStream over(PrintStream out) {
        return new PrintStream(new VisibleOutput(out), true, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(int unit) {
        if (unit == '\n') {
            show();
            out.print('\n');
        } else {
            line.write(unit);
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            write(bytes[i]);
        }
    }

    /** Also of half a line, for whoever waits to see it. */
    @Override
    public synchronized void flush() throws IOException {
        show();
        if (out.checkError()) {
            throw new IOException("can't be written");
        }
    }

    private void show() {
        out.print(LogText.visible(line.toString(StandardCharsets.UTF_8)));
        line.reset();
    }
}
