package io.caravan.inspect;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A file's bytes, few at a time, and not many in all. Offsets and lengths come from the file, so any may be nonsense. */
final class DiskBytes {

    /** Bytes that may be read in all: under 1 MiB. */
    static final int BUDGET = 1_000_000;

    /** Where the bytes come from. */
    interface Source {
        /** Reads some from a place on; -1 when there are none. */
        int read(ByteBuffer into, long place) throws IOException;
    }

    private final Source source;
    private final long length;
    private int left = BUDGET;

    DiskBytes(Source source, long length) {
        this.source = source;
        this.length = length;
    }

    /** How long the file is. */
    long length() {
        return length;
    }

    /** How many bytes were read. */
    int spent() {
        return BUDGET - left;
    }

    /** Whether so many bytes lie there. */
    boolean holds(long offset, long count) {
        return offset >= 0 && count >= 0 && offset <= length - count;
    }

    /**
     * Reads exactly so many bytes.
     *
     * @param what they should be, for the message
     * @throws CutShort when they don't lie there
     * @throws IOException also when that would be more than may be read
     */
    ByteBuffer at(long offset, int count, ByteOrder order, String what) throws IOException, CutShort {
        if (!holds(offset, count)) {
            throw new CutShort(what, offset, length);
        }
        if (count > left) {
            throw new IOException("more of it would have to be read than is good: " + what);
        }
        left -= count;
        ByteBuffer bytes = ByteBuffer.allocate(count).order(order);
        while (bytes.hasRemaining()) {
            if (source.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException("the file has become shorter while it was looked at");
            }
        }
        return bytes.flip();
    }

    /** Makes sure that so many bytes lie there. */
    void check(long offset, long count, String what) throws CutShort {
        if (!holds(offset, count)) {
            throw new CutShort(what, offset, length);
        }
    }
}
