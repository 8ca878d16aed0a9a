package io.caravan.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes and moves that a crash leaves either not begun or complete. */
public final class DurableFiles {

    private static final Logger LOG = LoggerFactory.getLogger(DurableFiles.class);
    private static final AtomicBoolean UNABLE = new AtomicBoolean();

    private DurableFiles() {}

    /** Makes {@code file} hold {@code content}: written beside it, forced to disk, renamed over it. */
    public static void write(Path file, byte[] content) throws IOException {
        // a name that nobody else has: neither another file's writer, nor whoever lays something down beforehand
        Path beside = file.resolveSibling("." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            removeAfter(e, beside);
            throw e;
        }
        force(file.getParent());
    }

    private static void removeAfter(IOException trouble, Path beside) {
        try {
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            trouble.addSuppressed(e);
        }
    }

    /**
     * Renames a file within the spool, over nothing.
     *
     * @throws FileAlreadyExistsException when something of that name is there
     */
    public static void move(Path from, Path to) throws IOException {
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        force(to.getParent());
    }

    /** Makes the names in a folder safe, where the filesystem can do that for a folder. */
    public static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            if (!isUnable(e)) {
                throw e;
            }
            if (UNABLE.compareAndSet(false, true)) {
                LOG.warn(
                        "the filesystem of {} can't force a folder to disk ({}): after a power cut, what was moved last"
                                + " may be where it was",
                        folder,
                        e.getMessage());
            }
        }
    }

    /** Older CIFS, some shared folders and FUSE: EINVAL, EOPNOTSUPP, ENOSYS; any other trouble is one. */
    static boolean isUnable(IOException trouble) {
        String words = String.valueOf(trouble.getMessage());
        return Stream.of("Invalid argument", "Operation not supported", "Function not implemented")
                .anyMatch(words::contains);
    }
}
