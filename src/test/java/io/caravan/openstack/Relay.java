package io.caravan.openstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A line to Swift on which a test has its hand: it carries no more than so many bytes a second to the cloud, and can hold
 * back a request until something else has happened. It changes nothing.
 */
final class Relay implements AutoCloseable {

    private static final int CHUNK = 16 << 10;

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final URI target;
    private final long bytesPerSecond;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<Hold> holds = new ConcurrentLinkedQueue<>();
    private long free = System.nanoTime();

    private Relay(URI target, long bytesPerSecond) throws IOException {
        this.target = target;
        this.bytesPerSecond = bytesPerSecond;
        threads.submit(this::accept);
    }

    static Relay to(String target) throws IOException {
        return new Relay(URI.create(target), Long.MAX_VALUE);
    }

    static Relay to(String target, long bytesPerSecond) throws IOException {
        return new Relay(URI.create(target), bytesPerSecond);
    }

    String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    /** The first request whose head fits is held back until it is released, and no other. */
    Hold hold(String head) {
        Hold hold = new Hold(Pattern.compile(head, Pattern.DOTALL));
        holds.add(hold);
        return hold;
    }

    /** A request that waits on its way. */
    static final class Hold {

        private final Pattern head;
        private final CountDownLatch met = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        private Hold(Pattern head) {
            this.head = head;
        }

        boolean isMet() {
            return met.getCount() == 0;
        }

        void release() {
            released.countDown();
        }
    }

    private Void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            sockets.add(client);
            try {
                connect(client);
            } catch (IOException e) {
                client.close(); // the cloud is away, and so its client learns it
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket(target.getHost(), target.getPort());
        sockets.add(server);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        threads.submit(() -> carry(client, server, true));
        threads.submit(() -> carry(server, client, false));
    }

    private Void carry(Socket from, Socket to, boolean toCloud) throws IOException, InterruptedException {
        byte[] chunk = new byte[CHUNK];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (toCloud) {
                    holdBack(new String(chunk, 0, read, StandardCharsets.ISO_8859_1));
                    throttle(read);
                }
                out.write(chunk, 0, read);
            }
        }
        return null;
    }

    private void holdBack(String text) throws InterruptedException {
        for (Hold hold : holds) {
            if (hold.head.matcher(text).lookingAt() && holds.remove(hold)) {
                hold.met.countDown();
                hold.released.await();
            }
        }
    }

    /** All connections together have one line: each chunk takes its time on it. */
    private void throttle(int bytes) throws InterruptedException {
        long until;
        synchronized (this) {
            free = Math.max(free, System.nanoTime()) + TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
            until = free;
        }
        TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
