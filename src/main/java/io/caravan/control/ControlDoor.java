package io.caravan.control;

import io.caravan.text.Json;
import io.caravan.text.LogText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where commands speak to a running daemon: a Unix domain socket in the spool, which only the daemon's user may open. A
 * request is a line of JSON, and so is its answer; a connection carries one of each, and is closed after a while, whatever
 * has become of it.
 */
public final class ControlDoor implements AutoCloseable {

    /** The socket's name in the spool. */
    static final String NAME = "control.sock";

    private static final Logger LOG = LoggerFactory.getLogger(ControlDoor.class);
    private static final int LONGEST_REQUEST = 64 << 10;
    private static final int MOST_CONNECTIONS = 8;
    private static final long PATIENCE_SECONDS = 10;
    private static final long IDLE_SECONDS = 10;

    private final Path socket;
    private final Control control;
    private final ServerSocketChannel server;
    private final ExecutorService answering;
    private final ScheduledThreadPoolExecutor ending;

    private ControlDoor(Path socket, Control control, ServerSocketChannel server) {
        this.socket = socket;
        this.control = control;
        this.server = server;
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, "control");
            thread.setDaemon(true);
            return thread;
        };
        this.answering = new ThreadPoolExecutor(
                0, MOST_CONNECTIONS + 1, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
        this.ending = new ScheduledThreadPoolExecutor(1, threads);
        ending.setRemoveOnCancelPolicy(true);
        answering.execute(this::accept);
    }

    /**
     * Opens it. It is made where nobody else can reach it, closed to others, and only then put into its place, over the one
     * that a killed daemon has left.
     *
     * @param spool the spool's folder, whose lock this process holds
     * @param closed a folder in it that nobody else may look into
     * @throws IOException when there can be none: the path is too long for a socket, or the filesystem has none
     */
    public static ControlDoor open(Path spool, Path closed, Control control) throws IOException {
        Path made = closed.resolve("." + NAME);
        Path socket = spool.resolve(NAME);
        Files.deleteIfExists(made);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(address(made));
            if (made.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            }
            Files.move(made, socket, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e instanceof IOException problem ? problem : new IOException(e);
        }
        return new ControlDoor(socket, control, server);
    }

    /** A socket's address has room for some hundred bytes only: the shorter of the two ways to write the path is taken. */
    static UnixDomainSocketAddress address(Path socket) {
        Path here = Path.of("").toAbsolutePath();
        Path relative = here.relativize(socket.toAbsolutePath());
        return UnixDomainSocketAddress.of(
                relative.toString().length() < socket.toString().length() ? relative : socket);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel caller = server.accept();
                try {
                    answering.execute(() -> serve(caller));
                } catch (RejectedExecutionException e) {
                    caller.close(); // too many at once: it sees that nothing is answered
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("a command could not be heard: {}", LogText.clean(e.toString()));
                pause();
            }
        }
    }

    /** What keeps one from being taken, too many open files say, would do so at once again. */
    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel caller) {
        Future<?> end = ending.schedule(() -> close(caller), PATIENCE_SECONDS, TimeUnit.SECONDS);
        try (caller) {
            send(caller, Json.LINE.writeValueAsBytes(answer(line(caller))));
            send(caller, new byte[] {'\n'});
        } catch (IOException e) {
            LOG.debug("a command has gone away", e);
        } finally {
            end.cancel(false);
        }
    }

    private ControlReply answer(String line) {
        try {
            return control.answer(Json.MAPPER.readValue(line, ControlRequest.class));
        } catch (IOException e) {
            return ControlReply.refusal("this is no request that can be understood");
        } catch (RuntimeException e) {
            LOG.error("a command has failed", e);
            return ControlReply.refusal("it failed: " + LogText.clean(e.toString()));
        }
    }

    private static String line(SocketChannel caller) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (caller.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte unit = buffer.get();
                if (unit == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                line.write(unit);
            }
            if (line.size() > LONGEST_REQUEST) {
                throw new IOException("the request has no end");
            }
            buffer.clear();
        }
        throw new IOException("the request broke off");
    }

    private static void send(SocketChannel caller, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            caller.write(buffer);
        }
    }

    private static void close(SocketChannel caller) {
        try {
            caller.close();
        } catch (IOException e) {
            LOG.debug("could not be closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(socket);
        server.close();
        answering.shutdownNow();
        ending.shutdownNow();
    }
}
