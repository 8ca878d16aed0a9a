package io.caravan.sandbox.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes bytes; returns once the buffer may be used again. */
@FunctionalInterface
public interface ByteSink {
    void write(ByteBuffer bytes) throws IOException;
}
