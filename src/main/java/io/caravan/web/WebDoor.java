package io.caravan.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.caravan.http.RequestTimes;
import io.caravan.settings.WebSettings;
import io.caravan.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's own HTTP server with the page, the metrics and the health checks. Threads, connections, and the time that a
 * caller may take, are bounded: whoever speaks slowly, or never reads, is let go of, and images know nothing of it.
 */
public final class WebDoor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebDoor.class);
    private static final int MOST_THREADS = 16;
    private static final int MOST_CONNECTIONS = 200;

    /** Of those threads so many may follow the events. */
    private static final int MOST_FOLLOWERS = 8;

    private static final long IDLE_SECONDS = 30;
    private static final ObjectMapper JSON = Json.ofOurOwn();
    private static final Map<String, String> FILES = Map.of(
            "/", "text/html; charset=utf-8",
            "/page.css", "text/css; charset=utf-8",
            "/page.js", "text/javascript; charset=utf-8");

    static {
        // what the server takes from nowhere else; a caller that follows the events comes back by itself
        Map.of(
                        "sun.net.httpserver.maxReqTime", "10",
                        "sun.net.httpserver.maxRspTime", "300",
                        "sun.net.httpserver.maxReqHeaders", "60",
                        "sun.net.httpserver.maxReqHeaderSize", "65536",
                        "sun.net.httpserver.maxIdleConnections", "32",
                        "sun.net.httpserver.nodelay", "true",
                        "jdk.httpserver.maxConnections", "" + MOST_CONNECTIONS)
                .forEach((name, value) -> System.setProperty(name, System.getProperty(name, value)));
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Overview overview;
    private final Metrics metrics;
    private final Semaphore followers = new Semaphore(MOST_FOLLOWERS);
    private volatile boolean closed;
    private byte[] event = {};
    private long eventNanos;

    private WebDoor(HttpServer server, ThreadPoolExecutor threads, Overview overview, Metrics metrics) {
        this.server = server;
        this.threads = threads;
        this.overview = overview;
        this.metrics = metrics;
    }

    /**
     * Opens it.
     *
     * @throws IOException when the port is in use, or the address none of this machine's
     */
    public static WebDoor open(WebSettings settings, Overview overview, Counts counts, RequestTimes times, Clock clock)
            throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(settings.address(), settings.port().orElseThrow());
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException(
                    "caravan.web.port=" + address.getPort() + ": nothing can be served at "
                            + address.getAddress().getHostAddress() + ":" + address.getPort() + " (" + e.getMessage()
                            + ")",
                    e);
        }
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_CONNECTIONS),
                task -> {
                    Thread thread = new Thread(task, "web");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        WebDoor door = new WebDoor(server, threads, overview, new Metrics(overview, counts, times, clock));
        server.setExecutor(threads);
        server.createContext("/", new Guard(settings, door::answer));
        server.start();
        LOG.info("a page to look at: http://{}:{}/", settings.address().getHostAddress(), door.port());
        return door;
    }

    /** Where it is served. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try {
            switch (path) {
                case "/", "/page.css", "/page.js" -> Answers.bytes(exchange, 200, FILES.get(path), file(path));
                case "/events" -> follow(exchange);
                case "/metrics" ->
                    Answers.bytes(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.text());
                case "/health/live" -> Answers.text(exchange, 200, "alive");
                case "/health/ready" -> ready(exchange);
                default ->
                    Answers.text(exchange, 404, "There is a page at /, and /metrics, /health/live, /health/ready.");
            }
        } catch (RuntimeException e) {
            LOG.error("the answer to a request for {} has failed", path, e);
            throw e;
        }
    }

    private static byte[] file(String path) {
        String name = path.equals("/") ? "page.html" : path.substring(1);
        try (InputStream file = WebDoor.class.getResourceAsStream(name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(HttpExchange exchange) throws IOException {
        List<String> problems = overview.problems();
        byte[] body = JSON.writeValueAsBytes(Map.of("ready", problems.isEmpty(), "problems", problems));
        Answers.bytes(exchange, problems.isEmpty() ? 200 : 503, "application/json", body);
    }

    /** Server-sent events: all there is to see, each second. */
    private void follow(HttpExchange exchange) throws IOException {
        if (!followers.tryAcquire()) {
            exchange.getResponseHeaders().set("Retry-After", "5");
            Answers.text(exchange, 503, "Too many are looking; try again later.");
            return;
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            while (!closed && !exchange.getRequestMethod().equals("HEAD")) {
                out.write(event());
                out.flush();
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            followers.release();
        }
    }

    /** Made once a second, however many follow. */
    private synchronized byte[] event() throws IOException {
        long now = System.nanoTime();
        if (event.length == 0 || now - eventNanos > TimeUnit.MILLISECONDS.toNanos(900)) {
            event = ("event: state\ndata: " + JSON.writeValueAsString(overview.state()) + "\n\n")
                    .getBytes(StandardCharsets.UTF_8);
            eventNanos = now;
        }
        return event;
    }

    @Override
    public void close() {
        closed = true;
        server.stop(0);
        threads.shutdownNow();
    }
}
