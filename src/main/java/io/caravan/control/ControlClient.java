package io.caravan.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** A command's side of the {@linkplain ControlDoor door}. */
public final class ControlClient {

    /** As many jobs as there are: it is our own daemon's answer. */
    private static final ObjectMapper JSON = Json.ofOurOwn();

    private static final int LARGEST_ANSWER = 256 << 20;

    private ControlClient() {}

    /**
     * Asks the daemon of a spool.
     *
     * @return its answer; empty when none runs there, or it is still signing in
     * @throws IOException when it may not be asked, or has answered nothing
     */
    public static Optional<ControlReply> ask(Path spool, ControlRequest request) throws IOException {
        Path socket = spool.resolve(ControlDoor.NAME);
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        SocketChannel door;
        try {
            door = SocketChannel.open(ControlDoor.address(socket));
        } catch (ConnectException e) {
            return Optional.empty(); // a daemon that was killed has left it
        } catch (IOException e) {
            throw new IOException("the daemon of " + spool + " can't be asked: " + e.getMessage()
                    + "; only its own user may, and root");
        }
        try (door) {
            byte[] line = JSON.writeValueAsBytes(request);
            ByteBuffer out = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n');
            out.flip();
            while (out.hasRemaining()) {
                door.write(out);
            }
            String answer = read(door);
            if (!answer.endsWith("\n")) {
                throw new IOException("the daemon of " + spool + " has not answered; is it busy? Try again");
            }
            return Optional.of(JSON.readValue(answer, ControlReply.class));
        }
    }

    private static String read(SocketChannel door) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        while (door.read(buffer) >= 0) {
            answer.write(buffer.array(), 0, buffer.position());
            buffer.clear();
            if (answer.size() > LARGEST_ANSWER) {
                throw new IOException("the daemon's answer has no end");
            }
        }
        return answer.toString(StandardCharsets.UTF_8);
    }
}
