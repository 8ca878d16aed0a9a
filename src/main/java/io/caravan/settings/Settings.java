package io.caravan.settings;

import io.caravan.settings.Credentials.Domain;
import io.caravan.text.Backoff;
import io.caravan.text.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every setting of one start, validated: what {@code application.properties} describes, key by key, is here as typed
 * values.
 *
 * @param spool the folders that an image moves through
 * @param inbox when a file in the inbox is taken
 * @param cloud who signs in, and where
 * @param image what an image without a sidecar gets
 * @param upload sizes and parallelism
 * @param imports the import service and its patience
 * @param retry pauses between tries
 * @param sandbox the embedded cloud
 * @param web the page, metrics and health
 * @param log the log
 * @param kept what becomes of images that have ended
 * @param values every effective value by key, for Camel's placeholders; never a secret
 */
public record Settings(
        Spool spool,
        Inbox inbox,
        Cloud cloud,
        ImageSettings image,
        Upload upload,
        Imports imports,
        Retry retry,
        Sandbox sandbox,
        WebSettings web,
        LogSettings log,
        Kept kept,
        Map<String, String> values) {

    /** Swift's stock limit of one object is 5 GiB and two bytes ({@code max_file_size}); a segment has at most 5 GiB. */
    public static final long LARGEST_OBJECT = 5L << 30;

    /** Segments of one image: what is known of them, and their listing, is held in memory. */
    public static final int MOST_SEGMENTS = 20_000;

    /** Bytes of the largest image that can be cut at all. */
    public static final long LARGEST_IMAGE = MOST_SEGMENTS * LARGEST_OBJECT;

    /**
     * Reads and checks every key at once.
     *
     * @throws SettingsException with all that is unknown, missing or wrong
     */
    public static Settings read(SettingsSource source) throws SettingsException {
        return new SettingsReader(source).read();
    }

    /** What the embedded cloud needs, and no more. */
    public static Sandbox readSandbox(SettingsSource source) throws SettingsException {
        return new SettingsReader(source).readSandbox();
    }

    /** Where the spool is, and no more. */
    public static Spool readSpool(SettingsSource source) throws SettingsException {
        return new SettingsReader(source).readSpool();
    }

    /**
     * Reads and checks what signing in needs, and no more.
     *
     * @throws SettingsException with all that is missing or wrong
     */
    public static Cloud readCloud(SettingsSource source) throws SettingsException {
        return new SettingsReader(source).readCloud();
    }

    /**
     * Reads and checks what signing in at K5's central portal needs, and no more.
     *
     * @throws SettingsException with all that is missing or wrong
     */
    public static Portal readPortal(SettingsSource source) throws SettingsException {
        return new SettingsReader(source).readPortal();
    }

    /** The same with another spool. */
    public Settings in(Path root) {
        Map<String, String> others = new HashMap<>(values);
        others.put("caravan.spool", root.toString());
        return new Settings(
                new Spool(root),
                inbox,
                cloud,
                image,
                upload,
                imports,
                retry,
                sandbox,
                web,
                log,
                kept,
                Map.copyOf(others));
    }

    /** One filesystem, so that every move is an atomic rename. */
    public record Spool(Path root) {

        public Path inbox() {
            return root.resolve("inbox");
        }

        public Path work() {
            return root.resolve("work");
        }

        public Path done() {
            return root.resolve("done");
        }

        public Path failed() {
            return root.resolve("failed");
        }
    }

    /**
     * @param settle how long size and time stamp must stand still
     * @param doneFile whether {@code x} is taken only once {@code x.done} is there
     * @param containers where a sidecar may send its image; {@code *} among them is any
     * @param maxSize bytes of the largest image that is taken
     */
    public record Inbox(Duration settle, boolean doneFile, Set<String> containers, long maxSize) {

        /** Whether a sidecar may ask for that container. */
        public boolean allows(String container) {
            return containers.contains("*") || containers.contains(container);
        }
    }

    /**
     * @param authUrl Keystone, up to and with {@code /v3}
     * @param project the project to work in; empty means the one of the application credential, or the user's default
     * @param region empty when the catalog has but one
     * @param reach which of a service's endpoints to take: {@code public}, {@code internal} or {@code admin}
     * @param objectStoreUrl overrides the catalog
     * @param imageImportUrl overrides the catalog
     * @param imageUrl likewise for the image service
     */
    public record Cloud(
            URI authUrl,
            Credentials credentials,
            Optional<Project> project,
            Optional<Region> region,
            String reach,
            Optional<URI> objectStoreUrl,
            Optional<URI> imageImportUrl,
            Optional<URI> imageUrl,
            Transport transport) {

        /** The same without a project to work in. */
        public Cloud unscoped() {
            return with(Optional.empty());
        }

        /** The same in the project of that id. */
        public Cloud in(String projectId) {
            return with(Optional.of(new Project.ById(projectId)));
        }

        private Cloud with(Optional<Project> other) {
            return new Cloud(
                    authUrl, credentials, other, region, reach, objectStoreUrl, imageImportUrl, imageUrl, transport);
        }

        /** How long an answer may take, or the other side to take more bytes. */
        public Duration responseTimeout() {
            return transport.responseTimeout();
        }

        /**
         * Where Fujitsu K5 has a service, if Keystone is K5's own of the region: no other cloud's token must ever go
         * there.
         */
        public Optional<URI> k5Service(String service) {
            return region.map(Region::name)
                    .filter(name -> Hosts.ofK5("identity", name)
                            .filter(keystone -> keystone.getHost().equalsIgnoreCase(authUrl.getHost()))
                            .isPresent())
                    .flatMap(name -> Hosts.ofK5(service, name));
        }
    }

    /**
     * A region of the cloud.
     *
     * @param shown the name with the place where it is set, for messages
     */
    public record Region(String name, String shown) {}

    /**
     * Fujitsu K5's central portal.
     *
     * @param url up to {@code /API}, without it
     * @param contract the contract's number, which is the user's domain
     */
    public record Portal(URI url, String contract, String username, Secret password, Transport transport) {}

    /** A project, by id or by name and domain. */
    public sealed interface Project {

        /** A project by its id, which needs no domain. */
        record ById(String id) implements Project {}

        /** A project by its name within a domain. */
        record ByName(String name, Domain domain) implements Project {}
    }

    /**
     * @param segmentSize bytes of a segment; an image no larger goes as one object
     * @param segmentsParallel segments in flight over all images; each image's own thread may send one more
     * @param imagesParallel images that are uploaded at the same time
     * @param manifest what ties an image's segments together
     */
    public record Upload(long segmentSize, int segmentsParallel, int imagesParallel, Manifest manifest) {}

    /** Which kind of large object an image of several segments becomes. */
    public enum Manifest {
        /** A dynamic large object: every Swift has it, and the segments' listing is what it is made of. */
        DLO,
        /** A static large object: Swift itself checks each segment when the manifest is put. */
        SLO,
        /** Static where the cloud offers it and the segments fit its limits, else dynamic. */
        AUTO
    }

    /**
     * @param service its name, or {@code auto}
     * @param pollInterval the pause after the first look at an import; grows up to ten times that
     * @param deadline how long after its acceptance an import may take
     * @param stall how long nothing may change about it
     * @param credentials whether the request carries the user's name and password (K5 generation 1)
     * @param method how Glance comes by the bytes
     * @param stores where it is to keep images; empty for its default
     */
    public record Imports(
            String service,
            Duration pollInterval,
            Duration deadline,
            Duration stall,
            boolean credentials,
            GlanceMethod method,
            List<String> stores) {}

    /** How Glance comes by an image's bytes. */
    public enum GlanceMethod {
        AUTO,
        WEB_DOWNLOAD,
        GLANCE_DIRECT,
        UPLOAD
    }

    /**
     * @param repeats how often a step is tried again at once before its job waits
     * @param delay the first pause before another try, and before a waiting job is tried again; doubles each time
     * @param maxDelay the longest such pause
     * @param verifyRepeats how often an object is looked at again that isn't whole yet
     * @param maxVerifyDelay the longest pause between two such looks
     */
    public record Retry(int repeats, Duration delay, Duration maxDelay, int verifyRepeats, Duration maxVerifyDelay) {

        /** The pauses between tries. */
        public Backoff backoff() {
            return new Backoff(delay, maxDelay);
        }
    }

    /** @param port 0 for a free one */
    public record Sandbox(int port, Path data, Flavour flavour) {

        /** The clouds that the sandbox can stand in for. */
        public enum Flavour {
            STOCK,
            CEPH,
            SMALL,
            POLICIES,
            BARE,
            STRICT
        }
    }
}
