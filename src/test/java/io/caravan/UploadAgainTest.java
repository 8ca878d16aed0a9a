package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.imports.ImportTimeline;
import io.caravan.sandbox.keystone.DemoAccount;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code caravan upload}, said again: after an interruption, an answer that nobody got, or beside another one. */
class UploadAgainTest extends UploadedFromItsPlace {

    @Test
    void aFailedUploadIsBegunAgainBySayingSoAgain() throws Exception {
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("PUT") && request.path().endsWith("/00000011"),
                        new Fault.Answer(403, "not now").times(1));
        assertThat(upload().exit()).isEqualTo(1);

        assertThat(upload().exit()).isZero();

        assertArrivedWithEverySegmentStoredOnce();
    }

    @Test
    void anUploadThatIsKilledSendsOnlyWhatIsMissingTheNextTime() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> request.path().endsWith("00000006"), stall.times(1));
        try (ChildProcess first = startUpload()) {
            await().atMost(World.PATIENCE)
                    .until(() -> stall.isMet() && world.segmentPuts().size() >= 6);
            first.kill();
        }
        stall.release();

        assertThat(upload().exit()).isZero();

        assertArrivedWithEverySegmentStoredOnce();
    }

    @Test
    void anUploadThatIsInterruptedSaysHowToGoOn() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> request.path().endsWith("00000006"), stall.times(1));
        try (ChildProcess first = startUpload()) {
            await().atMost(World.PATIENCE).until(stall::isMet);

            assertThat(first.terminate()).isEqualTo(143);
            assertThat(first.output()).contains("caravan: interrupted; the same command goes on where it was");
        }
        assertThat(file).hasBinaryContent(image);
    }

    /** On a terminal there is a live bar, and Ctrl-C is a character. */
    @Test
    void ctrlCOnATerminalEndsItInOrder() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> request.path().endsWith("00000006"), stall.times(1));
        Path log = world.folder().resolve("terminal.log");
        try (ChildProcess terminal = ChildProcess.onTerminal(log, "upload " + file, world.allDefinitions())) {
            await().atMost(World.PATIENCE)
                    .until(() -> stall.isMet() && terminal.output().contains("disk.vmdk "));
            terminal.type('\3');

            assertThat(terminal.exitCode()).isEqualTo(130);
            assertThat(terminal.output()).contains("caravan: interrupted; the same command goes on where it was");
        }
        stall.release();
        assertThat(upload().exit()).isZero();
        assertArrivedWithEverySegmentStoredOnce();
    }

    @Test
    void anImportThatIsUnderWayIsFollowedAndNotPostedAgain() throws Exception {
        world.options(options -> options.withTimeline(new ImportTimeline(Duration.ZERO, Duration.ofSeconds(4))));
        killOnceTheImportIsUnderWay();

        CommandRun run = upload();

        assertThat(run.exit()).as(run.err()).isZero();
        assertArrivedWithEverySegmentStoredOnce();
    }

    private void killOnceTheImportIsUnderWay() throws Exception {
        try (ChildProcess first = startUpload()) {
            await().atMost(World.PATIENCE)
                    .until(() -> !world.requests("GET", path -> path.endsWith("/status"))
                            .isEmpty());
            first.kill();
        }
    }

    @Test
    void whileAnImportIsUnderWayNothingElseTakesItsObject() throws Exception {
        world.options(options -> options.withTimeline(new ImportTimeline(Duration.ZERO, Duration.ofHours(1))));
        killOnceTheImportIsUnderWay();

        CommandRun other = upload("-t", "centos");
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).contains("an import of images/disk.vmdk is under way", "begun with other options");

        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
        CommandRun changed = upload();
        assertThat(changed.exit()).isEqualTo(1);
        assertThat(changed.err()).contains("is under way", "the image has changed since", ".upload/");
        assertThat(world.importPosts()).hasSize(1);
    }

    @Test
    void anImageThatHasChangedSinceTheInterruptionBeginsAnew() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> request.path().endsWith("00000006"), stall.times(1));
        try (ChildProcess first = startUpload()) {
            await().atMost(World.PATIENCE).until(stall::isMet);
            first.kill();
        }
        stall.release();
        byte[] other = World.bytes(image.length, 10);
        Files.write(file, other);

        assertThat(upload().exit()).isZero();

        assertThat(world.download("images/disk.vmdk")).isEqualTo(other);
        assertNothingIsLeft();
    }

    /** The result that nobody got is kept, and told the next time: nothing is sent or imported again for it. */
    @Test
    void aReceiptThatCouldNotBePrintedIsPrintedTheNextTime() throws Exception {
        uploadToAFullDisk();

        CommandRun run = upload("--json");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(Json.MAPPER.readTree(run.out()).path("segments")).hasSize(SEGMENTS);
        assertArrivedWithEverySegmentStoredOnce();
    }

    private void uploadToAFullDisk() throws Exception {
        try (ChildProcess upload = ChildProcess.start(
                world.folder().resolve("full.log"),
                ChildProcess.ONTO_A_FULL_DISK,
                List.of(),
                "upload " + file,
                world.allDefinitions())) {
            assertThat(upload.exitCode()).isEqualTo(1);
            assertThat(upload.output()).contains("standard output can't be written", "the same command says it again");
        }
    }

    @Test
    void aReceiptOfAnotherFileIsNoResultThoughThatIsOlder() throws Exception {
        uploadToAFullDisk();
        byte[] older = World.bytes(image.length, 10);
        Files.write(file, older);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        CommandRun run = upload();
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(world.download("images/disk.vmdk")).isEqualTo(older);
        assertNothingIsLeft();
    }

    /** Nor does a time stamp that is put back make the other bytes the same. */
    @Test
    void aReceiptOfOtherBytesWithTheSameTimeStampIsNoResult() throws Exception {
        FileTime written = Files.getLastModifiedTime(file);
        uploadToAFullDisk();
        byte[] other = World.bytes(image.length, 10);
        Files.write(file, other);
        Files.setLastModifiedTime(file, written);

        CommandRun run = upload();
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(world.download("images/disk.vmdk")).isEqualTo(other);
        assertNothingIsLeft();
    }

    @Test
    void aReceiptOfAnObjectThatIsGoneIsNoResult() throws Exception {
        uploadToAFullDisk();
        assertThat(world.send("DELETE", "images/disk.vmdk", new byte[0])).isEqualTo(204);

        CommandRun run = upload();
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(world.segmentPuts()).as("segments are still there").hasSize(SEGMENTS);
        assertThat(world.download("images/disk.vmdk")).isEqualTo(image);
        assertOver();
    }

    @Test
    void aReceiptForOtherOptionsIsNoResult() throws Exception {
        uploadToAFullDisk();

        CommandRun run = upload("-t", "centos", "--json");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(Json.MAPPER.readTree(run.out()).path("osType").asText()).isEqualTo("centos");
        assertThat(world.importPosts()).hasSize(2);
        assertOver();
    }

    /** What tells uploads apart is who sends them where, wherever that is written. */
    @Test
    void anUploadToAnotherProjectIsAnotherUpload() throws Exception {
        Map<String, String> definitions = new HashMap<>(world.allDefinitions());
        definitions.keySet().removeIf(key -> key.startsWith("caravan.cloud."));
        Map<String, String> environment = new HashMap<>(Map.of(
                "OS_AUTH_URL", world.cloud().identityUrl().toString(),
                "OS_USERNAME", DemoAccount.USER,
                "OS_PASSWORD", DemoAccount.PASSWORD,
                "OS_USER_DOMAIN_NAME", DemoAccount.DOMAIN,
                "OS_REGION_NAME", DemoAccount.REGION,
                "OS_PROJECT_NAME", DemoAccount.PROJECT));
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> request.path().endsWith("00000006"), stall.times(1));
        Path log = world.folder().resolve("upload.log");
        try (ChildProcess first = ChildProcess.in(environment, log, "upload " + file, definitions)) {
            await().atMost(World.PATIENCE).until(stall::isMet);

            environment.remove("OS_PROJECT_NAME"); // the user's default project
            Path other = world.folder().resolve("other.log");
            try (ChildProcess second = ChildProcess.in(environment, other, "upload " + file, definitions)) {
                assertThat(second.exitCode()).as(second.output()).isZero();
            }
            assertThat(first.isAlive()).isTrue();
        }
        stall.release();
    }

    @Test
    void oneThatIsAtItAlreadyIsNotDisturbed() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> request.path().endsWith("00000006"), stall.times(1));
        try (ChildProcess first = startUpload()) {
            await().atMost(World.PATIENCE).until(stall::isMet);

            CommandRun second = upload();
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err()).contains("in use by another Caravan", "it is sending this image already");

            stall.release();
            assertThat(first.exitCode()).isZero();
        }
        assertArrivedWithEverySegmentStoredOnce();
    }

    @Test
    void afterItsTimeItGivesUpAndTheSameCommandGoesOn() throws Exception {
        world.cloud().inject(request -> request.path().endsWith("00000006"), new Fault.Answer(503, "soon"));
        CommandRun run = upload("--timeout", "4s");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("caravan: not done after 4.0 s; the same command goes on where it was");

        world.stopCloud();
        assertThat(upload().exit()).isZero();

        assertThat(world.segmentPuts()).hasSize(SEGMENTS);
        assertOver();
    }
}
