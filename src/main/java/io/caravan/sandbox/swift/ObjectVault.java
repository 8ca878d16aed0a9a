package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.Durable;
import io.caravan.sandbox.http.Hashes;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.http.Utf8Order;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;

/**
 * All containers and objects: one folder a container, in it the data file and the JSON record of each object, named by
 * hashes, so that no name can lead elsewhere. The rename of the record is what makes an object exist: a process killed
 * before it leaves the older object, and the half-written files are swept at the next start.
 */
public final class ObjectVault implements Closeable {
    public static final String PART = ".part";
    private static final String DATA = ".data";
    private static final String RECORD = ".json";
    private static final String INCOMING = "incoming";
    private static final String CONTAINER = "container.record";

    private static final long GRACE = Duration.ofSeconds(2).toNanos();

    private final Path folder;
    private final Clock clock;
    private final SwiftTraits traits;
    private final Queue<Discarded> discarded = new ConcurrentLinkedQueue<>();
    private final NavigableMap<String, Container> containers = new ConcurrentSkipListMap<>(Utf8Order.INSTANCE);

    private ObjectVault(Path folder, Clock clock, SwiftTraits traits) {
        this.folder = folder;
        this.clock = clock;
        this.traits = traits;
    }

    /** A file that no object has any more, and since when. */
    private record Discarded(Path file, long since) {}

    /** What is written of a container. */
    private record ContainerRecord(String name, long ticks, Map<String, String> headers) {}

    /** Opens the vault in this folder, which is created if missing: sweeps it and reads its records. */
    public static ObjectVault open(Path folder, Clock clock, SwiftTraits traits) throws IOException {
        ObjectVault vault = new ObjectVault(Files.createDirectories(folder), clock, traits);
        for (Path container : paths(folder)) {
            if (Files.exists(container.resolve(CONTAINER))) {
                vault.load(container);
            } else {
                deleteAll(container);
            }
        }
        Files.createDirectories(folder.resolve(INCOMING));
        return vault;
    }

    /** Of which Swift these are the objects. */
    SwiftTraits traits() {
        return traits;
    }

    List<Container> containers() {
        return List.copyOf(containers.values());
    }

    Optional<Container> container(String name) {
        return Optional.ofNullable(containers.get(name));
    }

    public Optional<VaultObject> find(String container, String object) {
        return container(container).flatMap(found -> found.find(object));
    }

    /** Makes the container if it is missing, and merges the headers into its own; true if it is new. */
    synchronized boolean createContainer(String name, Map<String, String> headers) throws IOException {
        Container existing = containers.get(name);
        Map<String, String> merged = new LinkedHashMap<>(existing == null ? Map.of() : existing.headers());
        merged.putAll(headers);
        merged.values().removeIf(String::isEmpty);
        Container container = existing != null
                ? existing
                : new Container(
                        name,
                        Files.createDirectories(folder.resolve(hash(name))),
                        VaultObject.ticks(clock.instant()),
                        merged);
        container.headers(merged);
        ContainerRecord record = new ContainerRecord(name, container.ticks(), merged);
        Durable.write(container.folder().resolve(CONTAINER), JsonBody.bytes(record));
        containers.put(name, container);
        return existing == null;
    }

    /** Removes a container; false if it is not empty. */
    synchronized boolean removeContainer(Container container) throws IOException {
        synchronized (container) {
            if (!container.isEmpty()) {
                return false;
            }
            container.markRemoved();
            containers.remove(container.name());
            Files.deleteIfExists(container.folder().resolve(CONTAINER));
        }
        deleteAll(container.folder());
        return true;
    }

    /** Begins an object; it comes to be with {@link #commit}. */
    Upload begin() throws IOException {
        return Upload.begin(folder.resolve(INCOMING));
    }

