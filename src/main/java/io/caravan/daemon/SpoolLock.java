package io.caravan.daemon;

import io.caravan.files.OwnFiles;
import io.caravan.settings.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** One daemon a spool: whoever comes second is told so. The lock goes with the process, however that ends. */
final class SpoolLock implements AutoCloseable {

    private final FileChannel channel;
    private final boolean afterOutOfMemory;

    private SpoolLock(FileChannel channel, boolean afterOutOfMemory) {
        this.channel = channel;
        this.afterOutOfMemory = afterOutOfMemory;
    }

    /** Whether the last process on this spool has used up its memory: the launcher has the JVM leave word of that. */
    boolean isAfterOutOfMemory() {
        return afterOutOfMemory;
    }

    /**
     * Makes the spool's folders and takes its lock.
     *
     * @param advice what to do when another process has it
     * @throws StartException when another process has it, or a folder can't be made
     */
    static SpoolLock take(Settings.Spool spool, String advice) throws StartException {
        try {
            for (Path folder : List.of(spool.root(), spool.inbox(), spool.work(), spool.done(), spool.failed())) {
                make(folder, folder.equals(spool.work()));
                if (!Files.getFileStore(folder).equals(Files.getFileStore(spool.root()))) {
                    throw new StartException(folder + " lies on another filesystem than " + spool.root()
                            + ": images are moved by renaming them, so caravan.spool must be one filesystem");
                }
            }
            FileChannel channel = FileChannel.open(
                    spool.root().resolve(".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                String holder = read(channel);
                channel.close();
                throw new StartException(spool.root() + " is in use by another Caravan"
                        + (holder.isEmpty() ? "" : " (process " + holder + ")")
                        + ": " + advice);
            }
            boolean afterOutOfMemory = read(channel).contains("memory");
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new SpoolLock(channel, afterOutOfMemory);
        } catch (IOException e) {
            throw new StartException("caravan.spool=" + spool.root() + " can't be used: " + e);
        }
    }

    private static void make(Path folder, boolean closed) throws IOException {
        if (closed) {
            OwnFiles.makeFolder(folder);
        } else {
            Files.createDirectories(folder);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(32);
        channel.read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
