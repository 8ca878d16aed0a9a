package io.caravan.settings;

import java.io.IOException;
import java.nio.file.Path;

/** A pipe with a name, as {@code <(…)} makes them: its content can be read once. */
record Pipe(Path path, Process writer) implements AutoCloseable {

    static Pipe of(Path folder, String content) throws IOException {
        Path path = folder.resolve("pipe");
        Process made = new ProcessBuilder("mkfifo", path.toString()).start();
        if (made.onExit().join().exitValue() != 0) {
            throw new IOException("no pipe " + path);
        }
        // the second time, whoever reads finds it empty
        String script = "printf %s \"$0\" > \"$1\"; : > \"$1\"";
        return new Pipe(path, new ProcessBuilder("sh", "-c", script, content, path.toString()).start());
    }

    @Override
    public void close() {
        writer.destroy();
    }
}
