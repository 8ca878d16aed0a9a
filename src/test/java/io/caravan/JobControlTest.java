package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.AnsweredRequest;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.http.IncomingRequest;
import io.caravan.sandbox.imports.ImportTimeline;
import io.caravan.text.Json;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People look at a running daemon's jobs, and steer them, by commands. */
class JobControlTest {

    private static final int MIB = 1 << 20;
    private static final String IMAGE = "disk.vmdk";
    private static final Predicate<IncomingRequest> SEGMENT =
            request -> request.method().equals("PUT") && request.path().contains("_segments/");
    private static final ImportTimeline NEVER_ENDING = new ImportTimeline(Duration.ZERO, Duration.ofHours(1));

    private final byte[] image = World.bytes(5 * MIB + 1, 5);

    @RegisterExtension
    final World world = new World();

    private CommandRun done(String... words) throws Exception {
        CommandRun run = CommandRun.in(world, words);
        assertThat(run.exit()).as("%s: %s", String.join(" ", words), run.err()).isZero();
        return run;
    }

    private List<JsonNode> jobs() throws Exception {
        List<JsonNode> jobs = new ArrayList<>();
        Json.MAPPER.readTree(done("jobs", "--json").out()).forEach(jobs::add);
        return jobs;
    }

    private JsonNode awaitJob(String name, Predicate<JsonNode> state) {
        return await().atMost(World.PATIENCE)
                .until(
                        () -> jobs().stream()
                                .filter(job -> job.path("image").asText().equals(name))
                                .filter(state)
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    private Fault.StallReading stallSegments() throws IOException {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(SEGMENT, stall);
        return stall;
    }

    private void dropAndStall(Fault.StallReading stall) throws Exception {
        world.drop(IMAGE, image);
        await().atMost(World.PATIENCE).until(stall::isMet);
    }

    @Test
    void jobsTellWhatEachWaitsForAndUntilWhen() throws Exception {
        world.set("caravan.retry.repeats", "0").set("caravan.retry.delay", "1h").set("caravan.retry.max-delay", "1h");
        world.cloud().inject(SEGMENT, new Fault.Answer(503, "no room now"));
        world.start().drop(IMAGE, image);

        JsonNode job = awaitJob(
                IMAGE,
                each -> each.path("waits").asInt() == 1 && !each.path("nextTry").isNull());
        assertThat(job.path("stage").asText()).isEqualTo("UPLOADING");
        assertThat(job.path("waitsFor").asText()).contains("503");
        assertThat(Instant.parse(job.path("waitingSince").asText())).isBefore(Instant.now());
        assertThat(Instant.parse(job.path("nextTry").asText()))
                .isAfter(Instant.now().plusSeconds(1800));
        assertThat(done("jobs").out()).contains(IMAGE).contains("next try in").contains("503");
        assertThat(done("jobs", "show", IMAGE).out()).contains("uploading").contains("images/" + IMAGE);
    }

    @Test
    void whileAStepIsTriedAgainItIsToldWhatWentWrong() throws Exception {
        world.set("caravan.retry.delay", "5s").set("caravan.retry.max-delay", "5s");
        world.cloud().inject(SEGMENT, new Fault.Answer(503, "no room now"));
        world.start().drop(IMAGE, image);

        JsonNode job = awaitJob(IMAGE, each -> each.path("waitsFor").asText().startsWith("another try: "));

        assertThat(job.path("waitsFor").asText()).contains("503");
        assertThat(job.path("waits").asInt()).isZero();
        assertThat(job.path("waitingSince").asText()).isNotEmpty();
    }

    @Test
    void aJobIsTriedAtOnceWhenThatIsAskedFor() throws Exception {
        world.set("caravan.retry.repeats", "0").set("caravan.retry.delay", "1h").set("caravan.retry.max-delay", "1h");
        world.cloud().inject(SEGMENT, new Fault.Answer(503, "no room now").times(1));
        world.start().drop(IMAGE, image);
        awaitJob(IMAGE, each -> each.path("waitsFor").asText().contains("503"));

        done("retry", "--all");

        world.awaitDone(IMAGE);
    }

    @Test
    void anUploadThatIsCancelledEndsItsRequestsAtOnce() throws Exception {
        Fault.StallReading stall = stallSegments();
        world.start();
        dropAndStall(stall);

        assertThat(done("cancel", IMAGE).out()).contains("is cancelled");

        JsonNode error = world.awaitFailed(IMAGE);
        assertThat(error.path("error").asText()).isEqualTo("cancelled");
        assertThat(error.path("stage").asText()).isEqualTo("UPLOADING");
        assertThat(world.failed(IMAGE)).hasBinaryContent(image);
        assertThat(world.requests("DELETE", path -> true))
                .as("what has landed stays")
                .isEmpty();
        stall.release();
    }

    @Test
    void anImageThatWasCancelledGoesOnWhereItWasOnceItIsWantedAfterAll() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> SEGMENT.test(request) && request.path().endsWith("5"), stall);
        world.dropSidecar(IMAGE, "{\"name\": \"wanted\"}");
        world.start();
        dropAndStall(stall);
        await().atMost(World.PATIENCE).until(() -> world.segmentPuts().size() == 5);
        done("cancel", IMAGE);
        world.awaitFailed(IMAGE);
        stall.release();

        assertThat(done("retry", IMAGE).out()).contains("inbox/");

        assertThat(world.awaitDone(IMAGE).path("name").asText()).isEqualTo("wanted");
        assertThat(world.segmentPuts().stream().map(AnsweredRequest::path)).doesNotHaveDuplicates();
        assertThat(world.failed(IMAGE + ".error.json")).doesNotExist();
        assertThat(world.failed(IMAGE + ".json")).doesNotExist();
    }

