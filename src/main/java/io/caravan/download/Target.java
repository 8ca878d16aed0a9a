package io.caravan.download;

import java.io.IOException;
import java.security.MessageDigest;

/** Where the bytes of a download go. */
public interface Target extends AutoCloseable {

    /** Whether pieces may come in any order, several at a time, and a piece more than once. */
    boolean takesAnyOrder();

    /**
     * How many bytes of a piece are there already, from an earlier run.
     *
     * @param place of the piece's first byte
     * @param bytes of the piece
     * @param digest is given the bytes that are there
     */
    long kept(long place, long bytes, MessageDigest digest) throws IOException;

    /** Writes bytes to their place. */
    void write(long place, byte[] bytes, int length) throws IOException;

    /** All bytes are there and verified. */
    void complete(long bytes) throws IOException;

    @Override
    void close() throws IOException;
}
