package io.caravan.upload.region;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Looks for zeros in a file. The first bytes are read as for sending, and most regions are over with that. Where these are
 * zeros, {@link Holes} tells where there is data again, on a Java that reaches it; on any other the region is read past the
 * page cache, where the file system allows it: a hole comes at the speed at which memory is cleared.
 */
final class ZeroScan implements AutoCloseable {

    private static final int FIRST_BYTES = 128 << 10;
    private static final int BLOCK_BYTES = 1 << 20;

    private final Path file;
    private FileChannel direct;

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
        int block = (int) Files.getFileStore(file).getBlockSize();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK_BYTES + block).alignedSlice(block);
        buffer.limit(BLOCK_BYTES);
        ByteBuffer blocks = buffer.slice();
        long at = from;
        while (at < end) {
            if (progress.stopped()) {
                throw new UploadStoppedException();
            }
            boolean aligned = at % block == 0 && end - at >= BLOCK_BYTES;
            FileChannel fast = aligned ? direct() : null;
            at = readZeros(fast == null ? channel : fast, blocks, at, end);
            if (at < 0) {
                return false;
            }
        }
        return true;
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
    private FileChannel direct() throws IOException {
        if (direct == null) {
            try {
                direct = FileChannel.open(
                        file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS, ExtendedOpenOption.DIRECT));
            } catch (IOException | UnsupportedOperationException e) {
                return null;
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
