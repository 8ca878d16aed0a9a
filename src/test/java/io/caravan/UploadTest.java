package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.job.Json;
import io.caravan.sandbox.AnsweredRequest;
import io.caravan.sandbox.Fault;
import io.caravan.sandbox.ImportTimeline;
import io.caravan.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code caravan upload}: one image gets there from where it lies, whatever comes in between. */
class UploadTest {

    private static final int SEGMENTS = 12;

    @RegisterExtension
    final World world = new World();

    private final byte[] image = World.bytes(SEGMENTS * 100_000, 9);
    private Path file;

    @BeforeEach
    void anImageSomewhere() throws IOException {
        world.set("caravan.segment.size", "100000");
        file = world.folder().resolve("disk.vmdk");
        Files.write(file, image);
    }

    private CommandRun upload(String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("upload", file.toString()));
        words.addAll(List.of(options));
        return CommandRun.in(world, words.toArray(String[]::new));
    }

    private ChildProcess startUpload() throws IOException {
        return ChildProcess.start(
                world.folder().resolve("upload.log"), List.of(), List.of(), "upload " + file, world.allDefinitions());
    }

    private void assertOver() throws IOException {
        assertThat(file).as("the image stays as it is").hasBinaryContent(image);
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(world.spool().resolve(".upload"))) {
            assertThat(left).isEmpty();
        }
    }

    private void assertArrivedWithEverySegmentStoredOnce() throws Exception {
        assertThat(world.segmentPuts().stream().map(AnsweredRequest::path))
                .hasSize(SEGMENTS)
                .doesNotHaveDuplicates();
        assertThat(world.importPosts()).hasSize(1);
        assertThat(world.download("images/disk.vmdk")).isEqualTo(image);
        assertOver();
    }

    @Test
    void anImageIsRegisteredAndStaysWhereItIs() throws Exception {
        FileTime written = Files.getLastModifiedTime(file);

        CommandRun run = upload();

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "object      images/disk.vmdk",
                        "size        1.1 MiB in 12 segments",
                        "registered  disk.vmdk, image ");
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(written);
        assertArrivedWithEverySegmentStoredOnce();
    }

    @Test
    void jsonIsTheReceiptAndOptionsMeanWhatTheySay() throws Exception {
        CommandRun run = CommandRun.in(
                world,
                "upload",
                "-i",
                file.toString(),
                "-c",
                "golden",
                "-n",
                "Web server",
                "-t",
                "centos",
                "-s",
                "500000B",
                "--object",
                "2026/web.vmdk",
                "--min-ram",
                "1024",
                "--min-disk",
                "20",
                "--json");

        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode receipt = Json.MAPPER.readTree(run.out());
        assertThat(receipt.path("image").asText()).isEqualTo("disk.vmdk");
        assertThat(receipt.path("name").asText()).isEqualTo("Web server");
        assertThat(receipt.path("container").asText()).isEqualTo("golden");
        assertThat(receipt.path("object").asText()).isEqualTo("2026/web.vmdk");
        assertThat(receipt.path("segments")).hasSize(3);
        assertThat(world.download("golden/2026/web.vmdk")).isEqualTo(image);
        JsonNode posted =
                Json.MAPPER.readTree(world.importPosts().get(0).importBody().orElseThrow());
        assertThat(posted.path("name").asText()).isEqualTo("Web server");
        assertThat(posted.path("os_type").asText()).isEqualTo("centos");
        assertThat(posted.path("min_ram").asInt()).isEqualTo(1024);
        assertThat(posted.path("min_disk").asInt()).isEqualTo(20);
        assertOver();
    }

    @Test
    void aLinkIsFollowedAndGivesTheName() throws Exception {
        Path link = Files.createSymbolicLink(world.folder().resolve("latest.vmdk"), file);

        CommandRun run = CommandRun.in(world, "upload", link.toString());

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(world.download("images/latest.vmdk")).isEqualTo(image);
        assertThat(link).isSymbolicLink();
        assertOver();
    }

    @Test
    void doneImagesThatAreToBeDeletedAreThoseOfTheInbox() throws Exception {
        world.set("caravan.done.images", "delete");

        assertThat(upload().exit()).isZero();

        assertOver();
    }

    @Test
    void anImageThatTheServiceWouldRefuseFailsBeforeTheFirstByte() throws Exception {
        CommandRun run = upload("--object", "disk.raw");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("caravan: disk.vmdk failed while CLAIMED: vmimport takes VMDK only", "repeat the command")
                .doesNotContain("inbox");
        assertThat(world.segmentPuts()).isEmpty();
        assertOver();
    }

    @Test
    void aRefusalOfTheCloudIsToldInItsWordsAndAsJson() throws Exception {
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("PUT") && request.path().contains("_segments/"),
                        new Fault.Answer(413, "Upload exceeds quota."));

        CommandRun run = upload("--json");

        assertThat(run.exit()).isEqualTo(1);
        JsonNode error = Json.MAPPER.readTree(run.out());
        assertThat(error.path("stage").asText()).isEqualTo("UPLOADING");
        assertThat(error.path("service").asText()).isEqualTo("Upload exceeds quota.");
        assertThat(error.path("advice").asText()).contains("repeat the command").doesNotContain("inbox");
        assertOver();
    }

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
    void aCloudThatIsAwayForAWhileIsWaitedFor() throws Exception {
        world.cloud().inject(request -> request.path().contains("_segments/"), new Fault.Answer(503, "soon").times(40));

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
                "OS_USERNAME", Sandbox.USER,
                "OS_PASSWORD", Sandbox.PASSWORD,
                "OS_USER_DOMAIN_NAME", Sandbox.DOMAIN,
                "OS_REGION_NAME", Sandbox.REGION,
                "OS_PROJECT_NAME", Sandbox.PROJECT));
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
    void aDaemonOfTheSameSpoolGoesOnBesideIt() throws Exception {
        world.start().drop("dropped.vmdk", World.bytes(250_000, 5));

        assertThat(upload().exit()).isZero();

        world.awaitDone("dropped.vmdk");
        assertThat(world.download("images/disk.vmdk")).isEqualTo(image);
        assertOver();
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

    @Test
    void aWrongPasswordEndsItInKeystonesWords() throws Exception {
        world.set("caravan.cloud.password", "wrong-one");

        CommandRun run = upload("--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("401", "requires authentication").doesNotContain("wrong-one", "\tat ");
        assertThat(Json.MAPPER.readTree(run.out()).path("error").asText()).contains("401");
        assertNothingIsLeft();
    }

    @Test
    void wrongSettingsAreToldAsJsonToo() throws Exception {
        world.set("caravan.import.service", "bogus");

        CommandRun run = upload("--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(Json.MAPPER.readTree(run.out()).path("error").asText()).contains("caravan.import.service=bogus");
    }

    @Test
    void whatIsNoFileIsNamed() throws Exception {
        CommandRun missing = CommandRun.in(world, "upload", file + ".nope");
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no file " + file + ".nope");

        CommandRun folder = CommandRun.in(world, "upload", world.folder().toString());
        assertThat(folder.exit()).isEqualTo(1);
        assertThat(folder.err()).contains("is no regular file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "upload",
                "upload a.vmdk -i b.vmdk",
                "upload a.vmdk -s 250",
                "upload a.vmdk -s huge",
                "upload a.vmdk -s 6GiB",
                "upload a.vmdk -s 0B",
                "upload a.vmdk -c a/b",
                "upload a.vmdk --object a/../b",
                "upload a.vmdk --min-ram much",
                "upload a.vmdk --min-ram -5",
                "upload a.vmdk --timeout soon",
                "upload a.vmdk --nonsense",
                "upload a.vmdk b.vmdk"
            })
    void aWrongCommandLineIsToldWithItsUsage(String line) throws Exception {
        CommandRun run = CommandRun.in(world, line.split(" "));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).startsWith("caravan: ").contains("Usage: caravan upload");
        assertThat(world.requests()).isEmpty();
    }
}
