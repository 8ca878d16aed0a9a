package io.caravan.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes and moves that a crash leaves either not begun or complete. */
public final class DurableFiles {

    private static final Logger LOG = LoggerFactory.getLogger(DurableFiles.class);
    private static final Pattern HALF_WRITTEN = Pattern.compile("\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");
    private static final AtomicBoolean UNABLE = new AtomicBoolean();

    /** What is said of whatever can't be forced, in the process's language: EINVAL, then EOPNOTSUPP and ENOSYS. */
    private static final List<String> UNABLE_WORDS =
            List.of(wordsForADevice(), "Invalid argument", "Operation not supported", "Function not implemented");

    private DurableFiles() {}

    /** Makes {@code file} hold {@code content}: written beside it, forced to disk, renamed over it. */
    public static void write(Path file, byte[] content) throws IOException {
        write(file, content, new FileAttribute<?>[0]);
    }

    /** The same, for nobody else's eyes. */
    public static void writePrivate(Path file, byte[] content) throws IOException {
        write(file, content, OwnFiles.privateFile(file));
    }

    private static void write(Path file, byte[] content, FileAttribute<?>[] attributes) throws IOException {
        // a name that nobody else has: neither another file's writer, nor whoever lays something down beforehand
        Path beside = file.resolveSibling("." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    beside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
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

    /**
     * Removes what a crash has left of half-written files in a folder that nobody writes to now.
     *
     * @throws IOException when the folder can't be looked into, or one of them can't be removed
     */
    public static void removeHalfWritten(Path folder) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, DurableFiles::isHalfWritten)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static boolean isHalfWritten(Path file) {
        return HALF_WRITTEN.matcher(file.getFileName().toString()).matches()
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static void removeAfter(IOException problem, Path beside) {
        try {
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            problem.addSuppressed(e);
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

    /**
     * Makes the names in a folder safe, where the filesystem can do that for a folder; where it can't, as older CIFS, some
     * shared folders and FUSE, that is logged once.
     */
    public static void force(Path folder) throws IOException {
        if (!isForced(folder) && UNABLE.compareAndSet(false, true)) {
            LOG.warn(
                    "the filesystem of {} can't force a folder to disk: after a power cut, what was moved last may be"
                            + " where it was",
                    folder);
        }
    }

    /**
     * Forces a folder; whether the filesystem can do that.
     *
     * @throws IOException for any other reason
     */
    public static boolean isForced(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (IOException e) {
            if (!isUnable(e)) {
                throw e;
            }
            return false;
        }
    }

    static boolean isUnable(IOException problem) {
        String words = String.valueOf(problem.getMessage());
        return UNABLE_WORDS.stream().anyMatch(words::contains);
    }

    private static String wordsForADevice() {
        try (FileChannel device = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE)) {
            device.force(true);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
        return "Invalid argument";
    }
}
