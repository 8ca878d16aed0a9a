package io.caravan.sandbox;

import io.caravan.sandbox.http.AnsweredRequest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One line a request, handed to the system at once, so that a killed process loses none. Headers and bodies stay out. */
final class RequestLog implements Closeable {
    private final FileChannel channel;

    private RequestLog(FileChannel channel) {
        this.channel = channel;
    }

    static RequestLog open(Path file) throws IOException {
        return new RequestLog(FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS));
    }

    synchronized void write(AnsweredRequest request) throws IOException {
        String target = request.query().isEmpty() ? request.path() : request.path() + "?" + request.query();
        String line = String.join(
                " ",
                request.time().toString(),
                request.method(),
                target,
                Integer.toString(request.status()),
                Long.toString(request.bytesReceived()));
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