    @Test
    void aJobThatHasNotBegunIsCancelledAsWell() throws Exception {
        world.set("caravan.images.parallel", "1");
        Fault.StallReading stall = stallSegments();
        world.start();
        dropAndStall(stall);
        world.drop("other.vmdk", image);
        awaitJob("other.vmdk", job -> job.path("waitsFor").asText().equals("its turn"));

        done("cancel", "other.vmdk");

        assertThat(world.awaitFailed("other.vmdk").path("stage").asText()).isEqualTo("CLAIMED");
        stall.release();
        world.awaitDone(IMAGE);
    }

    @Test
    void anImportThatIsCancelledIsLookedAtNoMore() throws Exception {
        world.options(options -> options.withTimeline(NEVER_ENDING));
        world.start().drop(IMAGE, image);
        JsonNode job = awaitJob(IMAGE, each -> !each.path("importId").asText().isEmpty());
        assertThat(CommandRun.in(world, "pause", IMAGE).err()).contains("can't be made to pause");

        done("cancel", job.path("id").asText());

        assertThat(world.awaitFailed(IMAGE).path("error").asText())
                .contains("cancelled while its import " + job.path("importId").asText());
    }

    @Test
    void whatHasEndedOrNeverWasCannotBeCancelled() throws Exception {
        world.start().drop(IMAGE, image);
        world.awaitDone(IMAGE);
        await().atMost(World.PATIENCE).until(() -> jobs().isEmpty());

        for (String word : List.of(IMAGE, "no such", "../x", "")) {
            CommandRun run = CommandRun.in(world, "cancel", word);
            assertThat(run.exit()).as(word).isEqualTo(1);
            assertThat(run.err()).contains("no job is under way");
        }
        assertThat(CommandRun.in(world, "retry", "../done/" + IMAGE).exit()).isEqualTo(1);
        assertThat(CommandRun.in(world, "cancel").exit()).isEqualTo(2);
        assertThat(CommandRun.in(world, "cancel", "--all", IMAGE).exit()).isEqualTo(2);
        assertThat(done("cancel", "--all").out()).contains("there is none");
        assertThat(done("jobs", "show", IMAGE).out()).contains("\"object\"");
    }

    @Test
    void whatWasAskedForHoldsOverARestart() throws Exception {
        world.set("caravan.images.parallel", "1");
        Fault.StallReading stall = stallSegments();
        world.start();
        dropAndStall(stall);
        world.drop("cancelled.vmdk", image);
        awaitJob("cancelled.vmdk", job -> true);
        done("pause", "--all"); // so that it does not take the place of the other
        done("pause", IMAGE);
        awaitJob(IMAGE, job -> job.path("waitsFor").asText().contains("paused"));
        // written down, and the daemon ended before anything came of it
        String id = awaitJob("cancelled.vmdk", job -> true).path("id").asText();
        world.stop();
        Files.writeString(
                world.spool().resolve("work").resolve(id).resolve("orders.json"),
                "{\"cancelled\": \"" + Instant.now() + "\"}");
        stall.release();

        world.start();

        world.awaitFailed("cancelled.vmdk");
        assertThat(world.segmentPuts()).isEmpty();
        done("resume", "--all");
        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
    }

