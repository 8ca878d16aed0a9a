package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.http.IncomingRequest;
import io.caravan.sandbox.imports.ImportOutcome;
import io.caravan.sandbox.keystone.DemoAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the import service may do, and what becomes of the image. */
class ImportFailureTest {

    private static final int MIB = 1 << 20;
    private static final String IMAGE = "disk.vmdk";
    private static final Predicate<IncomingRequest> STATUS =
            request -> request.path().endsWith("/status");
    private static final Predicate<IncomingRequest> IMPORT =
            request -> request.method().equals("POST") && request.path().endsWith("/v1/imageimport");

    @RegisterExtension
    final World world = new World();

    private final byte[] image = World.bytes(5 * MIB + 1, 5);

    @Test
    void anImportWhoseAnswerIsLostIsFoundAgainAndNotPostedTwice() throws Exception {
        world.cloud().inject(IMPORT, new Fault.AnswerLate().times(1));
        world.start().drop(IMAGE, image);
        JsonNode receipt = world.awaitDone(IMAGE);

        assertThat(world.importPosts()).hasSize(1);
        assertThat(receipt.path("importId").asText()).isNotEmpty();
    }

    @Test
    void anImportThatNeverReachedTheServiceIsPostedAgainWithTheSameImageId() throws Exception {
        world.cloud().inject(IMPORT, new Fault.Answer(503, "busy").times(2));
        world.start().drop(IMAGE, image);
        world.awaitDone(IMAGE);

        assertThat(world.importPosts())
                .hasSize(3)
                .allSatisfy(post -> assertThat(post.headers().first("Content-Type"))
                        .hasValueSatisfying(type -> assertThat(type).startsWith("application/json")));
        assertThat(world.importPosts().stream().filter(post -> post.status() == 201))
                .hasSize(1);
        assertThat(world.requests("GET", path -> path.endsWith("/v1/imageimport")))
                .hasSize(2);
    }

    @Test
    void anImportThatIsRefusedFailsTheImageWithTheServicesWords() throws Exception {
        world.cloud()
                .inject(
                        IMPORT,
                        new Fault.Answer(
                                400,
                                Map.of(),
                                "application/json",
                                "{\"error_code\": \"40001\", \"message\": \"No such thing.\"}"));
        world.start().drop(IMAGE, image);
        JsonNode error = world.awaitFailed(IMAGE);

        assertThat(error.path("stage").asText()).isEqualTo("IMPORTING");
        assertThat(error.path("service").asText()).isEqualTo("40001 No such thing.");
    }

    @Test
    void anImportThatFailsFailsTheImageWithTheServicesWords() throws Exception {
        world.cloud().importOutcome(IMAGE, ImportOutcome.fail("This is no disk."));
        world.start().drop(IMAGE, image);
        JsonNode error = world.awaitFailed(IMAGE);

        assertThat(error.path("service").asText()).isEqualTo("This is no disk.");
        assertThat(error.path("importId").asText()).isNotEmpty();
        assertThat(world.failed(IMAGE)).hasBinaryContent(image);
    }

    @Test
    void anImportThatNeverEndsFailsAtTheDeadlineWithTheStateLastSeen() throws Exception {
        world.cloud().importOutcome(IMAGE, ImportOutcome.NEVER_ENDS);
        world.set("caravan.import.deadline", "500ms").start().drop(IMAGE, image);

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("0.5 s", "processing");
    }

    @Test
    void aFailedLookIsNotAFailedImport() throws Exception {
        world.cloud().inject(STATUS, new Fault.Answer(500, "oops").times(2));
        world.cloud().inject(STATUS, new Fault.Garbage().times(2));
        world.cloud().inject(STATUS, new Fault.HangUp(0).times(1));
        world.cloud().inject(STATUS, new Fault.Answer(404, "who?").times(1));
        world.start().drop(IMAGE, image);

        world.assertArrivedWithEverySegmentStoredOnce(IMAGE, image, 6);
    }

    @Test
    void aLookThatHangsHoldsNoOtherImportUp() throws Exception {
        AtomicReference<String> hanging = new AtomicReference<>();
        CountDownLatch release = new CountDownLatch(1);
        Predicate<IncomingRequest> firstImports = request -> STATUS.test(request)
                && request.path().equals(hanging.updateAndGet(path -> path == null ? request.path() : path));
        world.cloud().inject(request -> firstImports.test(request) && isOver(release), new Fault.Garbage());
        world.start();
        for (int i = 0; i < 4; i++) {
            world.drop("disk-%d.vmdk".formatted(i), World.bytes(1000, i));
        }
        await("the end of those that don't hang")
                .atMost(World.PATIENCE)
                .until(() -> receipts().size() == 3 && hanging.get() != null);
        release.countDown();

        await("the last one's end")
                .atMost(World.PATIENCE)
                .until(() -> receipts().size() == 4);
    }

    /** Never; but not before that. */
    private static boolean isOver(CountDownLatch latch) {
        try {
            assertThat(latch.await(World.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private List<Path> receipts() throws IOException {
        try (Stream<Path> papers = Files.list(world.spool().resolve("done"))) {
            return papers.filter(paper -> paper.toString().endsWith(".receipt.json"))
                    .toList();
        }
    }

    @Test
    void anImportThatCannotBeLookedAtFailsAtItsDeadline() throws Exception {
        world.cloud().inject(STATUS, new Fault.Answer(500, "oops"));
        world.set("caravan.import.deadline", "300ms").start().drop(IMAGE, image);

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("did not end within");
    }

    @Test
    void whereCredentialsAreWantedTheyAreSentAndNowhereKept() throws Exception {
        world.options(options -> options.withGeneration(1));
        world.set("caravan.import.vmimport.credentials", "true").start().drop(IMAGE, image);
        world.awaitDone(IMAGE);

        assertThat(world.importPosts().get(0).importBody().orElseThrow()).contains("ZGVtbw==");
        assertThat(world.done(IMAGE + ".receipt.json"))
                .content()
                .doesNotContain("ZGVtbw==", "password", DemoAccount.USER + "\"");
    }
}
