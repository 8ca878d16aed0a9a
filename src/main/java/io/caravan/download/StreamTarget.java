package io.caravan.download;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** A stream: what is written can't be taken back. */
public final class StreamTarget implements Target {

    private final OutputStream out;

    public StreamTarget(OutputStream out) {
        this.out = out;
    }

    @Override
    public boolean takesAnyOrder() {
        return false;
    }

    @Override
    public long kept(long place, long bytes, MessageDigest digest) {
        return 0;
    }

    @Override
    public void write(long place, byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
    }

    @Override
    public void complete(long bytes) throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }
}
