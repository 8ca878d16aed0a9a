package io.caravan.sandbox.glance;

import io.caravan.sandbox.http.ByteSink;
import io.caravan.sandbox.http.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file as a reply's body. */
record FilePayload(Path file, long length) implements Payload {

    private static final int BUFFER = 1 << 16;

    static FilePayload of(Path file) throws IOException {
        return new FilePayload(file, Files.size(file));
    }

    @Override
    public void writeTo(ByteSink sink) throws IOException {
        try (FileChannel in = FileChannel.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (in.read(buffer.clear()) >= 0) {
                sink.write(buffer.flip());
            }
        }
    }
}
