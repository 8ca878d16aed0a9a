package io.caravan.cli;

import java.nio.file.Path;

/** Where a command was called, as the launcher tells: it goes to Caravan's own folder before Java starts. */
final class Caller {

    private Caller() {}

    /** Whether standard error is a terminal, where a line may be drawn over. */
    static boolean hasTerminal() {
        String told = System.getProperty("caller.terminal", "");
        return told.isEmpty() ? System.console() != null : Boolean.parseBoolean(told);
    }

    /**
     * A path as the caller means it, absolute.
     *
     * @throws java.nio.file.InvalidPathException when no file can be called so
     */
    static Path path(String text) {
        return Path.of(System.getProperty("caller.folder", "")).resolve(text).toAbsolutePath();
    }
}
