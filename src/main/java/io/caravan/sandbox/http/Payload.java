package io.caravan.sandbox.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The body of a reply. */
public interface Payload {
    Payload EMPTY = bytes(new byte[0]);

    /** Length in bytes; -1 if it is not told, and the body then goes out chunked. */
    long length();

    void writeTo(ByteSink sink) throws IOException;

    static Payload bytes(byte[] bytes) {
        return new Payload() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public void writeTo(ByteSink sink) throws IOException {
                sink.write(ByteBuffer.wrap(bytes));
            }
        };
    }
}
