package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.job.ImageJob;
import io.caravan.job.Stage;
import io.caravan.sandbox.http.AnsweredRequest;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.http.IncomingRequest;
import io.caravan.sandbox.imports.ImportTimeline;
import io.caravan.sandbox.swift.SwiftTraits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cloud is away, slow, full or wrong: what becomes of the image. */
class OutageTest {

    private static final int MIB = 1 << 20;
    private static final String IMAGE = "disk.vmdk";
    private static final Predicate<IncomingRequest> SEGMENT =
            request -> request.method().equals("PUT") && request.path().contains("_segments/");
    private static final Predicate<IncomingRequest> MANIFEST =
            request -> request.method().equals("PUT")
                    && request.headers().first("X-Object-Manifest").isPresent();
    private static final Predicate<IncomingRequest> LOOK_AT_OBJECT =
            request -> request.method().equals("HEAD") && request.path().endsWith("/images/" + IMAGE);

    private final byte[] image = World.bytes(5 * MIB + 1, 5);
    private final AtomicBoolean lockedOut = new AtomicBoolean();

    @RegisterExtension
    final World world = new World();

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 498, 499, 500, 502, 503, 504})
    void aSegmentThatIsRefusedForTheMomentIsSentAgain(int status) throws Exception {
        world.cloud().inject(SEGMENT, new Fault.Answer(status, "not now").times(2));
        world.start().drop(IMAGE, image);

        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
    }

    @Test
    void retryAfterIsKeptTo() throws Exception {
        world.set("caravan.retry.max-delay", "2s");
        world.cloud()
                .inject(SEGMENT, new Fault.Answer(503, Map.of("Retry-After", "1"), "text/plain", "later").times(1));
        world.start().drop(IMAGE, image);
        world.awaitDone(IMAGE);

        List<AnsweredRequest> puts = world.requests("PUT", path -> path.contains("_segments/"));
        AnsweredRequest refused =
                puts.stream().filter(put -> put.status() == 503).findFirst().orElseThrow();
        AnsweredRequest again = puts.stream()
                .filter(put -> put.path().equals(refused.path()) && put.status() == 201)
                .findFirst()
                .orElseThrow();
        assertThat(Duration.between(refused.time(), again.time())).isGreaterThanOrEqualTo(Duration.ofMillis(990));
    }

    @Test
    void aConnectionThatBreaksInMidSegmentIsNoMoreThanAnotherTry() throws Exception {
        world.cloud().inject(SEGMENT, new Fault.HangUp(300_000).times(3));
        world.start().drop(IMAGE, image);

        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
    }

    @Test
    void aCloudThatTakesNoMoreBytesIsNotWaitedForForEver() throws Exception {
        byte[] large = World.bytes(64 * MIB, 6);
        world.cloud().inject(SEGMENT, new Fault.StallReading().times(1));
        world.set("caravan.http.response-timeout", "1s")
                .set("caravan.segment.size", "32MiB")
                .start();
        world.drop(IMAGE, large);
        world.awaitDone(IMAGE);

        assertThat(world.download("images/" + IMAGE)).isEqualTo(large);
        assertThat(world.segmentPuts()).hasSize(2);
    }

    @Test
    void aCloudThatIsAwayForLongKeepsTheJobWaitingAndLosesNothing() throws Exception {
        world.cloud().inject(SEGMENT, new Fault.Answer(503, "down").times(40));
        world.start().drop(IMAGE, image);

        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
    }

    @Test
    void aDamagedSegmentIsSentAgain() throws Exception {
        world.cloud().inject(SEGMENT, new Fault.WrongEtag().times(1));
        world.start().drop(IMAGE, image);
        world.awaitDone(IMAGE);

        assertThat(world.download("images/" + IMAGE)).isEqualTo(image);
        assertThat(world.segmentPuts()).hasSize(7);
    }

    @Test
    void aSegmentThatIsDamagedEveryTimeFailsTheImage() throws Exception {
        world.cloud().inject(SEGMENT, new Fault.WrongEtag());
        world.start().drop(IMAGE, image);

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("Etag", "MD5");
        assertThat(world.requests("PUT", path -> path.endsWith("/images/" + IMAGE)))
                .isEmpty();
        assertThat(world.failed(IMAGE)).hasBinaryContent(image);
    }

    @Test
    void aRefusalForGoodFailsTheImageOnceInTheServicesOwnWords() throws Exception {
        world.cloud()
                .inject(SEGMENT, new Fault.Answer(413, Map.of(), "text/html", "<html>Upload exceeds quota.</html>"));
        world.start().drop(IMAGE, image);
        JsonNode error = world.awaitFailed(IMAGE);

        assertThat(error.path("service").asText()).isEqualTo("Upload exceeds quota.");
        assertThat(error.path("error").asText()).contains("413");
        assertThat(error.path("stage").asText()).isEqualTo("UPLOADING");
        assertThat(world.importPosts()).isEmpty();
    }

    @Test
    void aSegmentAboveALimitThatTheCloudDoesNotTellFailsTheImageBeforeItsBytesAreSent() throws Exception {
        world.options(options ->
                options.withSwift(SwiftTraits.stock().withMaxFileSize(MIB / 2).withoutInfo()));
        world.start().drop(IMAGE, image);
        JsonNode error = world.awaitFailed(IMAGE);

        assertThat(error.path("service").asText()).isEqualTo("Your request is too large.");
        assertThat(world.requests("PUT", path -> path.contains("_segments/")))
                .allSatisfy(put -> assertThat(put.bytesReceived()).isZero());
    }

    @Test
    void aContainerThatVanishesInMidUploadIsMadeAgain() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> SEGMENT.test(request) && request.path().endsWith("00000005"), stall.times(1));
        world.set("caravan.segment.parallel", "1").start().drop(IMAGE, image);
        await().atMost(World.PATIENCE).until(() -> world.segmentPuts().size() == 5);
        for (AnsweredRequest put : world.segmentPuts()) {
            String path = put.path().substring(put.path().indexOf("images_segments"));
            assertThat(world.send("DELETE", path, new byte[0])).isEqualTo(204);
        }
        assertThat(world.send("DELETE", "images_segments", new byte[0])).isEqualTo(204);
        stall.release();
        world.awaitDone(IMAGE);

        assertThat(world.download("images/" + IMAGE)).isEqualTo(image);
    }

    @Test
    void aListingThatIsLateForAMomentIsWaitedFor() throws Exception {
        Fault.HiddenFromListing hidden = new Fault.HiddenFromListing();
        world.cloud().inject(request -> SEGMENT.test(request) && request.path().endsWith("00000003"), hidden);
        world.set("caravan.verify.repeats", "2000").start().drop(IMAGE, image);
        await().atMost(World.PATIENCE)
                .until(() -> world.segmentPuts().size() == 6
                        && world.requests("GET", path -> path.endsWith("/images_segments"))
                                        .size()
                                > 6);
        assertThat(world.requests("PUT", path -> path.endsWith("/images/" + IMAGE)))
                .as("a manifest")
                .isEmpty();
        hidden.release();

        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
    }

    @Test
    void aListingThatStaysShortMakesNoObject() throws Exception {
        world.cloud()
                .inject(
                        request -> SEGMENT.test(request) && request.path().endsWith("00000003"),
                        new Fault.HiddenFromListing());
        world.set("caravan.verify.repeats", "5").start().drop(IMAGE, image);
        JsonNode error = world.awaitFailed(IMAGE);

        assertThat(error.path("error").asText()).contains("the listing of images_segments has no ", "/00000003");
        assertThat(world.requests("PUT", path -> path.endsWith("/images/" + IMAGE)))
                .as("a manifest")
                .isEmpty();
        assertThat(world.importPosts()).isEmpty();
    }

    /** Another of Swift's servers may be behind the one that has listed the segments. */
    @Test
    void anObjectThatIsShortForAMomentIsWaitedFor() throws Exception {
        world.cloud().inject(LOOK_AT_OBJECT, new Fault.Answer(200, "short").times(6));
        world.set("caravan.verify.repeats", "2000").start().drop(IMAGE, image);

        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
    }

    @Test
    void anObjectThatStaysShortIsNotReportedAsDone() throws Exception {
        world.cloud().inject(LOOK_AT_OBJECT, new Fault.Answer(200, "short"));
        world.set("caravan.verify.repeats", "5").start().drop(IMAGE, image);
        JsonNode error = world.awaitFailed(IMAGE);

        assertThat(error.path("error").asText())
                .contains(String.valueOf(image.length), String.valueOf("short".length()));
        assertThat(world.importPosts()).isEmpty();
    }

    @Test
    void aManifestThatIsRefusedForTheMomentIsPutAgainAndOneRefusedForGoodFailsTheImage() throws Exception {
        world.cloud().inject(MANIFEST, new Fault.Answer(503, "not now").times(2));
        world.cloud()
                .inject(
                        request -> MANIFEST.test(request) && request.path().endsWith("bad.vmdk"),
                        new Fault.Answer(400, "no"));
        world.start().drop(IMAGE, image);
        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
        world.drop("bad.vmdk", image);

        assertThat(world.awaitFailed("bad.vmdk").path("service").asText()).isEqualTo("no");
    }

    @Test
    void tokensThatAreRevokedInMidUploadAreReplaced() throws Exception {
        world.cloud().onAnswered(request -> {
            if (request.method().equals("PUT") && request.path().endsWith("00000002")) {
                revokeTokens();
            }
        });
        world.set("caravan.segment.parallel", "1").start().drop(IMAGE, image);

        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
        assertThat(world.requests("POST", path -> path.endsWith("/auth/tokens")))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    private void revokeTokens() {
        try {
            world.cloud().revokeTokens();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aTokenIsReplacedBeforeItExpires() throws Exception {
        world.options(options -> options.withTokenLife(Duration.ofSeconds(2))
                .withTimeline(new ImportTimeline(Duration.ZERO, Duration.ofSeconds(4))));
        world.start().drop(IMAGE, image);

        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
        assertThat(world.requests("POST", path -> path.endsWith("/auth/tokens")))
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(world.requests()).noneMatch(request -> request.status() == 401);
    }

    @Test
    void aCloudThatIsRestartedInMidUploadGetsOnlyWhatItLacks() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> SEGMENT.test(request) && request.path().endsWith("00000003"), stall);
        world.set("caravan.segment.parallel", "1").start().drop(IMAGE, image);
        await().atMost(World.PATIENCE).until(() -> world.segmentPuts().size() >= 3 && stall.isMet());
        world.stopCloud();
        await().atMost(World.PATIENCE).until(() -> job().waits() > 1);
        world.cloud();

        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
    }

    @Test
    void aDaemonThatIsStoppedInMidUploadGoesOnWhereItWas() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> SEGMENT.test(request) && request.path().endsWith("00000004"), stall.times(1));
        world.set("caravan.segment.parallel", "1").start().drop(IMAGE, image);
        await().atMost(World.PATIENCE).until(() -> world.segmentPuts().size() >= 4 && stall.isMet());
        stall.release();
        world.stop();
        world.start();

        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
    }

    @Test
    void aRestartTriesAtOnceWhatWasWaiting() throws Exception {
        world.cloud().inject(SEGMENT, new Fault.Answer(503, "down").times(1));
        world.set("caravan.retry.repeats", "0").set("caravan.retry.delay", "1h").set("caravan.retry.max-delay", "1h");
        world.start().drop(IMAGE, image);
        await().atMost(World.PATIENCE)
                .until(() -> !world.daemon().journal().open().isEmpty() && job().waits() > 0);
        world.stop();
        world.start();

        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
    }

    @Test
    void aJournalThatCannotBeWrittenForAWhileLosesNothing() throws Exception {
        Fault.StallReading stall = stallInTheMiddle();
        // nothing can be renamed over a folder with something in it
        Path journal = world.spool().resolve("work").resolve(job().id()).resolve("job.json");
        Files.delete(journal);
        Path inTheWay = Files.createDirectory(journal).resolve("in-the-way");
        Files.createFile(inTheWay);
        stall.release();
        await().atMost(World.PATIENCE).until(() -> job().waits() > 2);
        assertThat(world.importPosts())
                .as("nothing is asked for that isn't journalled")
                .isEmpty();
        Files.delete(inTheWay);
        Files.delete(journal);

        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
    }

    private ImageJob job() {
        return world.daemon().journal().open().get(0);
    }

    private Fault.StallReading stallInTheMiddle() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> SEGMENT.test(request) && request.path().endsWith("00000002"), stall.times(1));
        world.set("caravan.segment.parallel", "1").start().drop(IMAGE, image);
        await().atMost(World.PATIENCE).until(stall::isMet);
        return stall;
    }

    @Test
    void aSegmentOnItsWayIsGivenUpOnceAnotherHasDecidedTheUpload() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> SEGMENT.test(request) && request.path().endsWith("00000000"), stall);
        world.cloud()
                .inject(
                        request -> SEGMENT.test(request) && isMetByNow(stall),
                        new Fault.Answer(413, "Upload exceeds quota."));
        world.set("caravan.segment.size", "32MiB").start().drop(IMAGE, World.bytes(64 * MIB, 1));
        await().atMost(World.PATIENCE)
                .until(() ->
                        world.requests("PUT", path -> path.endsWith("00000001")).size() == 1);
        stall.release();
        world.awaitFailed(IMAGE);

        assertThat(world.segmentPuts()).isEmpty();
    }

    /** Holds the request that asks until the other one is on its way. */
    private static boolean isMetByNow(Fault.StallReading stall) {
        await().atMost(World.PATIENCE).until(stall::isMet);
        return true;
    }

    /** Keystone's password was changed, say: a person must mend that, and until then the image waits. */
    @ParameterizedTest
    @CsvSource({"PUT, /images_segments", "PUT, 00000002", "PUT, /images/disk.vmdk", "HEAD, /images/disk.vmdk"})
    void whileKeystoneLetsNobodyInTheImageWaits(String method, String path) throws Exception {
        world.cloud().onAnswered(request -> {
            if (request.path().endsWith(path)
                    && request.method().equals(method)
                    && request.status() < 300 // an object that is looked at before it is there doesn't count
                    && lockedOut.compareAndSet(false, true)) {
                revokeTokens();
                lockOut();
            }
        });
        world.set("caravan.segment.parallel", "1").start().drop(IMAGE, image);
        world.awaitDone(IMAGE);

        assertThat(world.requests("POST", asked -> asked.endsWith("/auth/tokens")))
                .filteredOn(request -> request.status() == 401)
                .hasSizeGreaterThanOrEqualTo(2);
        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
    }

    private void lockOut() {
        try {
            world.cloud()
                    .inject(request -> request.path().endsWith("/auth/tokens"), new Fault.Answer(401, "no").times(2));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void anImageThatCannotBePutAwayWaitsUntilItCan() throws Exception {
        Fault.StallReading stall = stallInTheMiddle();
        Files.delete(world.spool().resolve("done"));
        stall.release();
        await().atMost(World.PATIENCE).until(() -> job().stage() == Stage.DONE && job().waits() > 0);
        Files.createDirectory(world.spool().resolve("done"));

        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
    }

    @Test
    void anImageThatCannotBeClaimedStaysInTheInbox() throws Exception {
        world.start();
        Files.delete(world.spool().resolve("work"));
        Files.createFile(world.spool().resolve("work"));
        try (LogLines log = LogLines.of("intake")) {
            world.drop(IMAGE, image);
            await().atMost(World.PATIENCE)
                    .until(() -> log.all().stream()
                            .anyMatch(line -> line.startsWith("WARN inbox/" + IMAGE + " can't be claimed now")));
        }
        assertThat(world.inbox().resolve(IMAGE)).hasBinaryContent(image);
        world.stop();
        Files.delete(world.spool().resolve("work"));
        world.start();

        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
    }
}
