package io.caravan.protocol;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection on which the test itself writes and reads HTTP, so that nothing is hidden or mended on the way. */
final class Wire implements Closeable {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int MOMENT_MILLIS = 2_000;

    private final Socket socket;
    private final InputStream in;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    static Wire to(URI server) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new Wire(socket);
    }

    /** Sends the head of a request; header pairs as they are. */
    Wire head(String method, String target, List<String> headers) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        for (int i = 0; i < headers.size(); i += 2) {
            head.append(headers.get(i)).append(": ").append(headers.get(i + 1)).append("\r\n");
        }
        return send(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    Wire send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** The status of an interim answer, {@code 100 Continue}, or of the final one, whose rest is then still to read. */
    String status() throws IOException {
        String line = line();
        if (!line.startsWith("HTTP/1.")) {
            throw new IOException("no status line: " + line);
        }
        return line.substring(line.indexOf(' ') + 1);
    }

    /** Reads an interim answer to its end. */
    void end() throws IOException {
        headers();
    }

    /** The answer to a request with this method. */
    Answer answer(String method) throws IOException {
        List<String> interim = new ArrayList<>();
        String status = status();
        while (status.startsWith("1")) {
            headers();
            interim.add(status);
            status = status();
        }
        return rest(method, interim, status);
    }

    /** The answer whose status has been read. */
    Answer rest(String method, List<String> interim, String status) throws IOException {
        List<Answer.Header> headers = headers();
        boolean bodiless = method.equals("HEAD") || status.startsWith("204") || status.startsWith("304");
        boolean chunked =
                find(headers, "Transfer-Encoding").filter("chunked"::equals).isPresent();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean complete = true;
        if (!bodiless) {
            try {
                if (chunked) {
                    chunks(body);
                } else {
                    copy(Long.parseLong(find(headers, "Content-Length").orElse("" + Long.MAX_VALUE)), body);
                }
            } catch (EOFException e) {
                complete = false;
            }
        }
        return new Answer(interim, status, headers, body.toByteArray(), chunked && !bodiless, complete);
    }

    private List<Answer.Header> headers() throws IOException {
        List<Answer.Header> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.add(new Answer.Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return headers;
    }

    private static Optional<String> find(List<Answer.Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Answer.Header::value)
                .findFirst();
    }

    private void chunks(ByteArrayOutputStream body) throws IOException {
        for (long size = chunkSize(); size > 0; size = chunkSize()) {
            copy(size, body);
            line();
        }
        line();
    }

    private long chunkSize() throws IOException {
        return Long.parseLong(line().replaceFirst(";.*", ""), 16);
    }

    private void copy(long count, ByteArrayOutputStream body) throws IOException {
        byte[] buffer = new byte[8192];
        long left = count;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("the connection ended " + left + " bytes early");
            }
            body.write(buffer, 0, read);
            left -= read;
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended in a line: " + line);
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    /** True if the server closes within a moment, without another byte. */
    boolean isClosed() throws IOException {
        socket.setSoTimeout(MOMENT_MILLIS);
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
