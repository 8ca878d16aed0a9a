package io.caravan.swift;

import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.CloudEndpoints;
import io.caravan.http.OpenedBody;
import io.caravan.http.ServiceRefusal;
import io.caravan.swift.AccountListings.ContainerEntry;
import io.caravan.swift.AccountListings.ObjectEntry;
import io.caravan.text.LogText;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A Swift account as commands see it: its containers and objects, one call each. An object's name with a part {@code .}
 * or {@code ..} is refused before anything is sent, since some hop on the way may resolve it into another object.
 */
public final class SwiftAccount {

    private static final int NOT_FOUND = 404;

    private final CloudConnection connection;
    private final SwiftPaths paths;
    private final AccountListings listings;

    /** @param url the account's URL, {@code …/v1/AUTH_…} */
    public SwiftAccount(CloudConnection connection, URI url) {
        this.connection = connection;
        this.paths = new SwiftPaths(url);
        this.listings = new AccountListings(connection, paths);
    }

    /** The account's URL. */
    public URI url() {
        return paths.account();
    }

    /**
     * A container.
     *
     * @param quotaBytes the most it may hold, where that is limited
     * @param policy the storage policy that its bytes lie in, where that is told
     * @param versioned whether Swift keeps older versions of its objects, or once did: it says {@code False} for a
     *     container whose versions stay
     */
    public record ContainerInfo(
            long objects, long bytes, Optional<Long> quotaBytes, Optional<String> policy, boolean versioned) {}

    /**
     * An object.
     *
     * @param bytes its length; empty for a dynamic large object of more segments than fit a page of Swift's listing
     * @param etag without quotes; empty when it isn't told
     * @param modified when it was put
     * @param manifest where the segments of a dynamic large object lie
     * @param isStatic whether it is a static large object
     */
    public record ObjectInfo(
            Optional<Long> bytes,
            String etag,
            String contentType,
            Optional<Instant> modified,
            Optional<Prefix> manifest,
            boolean isStatic) {}

    /** The account's containers whose names begin so, in the order of their names. */
    public SwiftListing<ContainerEntry> containers(String prefix) {
        return listings.containers(prefix);
    }

    /** A container's objects whose names begin so, in the order of their names. */
    public SwiftListing<ObjectEntry> objects(String container, String prefix) {
        return listings.objects(container, prefix);
    }

    /** A container; empty when there is none of that name. */
    public Optional<ContainerInfo> container(String container) throws IOException {
        try {
            CloudConnection.Answer answer = connection.ask("HEAD", paths.container(container, ""));
            return Optional.of(new ContainerInfo(
                    answer.header("X-Container-Object-Count")
                            .flatMap(SwiftAccount::number)
                            .orElse(0L),
                    answer.header("X-Container-Bytes-Used")
                            .flatMap(SwiftAccount::number)
                            .orElse(0L),
                    answer.header("X-Container-Meta-Quota-Bytes").flatMap(SwiftAccount::number),
                    answer.header("X-Storage-Policy"),
                    answer.header("X-Versions-Enabled").isPresent()
                            || answer.header("X-Versions-Location").isPresent()
                            || answer.header("X-History-Location").isPresent()));
        } catch (ServiceRefusal e) {
            return absent(e);
        }
    }

    /**
     * Makes a container, unless it is there.
     *
     * @param policy the storage policy; without one the cloud's own
     */
    public void createContainer(String container, Optional<String> policy) throws IOException {
        Map<String, String> headers =
                policy.map(name -> Map.of("X-Storage-Policy", name)).orElse(Map.of());
        connection.ask("PUT", paths.container(container, ""), headers, Optional.of(new byte[0]));
    }

    /** An object; empty when there is none of that name. A large object tells of the whole. */
    public Optional<ObjectInfo> object(String container, String object) throws IOException {
        try {
            return Optional.of(info(connection.ask("HEAD", paths.object(container, object, ""))));
        } catch (ServiceRefusal e) {
            return absent(e);
        }
    }

    /** The Etag of an object as a whole. Of a dynamic one that is longer than Swift's listing only the listing tells it. */
    public String wholeEtag(ObjectInfo object) throws IOException {
        if (object.bytes().isPresent() || object.manifest().isEmpty()) {
            return object.etag();
        }
        Prefix segments = object.manifest().get();
        List<String> etags = new ArrayList<>();
        SwiftListing<ObjectEntry> listing = objects(segments.container(), segments.prefix());
        for (Optional<ObjectEntry> next = listing.next(); next.isPresent(); next = listing.next()) {
            etags.add(next.get().hash());
        }
        return Md5.ofEtags(etags);
    }

    /**
     * An object as it is stored; empty when there is none of that name. Ceph's gateway tells only of the object as a whole
     * that it is a static large one (and of none whose first segment is gone), so what looks plain is asked for twice.
     *
     * @throws IOException when it is there, and can't be looked at as a whole: then what it is made of isn't known
     */
    public Optional<StoredInfo> stored(String container, String object) throws IOException {
        Optional<StoredInfo> stored = storedAlone(container, object);
        if (stored.isEmpty() || !stored.get().isPlain()) {
            return stored;
        }
        Optional<ObjectInfo> whole = object(container, object);
        if (whole.isPresent()) {
            return whole.get().isStatic() ? Optional.of(new StoredInfo(Set.of(), true, Set.of())) : stored;
        }
        if (storedAlone(container, object).isEmpty()) {
            return Optional.empty(); // deleted in between
        }
        throw new IOException(
                LogText.clean(container + "/" + object) + " is there, but not as a whole: a segment of it may be gone");
    }

