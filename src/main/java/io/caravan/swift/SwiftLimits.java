package io.caravan.swift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.text.BoundedJson;
import io.caravan.text.LogText;
import io.caravan.text.ObjectNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a Swift says of itself in {@code GET /info} (Swift API, "Discoverability").
 *
 * @param told whether it said anything: some clouds keep {@code /info} to themselves
 * @param maxFileSize bytes of the largest object that one {@code PUT} may send
 * @param slo what it takes for a static large object; empty when it offers none, or said nothing
 * @param listingPage how many entries a listing may be asked for at a time, of an account and of a container: no more
 *     than {@link #PAGE}
 * @param containerNames which names a container can have
 * @param tempUrls the digests that signatures of TempURLs may be made by; empty where there are no TempURLs
 * @param product which software it seems to be, with its version where it tells; empty when it said nothing
 */
public record SwiftLimits(
        boolean told,
        long maxFileSize,
        Optional<Slo> slo,
        int listingPage,
        ContainerNames containerNames,
        Set<String> tempUrls,
        String product) {

    /** Swift's stock {@code max_file_size}: 5 GiB and two bytes. */
    public static final long STOCK_MAX_FILE_SIZE = 5_368_709_122L;

    /** Fewer than Swift's stock limit of 10,000: a page of long names stays far below the longest answer. */
    public static final int PAGE = 1000;

    /** What holds for a cloud that says nothing of itself. */
    public static final SwiftLimits UNTOLD = new SwiftLimits(false, STOCK_MAX_FILE_SIZE, Optional.empty());

    /** Limits of a cloud whose listings are as a stock Swift's. */
    public SwiftLimits(boolean told, long maxFileSize, Optional<Slo> slo) {
        this(told, maxFileSize, slo, PAGE, ContainerNames.STOCK, Set.of(), "");
    }

    private static final ObjectMapper JSON = BoundedJson.mapper();

    /**
     * Limits of static large objects.
     *
     * @param maxSegments entries of a manifest
     * @param maxManifestBytes bytes of a manifest
     * @param minSegmentBytes bytes of the smallest segment but the last
     * @param checksEtags whether a manifest with a wrong Etag is refused: every Swift does, and tells
     *     {@code min_segment_size}; Ceph's gateway does neither
     */
    public record Slo(int maxSegments, long maxManifestBytes, long minSegmentBytes, boolean checksEtags) {

        /** Swift's stock limits. */
        public static final Slo STOCK = new Slo(1000, 8 << 20, 1);

        /** Limits of a cloud that checks the Etags in a manifest. */
        public Slo(int maxSegments, long maxManifestBytes, long minSegmentBytes) {
            this(maxSegments, maxManifestBytes, minSegmentBytes, true);
        }
    }

    /**
     * Which names a container can have.
     *
     * @param least bytes of the shortest
     * @param most bytes of the longest
     * @param dotFirst whether one can begin with a dot
     */
    public record ContainerNames(int least, int most, boolean dotFirst) {

        /** Swift's stock limits. */
        public static final ContainerNames STOCK = new ContainerNames(1, ObjectNames.LONGEST_CONTAINER, true);

        /** Ceph's gateway (16.2) does not tell all of its own. */
        private static final int SHORTEST_OF_CEPH = 3;

        /** Why a container can't have this name, or empty. The segment container's longer name must fit, too. */
        public Optional<String> problem(String name) {
            int bytes = name.getBytes(StandardCharsets.UTF_8).length;
            int longest = most - ObjectNames.SEGMENTS.length();
            return bytes >= least && bytes <= longest && (dotFirst || !name.startsWith("."))
                    ? Optional.empty()
                    : Optional.of("the container can't be called '" + LogText.clean(name)
                            + "': on this cloud a container's name has " + least + " to " + longest + " bytes, with '"
                            + ObjectNames.SEGMENTS + "' behind it up to " + most
                            + (dotFirst ? "" : ", and does not begin with a dot"));
        }
    }

    /**
     * What {@code caravan.manifest=auto} makes static objects by: the limits for them, where the cloud checks what they are
     * made of.
     */
    public Optional<Slo> checkedSlo() {
        return slo.filter(Slo::checksEtags);
    }

    /**
     * The limits in an answer's body; what it leaves out, or where it holds no sensible number, is as in a stock Swift.
     *
     * @throws IOException when it isn't the answer of a Swift
     */
    public static SwiftLimits parse(String body) throws IOException {
        JsonNode info = JSON.readTree(body);
        if (info == null || !info.path("swift").isObject()) {
            throw new IOException("there is no 'swift' in it");
        }
        JsonNode slo = info.path("slo");
        JsonNode swift = info.path("swift");
        return new SwiftLimits(
                true,
                positive(swift.path("max_file_size"), STOCK_MAX_FILE_SIZE),
                slo.isObject()
                        ? Optional.of(new Slo(
                                (int) Math.min(
                                        Integer.MAX_VALUE,
                                        positive(slo.path("max_manifest_segments"), Slo.STOCK.maxSegments())),
                                positive(slo.path("max_manifest_size"), Slo.STOCK.maxManifestBytes()),
                                positive(slo.path("min_segment_size"), Slo.STOCK.minSegmentBytes()),
                                slo.path("min_segment_size").isIntegralNumber()))
                        : Optional.empty(),
                (int) Math.min(
                        Math.min(PAGE, positive(swift.path("account_listing_limit"), PAGE)),
                        positive(swift.path("container_listing_limit"), PAGE)),
                containerNames(info),
                tempUrls(info.path("tempurl")),
                product(info));
    }

    /** Old Swifts, and Ceph's gateway (16.2), tell no digests: theirs is SHA-1 alone. */
    private static Set<String> tempUrls(JsonNode tempUrl) {
        if (!tempUrl.isObject()) {
            return Set.of();
        }
        Set<String> digests = new TreeSet<>();
        tempUrl.path("allowed_digests").forEach(digest -> digests.add(digest.asText("")));
        return digests.isEmpty() ? Set.of("sha1") : Set.copyOf(digests);
    }

    private static ContainerNames containerNames(JsonNode info) {
        JsonNode told = info.path("swift").path("max_container_name_length");
        int most = (int) Math.min(positive(told, ContainerNames.STOCK.most()), Integer.MAX_VALUE);
        return isCeph(info)
                ? new ContainerNames(ContainerNames.SHORTEST_OF_CEPH, most, false)
                : new ContainerNames(1, most, true);
    }

    /** By what each is known to tell: OpenStack's Swift of its {@code dlo}, Ceph's gateway (16.2) of none. */
    private static String product(JsonNode info) {
        JsonNode swift = info.path("swift");
        String version = swift.path("version").asText("");
        String name = "a Swift of another kind";
        if (info.has("dlo") || info.path("slo").has("min_segment_size")) {
            name = "OpenStack Swift";
        } else if (isCeph(info)) {
            name = "Ceph's object gateway";
        }
        return version.matches("[0-9A-Za-z.+~-]{1,40}") ? name + " " + version : name;
    }

    private static boolean isCeph(JsonNode info) {
        return info.path("swift").has("max_object_name_size")
                && info.path("tempauth").has("account_acls");
    }

    private static long positive(JsonNode number, long otherwise) {
        return number.isIntegralNumber() && number.canConvertToLong() && number.longValue() > 0
                ? number.longValue()
                : otherwise;
    }
}
