package io.caravan.sandbox;

import io.caravan.sandbox.glance.GlanceImages;
import io.caravan.sandbox.http.AnsweredRequest;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.http.FaultPlan;
import io.caravan.sandbox.http.FrontDoor;
import io.caravan.sandbox.http.IncomingRequest;
import io.caravan.sandbox.http.UnreadableRequest;
import io.caravan.sandbox.imports.ImageImport;
import io.caravan.sandbox.imports.ImportLedger;
import io.caravan.sandbox.imports.ImportOutcome;
import io.caravan.sandbox.keystone.Addresses;
import io.caravan.sandbox.keystone.Identity;
import io.caravan.sandbox.keystone.Portal;
import io.caravan.sandbox.keystone.Tokens;
import io.caravan.sandbox.swift.ObjectStore;
import io.caravan.sandbox.swift.ObjectVault;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small cloud on loopback: sign-in (Keystone v3), object store (Swift with its large objects), image import
 * (Fujitsu K5's vmimport) and image service (Glance v2), with one project and one region.
 *
 * <p>It stores what it is sent, checks what the real services check, and answers with their statuses, headers and
 * bodies; what is not known of K5 is marked as invented where it stands. An import succeeds only after the whole object
 * has been read back. Objects, imports and the request log survive a restart; tokens do not. Its threads are daemons:
 * they don't keep a process alive.
 */
public final class Sandbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
    private static final int THREADS = 100;
    private static final int BUFFER = 128 * 1024;
    private static final int REQUEST_HEAD = 32 * 1024;
    private static final long CLIENT_TIMEOUT_MILLIS = 60_000;

    private final Server server;
    private final Addresses addresses;
    private final Tokens tokens;
    private final FaultPlan faults = new FaultPlan();
    private final List<Consumer<AnsweredRequest>> listeners = new CopyOnWriteArrayList<>();
    private final FileChannel lock;
    private final RequestLog log;
    private final ObjectVault vault;
    private final ImportLedger imports;
    private final GlanceImages images;

    private Sandbox(SandboxOptions options, FileChannel lock, Server server, ServerConnector connector)
            throws IOException {
        Path data = options.data();
        this.lock = lock;
        this.server = server;
        this.addresses = new Addresses(connector.getLocalPort());
        this.tokens = new Tokens(options.clock(), options.tokenLife());
        this.log = RequestLog.open(data.resolve("requests.log"));
        this.vault = ObjectVault.open(data.resolve("objects"), options.clock(), options.swift());
        this.imports = ImportLedger.open(
                data.resolve("imports"), options.clock(), options.timeline(), options.generation(), vault);
        this.images = GlanceImages.open(data.resolve("images"), tokens, options.clock(), imports::images);
        Map<String, FrontDoor.Service> services = Map.of(
                "/identity", new Identity(addresses, tokens),
                "/object", new ObjectStore(addresses, tokens, options.clock(), vault),
                "/vmimport", new ImageImport(imports, tokens),
                "/image", images,
                "/portal", new Portal(tokens));
        server.setHandler(new FrontDoor(services, faults, options.clock(), this::record));
    }

    /**
     * Starts a sandbox on 127.0.0.1.
     *
     * @throws IOException if the port is in use or the data folder is: by another sandbox, or because it can't be
     *     written; the message says which
     */
    public static Sandbox start(SandboxOptions options) throws IOException {
        FileChannel lock = lock(Files.createDirectories(options.data()));
        try {
            return start(options, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Sandbox start(SandboxOptions options, FileChannel lock) throws IOException {
        Server server = server();
        ServerConnector connector = connector(server, options.port());
        try {
            connector.open();
        } catch (IOException e) {
            String why = e instanceof BindException || e.getCause() instanceof BindException
                    ? "port " + options.port() + " of 127.0.0.1 is in use"
                    : "port " + options.port() + " of 127.0.0.1 cannot be opened: " + e.getMessage();
            throw new IOException("the sandbox cannot start: " + why, e);
        }
        try {
            Sandbox sandbox = new Sandbox(options, lock, server, connector);
            server.start();
            return sandbox;
        } catch (IOException | RuntimeException e) {
            connector.close();
            throw e;
        } catch (Exception e) {
            connector.close();
            throw new IOException("the sandbox cannot start: " + e.getMessage(), e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return addresses.port();
    }

    /** Keystone: {@code http://127.0.0.1:<port>/identity/v3}. */
    public URI identityUrl() {
        return addresses.identity();
    }

    /** The project's Swift account: {@code http://127.0.0.1:<port>/object/v1/AUTH_<project id>}. */
    public URI objectStoreUrl() {
        return addresses.objectStore();
    }

    /** The import service, to which clients append {@code /v1/imageimport}. */
    public URI imageImportUrl() {
        return addresses.imageImport();
    }

    /** The image service, to which clients append {@code /v2/images}. */
    public URI imageUrl() {
        return addresses.image();
    }

    /** K5's central portal, to which clients append {@code /API/paas/auth/token}; the contract is the domain. */
    public URI portalUrl() {
        return addresses.portal();
    }

    /** Tells the listener of every request from now on, on the request's thread, just before the answer is out. */
    public void onAnswered(Consumer<AnsweredRequest> listener) {
        listeners.add(listener);
    }

    /** Lets a fault happen to requests that match; of several that match, the one injected first. */
    public void inject(Predicate<IncomingRequest> when, Fault fault) {
        faults.add(when, fault);
    }

    /** Makes imports of objects whose name ends so end this way; a later call beats an earlier one. */
    public void importOutcome(String objectNameSuffix, ImportOutcome outcome) {
        imports.outcome(objectNameSuffix, outcome);
    }

    /** Glance, for tests to say what it offers and refuses. */
    public GlanceImages images() {
        return images;
    }

    /** Makes every token issued so far unknown. */
    public void revokeTokens() {
        tokens.revokeAll();
    }

    /** Stops at once; requests under way end without an answer. A closed sandbox stays closed. */
    @Override
    public void close() {
        faults.releaseStalls();
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("The sandbox did not stop cleanly: {}", e.getMessage());
        }
        imports.close();
        images.close();
        try {
            vault.close();
            log.close();
            lock.close();
        } catch (IOException e) {
            LOG.warn("The sandbox could not close its files: {}", e.getMessage());
        }
    }

    private void record(AnsweredRequest request) {
        try {
            log.write(request);
        } catch (IOException e) {
            LOG.warn("The sandbox could not write its request log: {}", e.getMessage());
        }
        listeners.forEach(listener -> listener.accept(request));
    }

    private static FileChannel lock(Path data) throws IOException {
        FileChannel channel = FileChannel.open(
                data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("{} is locked by this process", data);
        }
        channel.close();
        throw new IOException("the sandbox cannot start: another one uses its data folder " + data);
    }

    private static Server server() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("sandbox");
        threads.setDaemon(true);
        Server server = new Server(threads);
        server.setStopTimeout(0);
        server.setErrorHandler(new UnreadableRequest());
        return server;
    }

    private static ServerConnector connector(Server server, int port) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(REQUEST_HEAD);
        http.setOutputBufferSize(BUFFER);
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setHttpCompliance(HttpCompliance.RFC7230);
        HttpConnectionFactory factory = new HttpConnectionFactory(http);
        factory.setInputBufferSize(BUFFER);
        ServerConnector connector = new ServerConnector(server, 1, 1, factory);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setIdleTimeout(CLIENT_TIMEOUT_MILLIS);
        server.addConnector(connector);
        return connector;
    }
}
