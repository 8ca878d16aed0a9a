package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.AnsweredRequest;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.http.IncomingRequest;
import io.caravan.sandbox.swift.SwiftTraits;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Static large objects, and the limits that the cloud tells. */
class StaticObjectTest {

    private static final int MIB = 1 << 20;
    private static final String IMAGE = "disk.vmdk";
    private static final Predicate<IncomingRequest> MANIFEST =
            request -> request.method().equals("PUT") && request.path().endsWith("/images/" + IMAGE);

    private final byte[] image = World.bytes(3 * MIB + 1, 7);

    @RegisterExtension
    final World world = new World();

    private void assertThere() throws Exception {
        assertThat(Arrays.equals(world.download("images/" + IMAGE), image))
                .as("the object is the image")
                .isTrue();
    }

    private List<AnsweredRequest> manifests() {
        return world.requests("PUT", path -> path.endsWith("/images/" + IMAGE));
    }

    private boolean isStatic() throws Exception {
        JsonNode listed = Json.MAPPER.readTree(world.download("images?format=json"));
        return !listed.findPath("slo_etag").isMissingNode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"slo", "auto"})
    void swiftItselfChecksEverySegment(String manifest) throws Exception {
        world.set("caravan.manifest", manifest).start().drop(IMAGE, image);
        JsonNode receipt = world.awaitDone(IMAGE);

        assertThere();
        assertThat(isStatic()).isTrue();
        assertThat(receipt.path("manifestKind").asText()).isEqualTo("slo");
        assertThat(receipt.path("segments")).hasSize(4);
        assertThat(world.importPosts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Etag Mismatch", "Size Mismatch", "404 Not Found"})
    void aSegmentThatTheManifestIsRefusedForGoesAgainOnce(String words) throws Exception {
        world.cloud().inject(MANIFEST, new Fault.RefusedSegment(2, words).times(1));
        world.set("caravan.manifest", "slo").start().drop(IMAGE, image);
        world.awaitDone(IMAGE);

        assertThere();
        assertThat(manifests()).hasSize(2);
        assertThat(world.segmentPuts().stream().map(AnsweredRequest::path).filter(path -> path.endsWith("/00000002")))
                .hasSize(2);
        assertThat(world.segmentPuts()).hasSize(5);
    }

    @Test
    void aSegmentThatIsRefusedAgainFailsTheImageByItsName() throws Exception {
        world.cloud().inject(MANIFEST, new Fault.RefusedSegment(2, "Etag Mismatch"));
        world.set("caravan.manifest", "slo").start().drop(IMAGE, image);
        JsonNode error = world.awaitFailed(IMAGE);

        assertThat(error.path("error").asText())
                .contains("segment 3 of 4 (images_segments/disk.vmdk/", "/00000002)", "other bytes than were sent");
        assertThat(manifests()).hasSize(2);
        assertThat(world.segmentPuts()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"401 Unauthorized", "503 Service Unavailable"})
    void aSegmentThatSwiftFailsToLookAtIsNotSentAgain(String words) throws Exception {
        world.cloud().inject(MANIFEST, new Fault.RefusedSegment(1, words).times(2));
        world.set("caravan.manifest", "slo").start().drop(IMAGE, image);
        world.awaitDone(IMAGE);

        assertThere();
        assertThat(world.segmentPuts()).hasSize(4);
    }

    @Test
    void segmentsThatWereDeletedMeanwhileGoAgain() throws Exception {
        world.set("caravan.manifest", "slo");
        world.cloud().inject(MANIFEST, new Fault.Answer(503, "not now").times(30));
        world.start().drop(IMAGE, image);
        org.awaitility.Awaitility.await()
                .atMost(World.PATIENCE)
                .until(() -> !manifests().isEmpty());
        for (AnsweredRequest put : world.segmentPuts()) {
            world.send("DELETE", put.path().replaceFirst(".*/AUTH_[^/]*/", ""), new byte[0]);
        }
        world.awaitDone(IMAGE);

        assertThere();
    }

    @ParameterizedTest
    @CsvSource({"500", "503", "408"})
    void aManifestThatIsRefusedForTheMomentIsPutAgain(int status) throws Exception {
        world.cloud().inject(MANIFEST, new Fault.Answer(status, "not now").times(2));
        world.set("caravan.manifest", "slo").start().drop(IMAGE, image);
        world.awaitDone(IMAGE);

        assertThere();
        assertThat(world.segmentPuts()).hasSize(4);
    }

    @Test
    void anAnswerThatBreaksOffBeforeItsVerdictProvesNothing() throws Exception {
        world.cloud().inject(MANIFEST, new Fault.Answer(202, "Response Status: ").times(2));
        world.set("caravan.manifest", "slo").start().drop(IMAGE, image);
        world.awaitDone(IMAGE);

        assertThere();
        assertThat(manifests()).hasSize(3);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"auto, dlo", "slo, ''"})
    void aCloudWithoutStaticObjects(String manifest, String kind) throws Exception {
        world.options(options -> options.withSwift(SwiftTraits.stock().withoutSlo()));
        world.set("caravan.manifest", manifest).start().drop(IMAGE, image);
        if (kind.isEmpty()) {
            assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("no static large objects");
            assertThat(world.segmentPuts()).isEmpty();
        } else {
            assertThat(world.awaitDone(IMAGE).path("manifestKind").asText()).isEqualTo(kind);
        }
    }

    @Test
    void aCloudThatTellsNothingAndHasNoneIsFoundOut() throws Exception {
        world.options(
                options -> options.withSwift(SwiftTraits.stock().withoutSlo().withoutInfo()));
        world.set("caravan.manifest", "slo").start().drop(IMAGE, image);

        assertThat(world.awaitFailed(IMAGE).path("error").asText())
                .contains("images/disk.vmdk is not a static large object");
    }

    @Test
    void tooManySegmentsForAStaticObjectBecomeLarger() throws Exception {
        world.options(options -> options.withSwift(SwiftTraits.stock().withSlo(new SwiftTraits.Slo(3, 8 << 20, 1))));
        world.set("caravan.manifest", "slo").start().drop(IMAGE, image);
        JsonNode receipt = world.awaitDone(IMAGE);

        assertThere();
        assertThat(receipt.path("segmentSize").asLong()).isEqualTo(2 * MIB);
        assertThat(receipt.path("segments")).hasSize(2);
    }

    @Test
    void tooManySegmentsThatTheImageAsksForAreRefusedBeforeTheFirstByte() throws Exception {
        world.options(options -> options.withSwift(SwiftTraits.stock().withSlo(new SwiftTraits.Slo(3, 8 << 20, 1))));
        world.set("caravan.manifest", "slo").start();
        world.dropSidecar(IMAGE, "{\"segmentSize\": \"1MiB\"}");
        world.drop(IMAGE, image);

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("4 segments", "at most 3");
        assertThat(world.segmentPuts()).isEmpty();
    }

    @Test
    void aSegmentSizeAboveTheLargestObjectGivesWay() throws Exception {
        world.options(options -> options.withMaxFileSize(MIB + 5));
        world.set("caravan.segment.size", "2MiB").start().drop(IMAGE, image);
        JsonNode receipt = world.awaitDone(IMAGE);

        assertThere();
        assertThat(receipt.path("segmentSize").asLong()).isEqualTo(MIB);
        assertThat(world.requests("GET", path -> path.endsWith("/info"))).hasSize(1);
    }

    @Test
    void aSegmentSizeAboveTheLargestObjectThatTheImageAsksForIsRefusedBeforeTheFirstByte() throws Exception {
        world.options(options -> options.withMaxFileSize(MIB)).start();
        world.dropSidecar(IMAGE, "{\"segmentSize\": \"2MiB\"}");
        world.drop(IMAGE, image);

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("2097152", "1048576", "max_file_size");
        assertThat(world.segmentPuts()).isEmpty();
    }

    @Test
    void aStaticObjectMayTakeThePlaceOfADynamicOneAndTheOtherWayRound() throws Exception {
        world.set("caravan.manifest", "dlo").start().drop(IMAGE, World.bytes(2 * MIB + 1, 8));
        world.awaitDone(IMAGE);
        world.stop();
        world.set("caravan.manifest", "slo").start().drop(IMAGE, World.bytes(2 * MIB + 1, 9));
        awaitReceipts(2);
        assertThat(isStatic()).isTrue();
        assertThat(segments()).hasSize(3);
        world.stop();
        world.set("caravan.manifest", "dlo").start().drop(IMAGE, image);
        awaitReceipts(3);

        assertThere();
        assertThat(isStatic()).isFalse();
        assertThat(segments()).hasSize(4);
    }

    /** As Ceph's gateway answers: the new object doesn't wait for what nobody will ever tell. */
    @Test
    void anOlderOneWhoseSegmentsAreNotToldIsReplacedAndItsSegmentsStay() throws Exception {
        world.set("caravan.manifest", "slo").start().drop(IMAGE, World.bytes(2 * MIB + 1, 8));
        world.awaitDone(IMAGE);
        world.cloud()
                .inject(
                        request -> request.method().equals("GET")
                                && String.valueOf(request.query()).contains("multipart-manifest=get"),
                        new Fault.Answer(200, ""));
        world.drop(IMAGE, image);
        awaitReceipts(2);

        assertThere();
        assertThat(segments()).as("the older ones stay").hasSize(3 + 4);
        assertThat(receipts())
                .flatExtracting(receipt -> receipt.path("replaced").findValuesAsText("left"))
                .singleElement()
                .asString()
                .contains("not known", "lists no segments");
    }

    /** As Ceph's gateway answers: the segments are found by their names, and held against the object's Etag. */
    @Test
    void oneWhoseSegmentsAreNotToldIsDownloadedAllTheSame() throws Exception {
        world.set("caravan.manifest", "slo").start().drop(IMAGE, image);
        world.awaitDone(IMAGE);
        world.stop();
        world.cloud()
                .inject(
                        request -> request.method().equals("GET")
                                && String.valueOf(request.query()).contains("multipart-manifest=get"),
                        new Fault.Answer(200, ""));
        Path file = world.folder().resolve("back.img");

        CommandRun run = CommandRun.in(world, "download", "images/" + IMAGE, "-o", file.toString());

        assertThat(run.out()).contains("verified (slo");
        assertThat(Files.readAllBytes(file)).isEqualTo(image);
        String segment = segments().get(1);
        assertThat(world.send("PUT", "images_segments/" + segment, World.bytes(MIB, 99)))
                .isEqualTo(201);
        CommandRun other = CommandRun.in(world, "download", "images/" + IMAGE, "-o", file + "2");
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).contains("does not tell its segments");
    }

    /** Ceph's gateway takes any Etags in a manifest, and doesn't tell {@code min_segment_size}. */
    @Test
    void whereTheCloudDoesNotCheckTheManifestTheListingIsComparedFirst() throws Exception {
        world.cloud()
                .inject(
                        request -> request.path().endsWith("/info"),
                        new Fault.Answer(
                                200,
                                Map.of(),
                                "application/json",
                                "{\"swift\": {}, \"slo\": {\"max_manifest_segments\": 1000}}"));
        world.set("caravan.manifest", "slo").start();
        world.drop(IMAGE, image);
        assertThat(world.awaitDone(IMAGE).path("manifestKind").asText()).isEqualTo("slo");

        List<String> asked = world.requests("GET", path -> path.endsWith("/images_segments")).stream()
                .map(AnsweredRequest::path)
                .toList();
        assertThat(asked)
                .as("before the plan, and before the manifest, each to its empty page")
                .hasSize(3);
    }

    private List<JsonNode> receipts() throws Exception {
        List<JsonNode> receipts = new ArrayList<>();
        try (var done = java.nio.file.Files.list(world.done(""))) {
            for (var file : done.filter(path -> path.toString().endsWith(".receipt.json"))
                    .toList()) {
                receipts.add(io.caravan.text.Json.MAPPER.readTree(file.toFile()));
            }
        }
        return receipts;
    }

    private void awaitReceipts(int count) {
        org.awaitility.Awaitility.await().atMost(World.PATIENCE).until(() -> {
            try (var done = java.nio.file.Files.list(world.done(""))) {
                return done.filter(file -> file.toString().endsWith(".receipt.json"))
                                        .count()
                                == count
                        && world.daemon().journal().open().isEmpty();
            }
        });
    }

    private List<String> segments() throws Exception {
        return Json.MAPPER
                .readTree(world.download("images_segments?format=json"))
                .findValuesAsText("name");
    }
}
