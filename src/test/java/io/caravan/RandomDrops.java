package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Images that are dropped one after the other under a few names: of one segment or many, with other bytes each time or an
 * earlier one again, some with the time stamp of another. A name is used again as soon as the inbox has let go of it, so
 * whatever became of the former is under way or done.
 */
public final class RandomDrops {

    /** What the daemon must cut by, in bytes, unless a sidecar says otherwise. */
    public static final String SEGMENT_SIZE = "100000";

    private static final List<String> NAMES = List.of("a.vmdk", "b.vmdk", "c.vmdk", "d.vmdk");
    private static final List<Integer> SIZES = List.of(90_000, 100_000, 150_001, 1_250_000);
    private static final String SUM = ".sha256";
    private static final int MOST_UNDER_WAY = 6;
    private static final List<FileTime> OLD_TIMES =
            List.of(FileTime.fromMillis(1_700_000_000_000L), FileTime.fromMillis(1_700_000_001_000L));

    private final DaemonRig rig;
    private final Random random;
    private final List<Version> dropped = new ArrayList<>();
    private int withChecksum;

    RandomDrops(DaemonRig rig, Random random) {
        this.rig = rig;
        this.random = random;
    }

    private record Version(String name, int size, long bytes, FileTime modified, String sha256) {
        byte[] content() {
            return DaemonRig.bytes(size, bytes);
        }
    }

    /** Drops one image, if not too many are under way and there is a name that the inbox doesn't hold. */
    void drop() throws IOException {
        List<String> free = NAMES.stream()
                .filter(name -> Files.notExists(rig.inbox().resolve(name)))
                .toList();
        if (free.isEmpty() || names("work", name -> true).size() >= MOST_UNDER_WAY) {
            return;
        }
        Version version = version(free.get(random.nextInt(free.size())));
        if (random.nextInt(4) == 0) {
            rig.dropSidecar(version.name(), "{\"segmentSize\": 70000, \"name\": \"%d\"}".formatted(version.bytes()));
        }
        if (random.nextInt(4) == 0) {
            Files.writeString(rig.inbox().resolve(version.name() + SUM), version.sha256());
            withChecksum++;
        }
        Path beside = Files.write(rig.spool().resolve("beside"), version.content());
        Files.setLastModifiedTime(beside, version.modified());
        Files.move(beside, rig.inbox().resolve(version.name()), StandardCopyOption.ATOMIC_MOVE);
        dropped.add(version);
    }

    private Version version(String name) {
        List<Version> earlier = versions(name);
        if (!earlier.isEmpty() && random.nextInt(5) == 0) {
            return earlier.get(random.nextInt(earlier.size()));
        }
        int size = SIZES.get(random.nextInt(SIZES.size()));
        FileTime modified = random.nextBoolean()
                ? FileTime.fromMillis(System.currentTimeMillis())
                : OLD_TIMES.get(random.nextInt(OLD_TIMES.size()));
        long bytes = random.nextLong();
        return new Version(name, size, bytes, modified, sha256(DaemonRig.bytes(size, bytes)));
    }

    private List<Version> versions(String name) {
        return dropped.stream().filter(version -> version.name().equals(name)).toList();
    }

    /** How many images were dropped so far. */
    public int count() {
        return dropped.size();
    }

    /** The bytes that each object must have in the end: those that were dropped last under its name. */
    public Map<String, byte[]> last() {
        Map<String, byte[]> last = new LinkedHashMap<>();
        dropped.forEach(version -> last.put(version.name(), version.content()));
        return last;
    }

    /** No image is left on the way. */
    boolean haveEnded() throws IOException {
        return names("inbox", name -> true).isEmpty()
                && names("work", name -> true).isEmpty();
    }

    /**
     * Every image lies in {@code done/} as often as it was dropped, each with one receipt of a job of its own, and neither
     * {@code inbox/} nor {@code work/} nor {@code failed/} holds anything.
     */
    void assertEachIsDoneOnce() throws IOException {
        assertThat(names("failed", name -> true)).as("failed/").isEmpty();
        assertThat(names("inbox", name -> true)).as("inbox/").isEmpty();
        assertThat(names("work", name -> true)).as("work/").isEmpty();
        List<String> images = names("done", RandomDrops::isImage);
        List<String> arrived = new ArrayList<>();
        for (String image : images) {
            arrived.add(sha256(Files.readAllBytes(rig.done(image))));
        }
        assertThat(arrived)
                .as("images in done/")
                .containsExactlyInAnyOrderElementsOf(
                        dropped.stream().map(Version::sha256).toList());
        assertThat(names("done", name -> name.endsWith(".receipt.json")))
                .as("receipts")
                .containsExactlyInAnyOrderElementsOf(
                        images.stream().map(name -> name + ".receipt.json").toList());
        for (String image : images) {
            assertThat(receipt(image).path("size").asLong())
                    .as("size of " + image)
                    .isEqualTo(Files.size(rig.done(image)));
        }
        assertThat(names("done", name -> name.endsWith(SUM)))
                .as("checksums beside images in done/")
                .hasSize(withChecksum);
        assertThat(receipts().stream()
                        .filter(receipt -> receipt.path("checksums").size() == 1))
                .as("receipts of images with a checksum")
                .hasSize(withChecksum);
        assertThat(receipts().stream().map(receipt -> receipt.path("job").asText()))
                .as("jobs")
                .doesNotHaveDuplicates();
    }

    /** These are the segments of the objects that are there now, and no others. */
    public void assertOnlySegmentsInUse(List<String> listed) throws IOException {
        Map<String, JsonNode> newest = new LinkedHashMap<>();
        for (JsonNode receipt : receipts()) {
            newest.merge(
                    receipt.path("object").asText(),
                    receipt,
                    (one, other) -> claimedAt(one).compareTo(claimedAt(other)) > 0 ? one : other);
        }
        assertThat(listed)
                .as("segments in Swift: those of the newest receipt of each object")
                .containsExactlyInAnyOrderElementsOf(newest.values().stream()
                        .flatMap(receipt -> receipt.path("segments").findValuesAsText("name").stream())
                        .toList());
    }

    private static Instant claimedAt(JsonNode receipt) {
        return Instant.parse(receipt.path("claimedAt").asText());
    }

    private static boolean isImage(String name) {
        return !name.endsWith(".json") && !name.endsWith(SUM);
    }

    /** All receipts in {@code done/}. */
    public List<JsonNode> receipts() throws IOException {
        List<JsonNode> receipts = new ArrayList<>();
        for (String image : names("done", RandomDrops::isImage)) {
            receipts.add(receipt(image));
        }
        return receipts;
    }

    private JsonNode receipt(String image) throws IOException {
        return Json.MAPPER.readTree(rig.done(image + ".receipt.json").toFile());
    }

    private List<String> names(String folder, Predicate<String> wanted) throws IOException {
        Path place = rig.spool().resolve(folder);
        if (Files.notExists(place)) {
            return List.of(); // no daemon has come so far
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(wanted)
                    .sorted()
                    .toList();
        }
    }

    /** The hash of an image's bytes, in hexadecimal. */
    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