    @Test
    void aPausedDaemonFinishesWhatItHasBegunAndTakesNothingNew() throws Exception {
        Fault.StallReading stall = stallSegments();
        world.start();
        dropAndStall(stall);

        done("pause", "--all");
        world.drop("later.vmdk", image);
        stall.release();
        world.awaitDone(IMAGE);
        world.stop();
        world.start();
        assertThat(done("jobs").out()).contains("new work is paused");
        assertThat(world.inbox().resolve("later.vmdk")).exists();
        assertThat(world.requests("PUT", path -> path.contains("later"))).isEmpty();

        done("resume", "--all");

        world.awaitDone("later.vmdk");
    }

    @Test
    void thoseWithAHigherPriorityGoFirst() throws Exception {
        world.set("caravan.images.parallel", "1");
        Fault.StallReading stall = stallSegments();
        world.start();
        dropAndStall(stall);
        for (String name : List.of("a.vmdk", "b.vmdk", "c.vmdk")) {
            world.drop(name, image);
            awaitJob(name, job -> true);
        }

        done("priority", "10", "c.vmdk");
        done("priority", "-5", "a.vmdk");
        assertThat(CommandRun.in(world, "priority", "101", "a.vmdk").exit()).isEqualTo(2);
        stall.release();
        for (String name : List.of(IMAGE, "a.vmdk", "b.vmdk", "c.vmdk")) {
            world.awaitDone(name);
        }

        assertThat(world.requests("PUT", path -> path.matches(".*/images/[abc]\\.vmdk")).stream()
                        .map(put -> put.path().replaceAll(".*/", "")))
                .containsExactly("c.vmdk", "b.vmdk", "a.vmdk");
    }

    @Test
    void withoutADaemonTheJournalsTell() throws Exception {
        Fault.StallReading stall = stallSegments();
        world.start();
        dropAndStall(stall);
        done("pause", IMAGE);
        awaitJob(IMAGE, job -> job.path("waitsFor").asText().contains("paused"));
        stall.release();
        world.stop();

        assertThat(done("jobs").out())
                .contains("no daemon answers")
                .contains(IMAGE)
                .contains("uploading");
        assertThat(done("jobs", "show", IMAGE).out()).contains("images/" + IMAGE);
        CommandRun run = CommandRun.in(world, "resume", IMAGE);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("no daemon answers on");
    }

    @Test
    void onlyTheDaemonsUserMaySpeakToIt() throws Exception {
        Path socket = world.spool().resolve("control.sock");
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Files.createDirectories(world.spool());
            left.bind(UnixDomainSocketAddress.of(socket)); // as a daemon that was killed leaves it
        }
        world.start();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        assertThat(jobs()).isEmpty();
        world.stop();
        assertThat(socket).doesNotExist();
    }

    @Test
    void whoSpeaksNonsenseOrNothingHoldsUpNobody() throws Exception {
        world.start();
        UnixDomainSocketAddress door = UnixDomainSocketAddress.of(world.spool().resolve("control.sock"));
        List<SocketChannel> silent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            silent.add(SocketChannel.open(door));
        }
        for (String nonsense : List.of(
                "",
                "{",
                "null",
                "[]",
                "{\"action\": \"EXPLODE\"}",
                "{\"action\": null}",
                "{\"which\": [null]}",
                "{\"action\": \"CANCEL\", \"which\": [{}]}")) {
            try (SocketChannel channel = SocketChannel.open(door)) {
                channel.write(ByteBuffer.wrap((nonsense + "\n").getBytes(StandardCharsets.UTF_8)));
                ByteBuffer answer = ByteBuffer.allocate(4096);
                while (channel.read(answer) >= 0) {
                    // to its end
                }
                assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8))
                        .as(nonsense)
                        .contains("\"problems\":[\"");
            }
        }
        assertThat(jobs()).isEmpty();
        for (SocketChannel channel : silent) {
            channel.close();
        }
    }

    @Test
    void aNameThatWouldSteerATerminalIsShownAsItIs() throws Exception {
        world.set("caravan.images.parallel", "1");
        Fault.StallReading stall = stallSegments();
        world.start();
        String name = "a\u001b[2Jb\u202ec.vmdk";
        world.drop(name, image);
        await().atMost(World.PATIENCE).until(stall::isMet);

        assertThat(done("jobs").out()
                        + done("jobs", "show", name).out()
                        + done("cancel", name).out())
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
        stall.release();
        world.awaitFailed(name);
    }
}
