package io.caravan;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A line to a port of this machine that breaks, or goes dead, after so many bytes of answers. */
final class BrokenLine implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final int port;
    private final long bytes;
    private final boolean goesDead;
    private final AtomicInteger timesLeft;
    private volatile boolean dead;

    private BrokenLine(int port, long bytes, int times, boolean goesDead) throws IOException {
        this.port = port;
        this.bytes = bytes;
        this.goesDead = goesDead;
        this.timesLeft = new AtomicInteger(times);
        thread(this::accept);
    }

    /** The first so many connections break; the others hold. */
    static BrokenLine breaking(int port, long bytes, int times) throws IOException {
        return new BrokenLine(port, bytes, times, false);
    }

    /** The first connection stays open and says no more. */
    static BrokenLine goingDead(int port, long bytes) throws IOException {
        return new BrokenLine(port, bytes, 1, true);
    }

    int port() {
        return door.getLocalPort();
    }

    /** How many connections may still break. */
    int timesLeft() {
        return timesLeft.get();
    }

    /** Whether it has gone dead. */
    boolean isDead() {
        return dead;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.add(client);
                sockets.add(server);
                thread(() -> pump(client, server, Long.MAX_VALUE));
                thread(() -> pump(
                        server,
                        client,
                        timesLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? bytes : Long.MAX_VALUE));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void pump(Socket from, Socket to, long most) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            long left = most;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, (int) Math.min(read, left));
                left -= read;
                if (left <= 0 && goesDead) {
                    dead = true;
                    in.transferTo(OutputStream.nullOutputStream());
                } else if (left <= 0) {
                    return;
                }
            }
        } catch (IOException e) {
            // the other side is gone
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "broken-line");
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
