package io.caravan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may stand before a cloud and isn't it: it passes requests on, one a connection, and a test says what it does to a
 * request's or an answer's head, or what it answers itself.
 */
final class Door implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final int cloud;
    private final Keeper keeper;

    /** Decides about each request. All heads are whole, from their first line to their empty one. */
    interface Keeper {

        /** What to answer instead of asking the cloud, before the body has come; empty to pass the request on. */
        default Optional<Answer> answers(String head) {
            return Optional.empty();
        }

        /** The head to pass on. */
        default String asks(String head) {
            return head;
        }

        /** The head of the cloud's answer to pass back. */
        default String tells(String asked, String head) {
            return head;
        }
    }

    /** Writes an answer, all of it. */
    interface Answer {
        void write(OutputStream out) throws IOException;
    }

    private Door(int cloud, Keeper keeper) throws IOException {
        this.cloud = cloud;
        this.keeper = keeper;
        thread(this::accept);
    }

    static Door before(int cloud, Keeper keeper) throws IOException {
        return new Door(cloud, keeper);
    }

    /** An answer of these first words, {@code 503 Service Unavailable}, and this body. */
    static Optional<Answer> answer(String status, String body) {
        return Optional.of(out -> out.write(
                ("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                        .getBytes(StandardCharsets.ISO_8859_1)));
    }

    int port() {
        return door.getLocalPort();
    }

    /** The heads of the requests that came, as they came. */
    List<String> seen() {
        return seen;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                sockets.add(client);
                thread(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            String asked = head(in);
            if (asked.isEmpty()) {
                return;
            }
            seen.add(asked);
            OutputStream back = client.getOutputStream();
            Optional<Answer> own = keeper.answers(asked);
            if (own.isPresent()) {
                own.get().write(back);
                client.shutdownOutput();
                in.transferTo(OutputStream.nullOutputStream());
                return;
            }
            if (asked.toLowerCase(Locale.ROOT).contains("\r\nexpect:")) {
                back.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            }
            pass(asked, in, back);
        } catch (IOException e) {
            // either side is gone
        }
    }

    private void pass(String asked, InputStream in, OutputStream back) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), cloud)) {
            sockets.add(server);
            OutputStream out = server.getOutputStream();
            out.write(alone(keeper.asks(asked).replaceAll("(?i)\r\nexpect:[^\r]*", ""))
                    .getBytes(StandardCharsets.ISO_8859_1));
            Matcher length = LENGTH.matcher(asked);
            for (long left = length.find() ? Long.parseLong(length.group(1)) : 0; left > 0; ) {
                byte[] some = in.readNBytes((int) Math.min(left, 64 << 10));
                out.write(some);
                left = some.length == 0 ? 0 : left - some.length;
            }
            String told = head(server.getInputStream());
            back.write(alone(keeper.tells(asked, told)).getBytes(StandardCharsets.ISO_8859_1));
            server.getInputStream().transferTo(back);
        }
    }

    private static String alone(String head) {
        return head.replaceAll("(?i)\r\n(connection|keep-alive):[^\r]*", "")
                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
            if (ends == 2) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "door");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
