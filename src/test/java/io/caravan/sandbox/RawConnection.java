package io.caravan.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection on which every byte is the test's own. */
public final class RawConnection implements Closeable {
    private final Socket socket;

    private RawConnection(Socket socket) {
        this.socket = socket;
    }

    public static RawConnection to(Sandbox sandbox) throws IOException {
        Socket socket = new Socket("127.0.0.1", sandbox.port());
        socket.setSoTimeout(10_000);
        return new RawConnection(socket);
    }

    /** Sends text whose line ends are turned into CR LF. */
    public RawConnection send(String text) throws IOException {
        return sendBytes(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    public RawConnection sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** The next line without its end. */
    public String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = read(); next >= 0 && next != '\n'; next = read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Everything up to the end of the head. */
    public String head() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    /** Everything until the server closes. */
    public String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The next byte, or -1 once the server has closed. */
    public int read() throws IOException {
        return socket.getInputStream().read();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
