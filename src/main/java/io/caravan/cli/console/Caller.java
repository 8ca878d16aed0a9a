package io.caravan.cli.console;

import java.nio.file.Path;

/** Where a command was called, as the launcher tells: it goes to Caravan's own folder before Java starts. */
public final class Caller {

    private static final int USUAL_COLUMNS = 80;

    private Caller() {}

    /** How wide the terminal is that standard error goes to, where a line may be drawn over; 0 when it is none. */
    public static int columns() {
        return Integer.getInteger("caller.columns", System.console() == null ? 0 : USUAL_COLUMNS);
    }

    /** How wide the terminal is that standard output goes to; 0 when it is none. */
    public static int outColumns() {
        return Integer.getInteger("caller.out-columns", 0);
    }

    /**
     * A path as the caller means it, absolute.
     *
     * @throws java.nio.file.InvalidPathException when no file can be called so
     */
    public static Path path(String text) {
        return Path.of(System.getProperty("caller.folder", "")).resolve(text).toAbsolutePath();
    }
}
