package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.ByteSink;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A stretch of what a reader gets of an object. */
sealed interface ManifestPiece {
    long bytes();

    /** A stretch of this stretch. */
    ManifestPiece cut(long from, long count);

    /** Throws {@link IOException} if the bytes are not there, or not all of them. */
    void copyTo(ByteSink sink, ByteBuffer buffer) throws IOException;

    /** Bytes of a file. */
    record Stored(Path file, long from, long bytes) implements ManifestPiece {
        @Override
        public ManifestPiece cut(long start, long count) {
            return new Stored(file, from + start, count);
        }

        @Override
        public void copyTo(ByteSink sink, ByteBuffer buffer) throws IOException {
            try (FileChannel channel = FileChannel.open(file)) {
                long position = from;
                long end = from + bytes;
                while (position < end) {
                    buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
                    int read = channel.read(buffer, position);
                    if (read < 0) {
                        throw new EOFException(file + " ends at " + position + " of " + end + " bytes");
                    }
                    position += read;
                    sink.write(buffer.flip());
                }
            }
        }
    }

    /** Bytes that stand in the manifest itself. */
    record Inline(ByteBuffer data) implements ManifestPiece {
        @Override
        public long bytes() {
            return data.remaining();
        }

        @Override
        public ManifestPiece cut(long start, long count) {
            return new Inline(data.slice((int) start, (int) count));
        }

        @Override
        public void copyTo(ByteSink sink, ByteBuffer buffer) throws IOException {
            sink.write(data.duplicate());
        }
    }

    /** A segment that is gone, or is another one than when its manifest was put. */
    record Broken(String segment, long bytes) implements ManifestPiece {
        @Override
        public ManifestPiece cut(long start, long count) {
            return new Broken(segment, count);
        }

        @Override
        public void copyTo(ByteSink sink, ByteBuffer buffer) throws IOException {
            throw new IOException(segment + " is not the segment that the manifest names");
        }
    }

    static long sum(List<ManifestPiece> pieces) {
        return pieces.stream().mapToLong(ManifestPiece::bytes).sum();
    }

    /** What makes up this many bytes from an offset on; pieces without a byte in it are left out. */
    static List<ManifestPiece> cut(List<ManifestPiece> pieces, long from, long count) {
        List<ManifestPiece> wanted = new ArrayList<>();
        long offset = from;
        long left = count;
        for (ManifestPiece piece : pieces) {
            if (left == 0) {
                break;
            }
            if (offset >= piece.bytes()) {
                offset -= piece.bytes();
                continue;
            }
            long share = Math.min(left, piece.bytes() - offset);
            wanted.add(share == piece.bytes() ? piece : piece.cut(offset, share));
            left -= share;
            offset = 0;
        }
        return wanted;
    }
}