    private Optional<StoredInfo> storedAlone(String container, String object) throws IOException {
        try {
            CloudConnection.Answer answer =
                    connection.ask("HEAD", paths.object(container, object, "multipart-manifest=get&symlink=get"));
            return Optional.of(new StoredInfo(
                    answer.header("X-Object-Manifest").map(Prefix::anyOf).orElse(Set.of()),
                    isStatic(answer),
                    answer.header("X-Symlink-Target").map(Prefix::anyOf).orElse(Set.of())));
        } catch (ServiceRefusal e) {
            return absent(e);
        }
    }

    /** What time it is by the service's clock, where it tells. */
    public Optional<Instant> now() throws IOException {
        return connection.ask("HEAD", paths.account("")).date();
    }

    private static ObjectInfo info(CloudConnection.Answer answer) throws IOException {
        return new ObjectInfo(
                answer.header("Content-Length").flatMap(SwiftAccount::number),
                answer.header("Etag").map(Etags::bare).orElse(""),
                answer.header("Content-Type").orElse(""),
                answer.header("Last-Modified").flatMap(CloudConnection::instant),
                manifest(answer),
                isStatic(answer));
    }

    private static Optional<Prefix> manifest(CloudConnection.Answer answer) throws IOException {
        Optional<String> manifest = answer.header("X-Object-Manifest");
        return manifest.isPresent() ? Optional.of(Prefix.of(manifest.get())) : Optional.empty();
    }

    private static boolean isStatic(CloudConnection.Answer answer) {
        return answer.header("X-Static-Large-Object")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }

    /**
     * What a static large object is made of: by its manifest or, where that is not told, by the names of segments.
     *
     * @throws BadManifest when neither leads to them; then nothing is known, which does not mean that there are none
     */
    public StaticManifest staticManifest(String container, String object) throws IOException {
        URI manifest = paths.object(container, object, "multipart-manifest=get");
        try {
            return StaticManifest.read(
                    container + "/" + object, connection.ask("GET", manifest).body());
        } catch (BadManifest e) {
            return new SegmentSearch(this).find(container, object, e);
        }
    }

    /**
     * Opens an object's bytes from an offset on; one try.
     *
     * @throws ServiceRefusal 404 when it isn't there, 416 when it has no such offset
     * @throws IOException also when the service answers with another part than was asked for
     */
    public OpenedBody open(String container, String object, long from) throws IOException {
        Map<String, String> headers = from == 0 ? Map.of() : Map.of("Range", "bytes=" + from + "-");
        OpenedBody opened = connection.open(paths.object(container, object, ""), headers);
        boolean asAsked = from == 0
                ? opened.status() == 200
                : opened.status() == 206
                        && opened.header("Content-Range")
                                .filter(range -> range.startsWith("bytes " + from + "-"))
                                .isPresent();
        if (!asAsked) {
            opened.close();
            throw new IOException(LogText.clean(container + "/" + object) + ": asked for the bytes from " + from
                    + " on, the service answered " + opened.status()
                    + opened.header("Content-Range")
                            .map(range -> " with " + range)
                            .orElse(""));
        }
        return opened;
    }

    /**
     * Puts a small object.
     *
     * @return its Etag without quotes
     */
    public String put(String container, String object, byte[] content) throws IOException {
        return connection
                .ask("PUT", paths.object(container, object, ""), Map.of(), Optional.of(content))
                .header("Etag")
                .map(Etags::bare)
                .orElse("");
    }

    /** The bytes of a small object as text. */
    public String get(String container, String object) throws IOException {
        return connection.ask("GET", paths.object(container, object, "")).body();
    }

    /** Deletes an object, of a large one the manifest only; whether there was one. */
    public boolean delete(String container, String object) throws IOException {
        try {
            connection.ask("DELETE", paths.object(container, object, ""));
            return true;
        } catch (ServiceRefusal e) {
            return absent(e).isPresent();
        }
    }

    /**
     * The limits that the cloud tells ({@code /info}); empty when it doesn't. From now on listings keep to them.
     *
     * @throws IOException when Swift is away, or what it tells can't be read
     */
    public Optional<SwiftLimits> limits() throws IOException {
        try {
            URI info = CloudEndpoints.info(url());
            SwiftLimits limits = SwiftLimits.parse(connection.ask("GET", info).body());
            listings.keepTo(limits);
            return Optional.of(limits);
        } catch (ServiceRefusal e) {
            if (e.mayPass()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static <T> Optional<T> absent(ServiceRefusal refusal) throws ServiceRefusal {
        if (refusal.status() == NOT_FOUND) {
            return Optional.empty();
        }
        throw refusal;
    }

    /** Whether an object of that name can be asked for: no part of it is {@code .} or {@code ..}. */
    public static boolean canBeSent(String name) {
        return SwiftPaths.canBeSent(name);
    }

    private static Optional<Long> number(String header) {
        return header.matches("\\d{1,18}") ? Optional.of(Long.parseLong(header)) : Optional.empty();
    }
}
