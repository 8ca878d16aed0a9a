package io.caravan.cloud;

import io.caravan.settings.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Servers that stand between a client and a server, pass bytes on, and note who came. */
public final class Wires implements AutoCloseable {

    private final ServerSocket door;
    private final Passage passage;
    private final List<String> noted = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private interface Passage {
        void open(Wires wires, Socket client) throws IOException;
    }

    private Wires(ServerSocket door, Passage passage) {
        this.door = door;
        this.passage = passage;
        threads.execute(this::accept);
    }

    /**
     * Speaks TLS to clients and plain HTTP to a port of this machine.
     *
     * @param client whose certificate every client must show
     */
    public static Wires tls(TestCertificates own, Optional<TestCertificates> client, int port) {
        return tls(own, client, (wires, socket) -> wires.connect(socket, port));
    }

    /** Speaks TLS, and cuts the connection as soon as it is asked something. */
    public static Wires cut(TestCertificates own) {
        return tls(own, Optional.empty(), (wires, socket) -> {
            socket.getInputStream().read();
            close(socket);
        });
    }

    /** Answers each request with these words, and ends the connection. */
    public static Wires answering(String words) {
        return plain((wires, socket) -> {
            wires.noted.add(head(socket.getInputStream()).lines().findFirst().orElse(""));
            socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            close(socket);
        });
    }

    /** Begins an answer, and sends another byte of it again and again. */
    public static Wires trickling(Duration pause) {
        return plain((wires, socket) -> {
            head(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 201 Created\r\nContent-Length: 1000000\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            wires.timer.scheduleAtFixedRate(
                    () -> {
                        try {
                            out.write(' ');
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    0,
                    pause.toMillis(),
                    TimeUnit.MILLISECONDS);
        });
    }

    private static Wires plain(Passage passage) {
        try {
            return new Wires(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), passage);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Wires tls(TestCertificates own, Optional<TestCertificates> client, Passage inside) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            KeyStore store = empty();
            store.setKeyEntry("own", own.key(), new char[0], new Certificate[] {own.certificate()});
            keys.init(store, new char[0]);
            KeyStore trusted = empty();
            if (client.isPresent()) {
                trusted.setCertificateEntry("client", client.get().certificate());
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            SSLServerSocket door = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            door.setNeedClientAuth(client.isPresent());
            return new Wires(door, (wires, socket) -> {
                SSLSocket secure = (SSLSocket) socket;
                secure.startHandshake();
                wires.noted.add(
                        client.isPresent()
                                ? secure.getSession().getPeerPrincipal().getName()
                                : secure.getSession().getProtocol());
                inside.open(wires, socket);
            });
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /**
     * A forward proxy. It notes the first line of each connection and what stands in {@code Proxy-Authorization}.
     *
     * @param hosts names that only the proxy knows, with their ports here
     * @param login what it demands, or empty
     */
    public static Wires proxy(Map<String, Integer> hosts, String login) {
        return plain((wires, socket) -> {
            InputStream in = socket.getInputStream();
            String head = head(in);
            String[] words = head.split(" ", 3);
            String authority = words[0].equals("CONNECT") ? words[1] : words[1].replaceFirst("^http://([^/]*).*", "$1");
            wires.noted.add(words[0] + " " + authority);
            OutputStream out = socket.getOutputStream();
            if (!login.isEmpty() && !head.contains("Proxy-Authorization: Basic " + login + "\r\n")) {
                out.write(
                        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                return;
            }
            int port = hosts.containsKey(authority)
                    ? hosts.get(authority)
                    : Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
            Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            wires.open.add(server);
            if (words[0].equals("CONNECT")) {
                out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            } else {
                server.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            }
            wires.pass(socket, server);
        });
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no head");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    public int port() {
        return door.getLocalPort();
    }

    /** What was noted of each connection. */
    public List<String> noted() {
        return noted;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                open.add(client);
                threads.execute(() -> {
                    try {
                        passage.open(this, client);
                    } catch (IOException e) {
                        close(client);
                    }
                });
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void connect(Socket client, int port) throws IOException {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(server);
        pass(client, server);
    }

    private void pass(Socket one, Socket other) {
        threads.execute(() -> copy(one, other));
        copy(other, one);
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 << 10];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // either side is gone
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // then it is closed
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        open.forEach(Wires::close);
        threads.shutdownNow();
        timer.shutdownNow();
    }
}
