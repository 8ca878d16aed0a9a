package io.caravan.download;

import java.io.IOException;
import java.security.MessageDigest;

/** Where the bytes of a download go, in their order. */
public interface Target extends AutoCloseable {

    /**
     * How many bytes from a place on are there already, from an earlier run.
     *
     * @param from where to begin, in bytes
     * @param most how many bytes to look at, at most
     * @param digest is given the bytes that are there
     */
    long kept(long from, long most, MessageDigest digest) throws IOException;

    /** Appends bytes. */
    void write(byte[] bytes, int length) throws IOException;

    /** Forgets what lies behind that place; whether it can. */
    boolean backTo(long place) throws IOException;

    /** All bytes are there and verified. */
    void complete(long bytes) throws IOException;

    @Override
    void close() throws IOException;
}