    /**
     * Makes the upload the object of this name; empty if the container went away meanwhile.
     *
     * @param hidden as long as it says so, listings show what stood there before
     */
    Optional<VaultObject> commit(
            Container container,
            String name,
            Upload upload,
            String contentType,
            Map<String, String> headers,
            BooleanSupplier hidden)
            throws IOException {
        synchronized (container) {
            if (container.isRemoved()) {
                return Optional.empty();
            }
            Optional<VaultObject> older = container.find(name);
            String dataFile = hash(name) + "." + UUID.randomUUID() + DATA;
            upload.keep(container.folder().resolve(dataFile));
            VaultObject object = new VaultObject(
                    name,
                    dataFile,
                    upload.bytes(),
                    upload.md5(),
                    contentType,
                    VaultObject.ticks(clock.instant()),
                    headers);
            writeRecord(container, object);
            container.put(object, hidden);
            if (older.isPresent()) {
                discard(container.folder().resolve(older.get().dataFile()));
            }
            return Optional.of(object);
        }
    }

    /** Replaces the type and the kept headers of an object, which stays static if it is; false if it is not there. */
    boolean change(Container container, String name, Optional<String> contentType, Map<String, String> headers)
            throws IOException {
        synchronized (container) {
            Optional<VaultObject> object = container.find(name);
            if (object.isEmpty()) {
                return false;
            }
            Map<String, String> merged = new LinkedHashMap<>(headers);
            merged.putAll(object.get().lastingHeaders());
            VaultObject changed = object.get()
                    .changed(
                            contentType.orElse(object.get().contentType()), VaultObject.ticks(clock.instant()), merged);
            writeRecord(container, changed);
            container.put(changed, () -> false);
            return true;
        }
    }

    /** Removes an object; false if it is not there. */
    boolean remove(Container container, String name) throws IOException {
        synchronized (container) {
            Optional<VaultObject> object = container.find(name);
            if (object.isEmpty()) {
                return false;
            }
            container.remove(name);
            Files.deleteIfExists(record(container, name));
            discard(container.folder().resolve(object.get().dataFile()));
            return true;
        }
    }

    /** Deletes the bytes of an object that is gone: late, for a reader may have found it and not opened it yet. */
    private void discard(Path file) throws IOException {
        long now = System.nanoTime();
        discarded.add(new Discarded(file, now));
        for (Discarded next = discarded.peek(); next != null && now - next.since() > GRACE; next = discarded.peek()) {
            if (discarded.remove(next)) {
                Files.deleteIfExists(next.file());
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Discarded next = discarded.poll(); next != null; next = discarded.poll()) {
            Files.deleteIfExists(next.file());
        }
    }

    private void load(Path path) throws IOException {
        ContainerRecord record = JsonBody.read(path.resolve(CONTAINER), ContainerRecord.class);
        Container container = new Container(record.name(), path, record.ticks(), record.headers());
        Set<Path> wanted = new HashSet<>();
        wanted.add(path.resolve(CONTAINER));
        for (Path file : paths(path)) {
            if (file.getFileName().toString().endsWith(RECORD)) {
                VaultObject object = JsonBody.read(file, VaultObject.class);
                container.put(object, () -> false);
                wanted.add(file);
                wanted.add(path.resolve(object.dataFile()));
            }
        }
        for (Path file : paths(path)) {
            if (!wanted.contains(file)) {
                Files.delete(file);
            }
        }
        containers.put(container.name(), container);
    }

    private static void writeRecord(Container container, VaultObject object) throws IOException {
        Durable.write(record(container, object.name()), JsonBody.bytes(object));
    }

    private static Path record(Container container, String name) {
        return container.folder().resolve(hash(name) + RECORD);
    }

    private static String hash(String name) {
        return Hashes.hex(Hashes.sha256().digest(name.getBytes(StandardCharsets.UTF_8)))
                .substring(0, 40);
    }

    private static List<Path> paths(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            List<Path> paths = new ArrayList<>();
            entries.forEach(paths::add);
            return paths;
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        for (Path file : paths(folder)) {
            Files.deleteIfExists(file);
        }
        Files.delete(folder);
    }
}
