package io.caravan.upload.region;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Looks for zeros in a file. The first bytes are read as for sending, and most regions are over with that. Where these are
 * zeros, {@link Holes} tells where there is data again, on a Java that reaches it; on any other the region is read past the
 * page cache, where the file system allows it: a hole comes at the speed at which memory is cleared.
 */
final class ZeroScan implements AutoCloseable {

    private static final int FIRST_BYTES = 128 << 10;

    /** What reads past the page cache begin at a multiple of, and their buffers: no less than any disk's block. */
    private static final int ALIGNMENT = 4096;

    private static final int BLOCK_BYTES = 256 << 10;

    /** Aligned buffers that nobody uses now: memory outside of the heap is not given back for long. */
    private static final Queue<ByteBuffer> SPARE = new ConcurrentLinkedQueue<>();

    private final Path file;
    private FileChannel direct;
    private boolean refused;

    ZeroScan(Path file) {
        this.file = file;
    }

    /**
     * Whether a region holds nothing but zeros. One that ends behind the file's end does not.
     *
     * @throws UploadStoppedException when nobody wants to know any more
     */
    boolean isZero(long offset, long length, SendingProgress progress) throws IOException {
        long end = offset + length;
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(FIRST_BYTES, length));
        try (FileChannel channel = FileChannel.open(file, options())) {
            long at = readZeros(channel, buffer, offset, end);
            if (at < 0 || channel.size() < end) {
                return false;
            }
            if (at >= end) {
                return true;
            }
            OptionalLong data = Holes.nextData(file, at);
            if (data.isPresent() && data.getAsLong() >= end) {
                return true;
            }
            return rest(channel, Math.max(at, data.orElse(at)), end, progress);
        }
    }

    private boolean rest(FileChannel channel, long from, long end, SendingProgress progress) throws IOException {
        ByteBuffer buffer = SPARE.poll();
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(BLOCK_BYTES + ALIGNMENT)
                    .alignedSlice(ALIGNMENT)
                    .slice(0, BLOCK_BYTES);
        }
        try {
            return rest(channel, buffer, from, end, progress);
        } finally {
            SPARE.add(buffer);
        }
    }

    private boolean rest(FileChannel channel, ByteBuffer buffer, long from, long end, SendingProgress progress)
            throws IOException {
        long at = from;
        while (at < end) {
            if (progress.stopped()) {
                throw new UploadStoppedException();
            }
            boolean aligned = at % ALIGNMENT == 0 && end - at >= BLOCK_BYTES;
            at = aligned ? readFast(channel, buffer, at, end) : readZeros(channel, buffer, at, end);
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    private long readFast(FileChannel channel, ByteBuffer buffer, long at, long end) throws IOException {
        FileChannel fast = direct();
        if (fast != null) {
            try {
                return readZeros(fast, buffer, at, end);
            } catch (IOException e) {
                refused = true; // a file system that wants them otherwise aligned, say
            }
        }
        return readZeros(channel, buffer, at, end);
    }

    /** Reads once; where the zeros go on from, or -1 if there is anything else. */
    private static long readZeros(FileChannel channel, ByteBuffer buffer, long at, long end) throws IOException {
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
        int read = channel.read(buffer, at);
        buffer.flip();
        return read <= 0 || !isZero(buffer) ? -1 : at + read;
    }

    private static boolean isZero(ByteBuffer buffer) {
        // each byte is the one before it, and the first is zero: compared by vectors
        int bytes = buffer.remaining();
        return buffer.get(0) == 0 && buffer.slice(0, bytes - 1).mismatch(buffer.slice(1, bytes - 1)) < 0;
    }

    /** Null where the file system does not know such reads. */
    private FileChannel direct() {
        if (refused) {
            return null;
        }
        if (direct == null) {
            try {
                direct = FileChannel.open(
                        file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS, ExtendedOpenOption.DIRECT));
            } catch (IOException | UnsupportedOperationException e) {
                refused = true;
            }
        }
        return direct;
    }

    private static Set<OpenOption> options() {
        return Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() throws IOException {
        if (direct != null) {
            direct.close();
        }
    }
}
