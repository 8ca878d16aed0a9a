package io.caravan.cli.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The demo's own spool, so that no real image gets into it.
 *
 * @param spool a folder that holds nothing but what a demo has left
 */
record DemoFolder(Path spool) {

    /**
     * The folder without what an earlier demo has left in it.
     *
     * @throws IOException when one is still running there
     */
    static DemoFolder fresh(Path spool) throws IOException {
        Files.createDirectories(spool);
        if (isInUse(spool.resolve(".lock"))) {
            throw new IOException("another demo is running in " + spool + ": end that first (Ctrl-C)");
        }
        for (String name : List.of("inbox", "work", "done", "failed", ".sandbox")) {
            remove(spool.resolve(name));
        }
        return new DemoFolder(spool);
    }

    /** Whether a process has locked it, as a daemon does. */
    private static boolean isInUse(Path lock) throws IOException {
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    Path receipt(String image) {
        return spool.resolve("done").resolve(image + ".receipt.json");
    }

    Path error(String image) {
        return spool.resolve("failed").resolve(image + ".error.json");
    }

    private static void remove(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> content = Files.walk(folder)) {
                for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
