package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.http.IncomingRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon is stopped, in order, while something goes wrong: that cuts tries short, and is no verdict on the image. */
class StopTest {

    private static final String IMAGE = "disk.vmdk";
    private static final int PIECE = 100_000;
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final byte[] image = World.bytes(3 * PIECE, 7);
    private final LogLines log = LogLines.ofAll();
    private final Fault.HiddenFromListing hidden = new Fault.HiddenFromListing();
    private final AtomicBoolean held = new AtomicBoolean();
    private volatile boolean heldUntilTheStop;
    private volatile boolean allAreSent;
    private volatile boolean manifestIsPut;

    @RegisterExtension
    final World world = new World();

    @AfterEach
    void close() {
        log.close();
    }

    /** What goes wrong once, so that the daemon pauses for long. */
    private enum Problem {
        A_SEGMENT_IS_DAMAGED,
        A_SEGMENT_IS_REFUSED,
        THE_LISTING_LAGS,
        THE_MANIFEST_IS_REFUSED,
        THE_OBJECT_IS_SHORT,
        THE_IMPORT_IS_REFUSED
    }

    @BeforeEach
    void longPauses() {
        String pause = PAUSE.toMinutes() + "m";
        world.set("caravan.segment.size", String.valueOf(PIECE))
                .set("caravan.retry.delay", pause)
                .set("caravan.retry.max-delay", pause)
                .set("caravan.verify.max-delay", pause);
    }

    @ParameterizedTest
    @EnumSource
    void anImageThatWaitsForAnotherTryIsKept(Problem problem) throws Exception {
        prepare(problem);
        world.start().drop(IMAGE, image);
        stopOnce(() -> log.all().stream().anyMatch(line -> line.contains("try 1 failed") || line.contains("] waits ")));

        assertKeptAndGoesOn();
    }

    @ParameterizedTest
    @EnumSource
    void anImageWhoseFailureComesMeanwhileIsKept(Problem problem) throws Exception {
        heldUntilTheStop = true;
        prepare(problem);
        world.start().drop(IMAGE, image);
        stopOnce(held::get);

        assertKeptAndGoesOn();
    }

    private void prepare(Problem problem) throws IOException {
        Predicate<IncomingRequest> segment =
                request -> request.method().equals("PUT") && request.path().endsWith("/00000001");
        Predicate<IncomingRequest> object = request -> request.path().endsWith("/images/" + IMAGE);
        world.cloud().onAnswered(request -> {
            manifestIsPut |= request.method().equals("PUT") && request.path().endsWith("/images/" + IMAGE);
            allAreSent |= world.segmentPuts().size() == 3;
        });
        switch (problem) {
            case A_SEGMENT_IS_DAMAGED -> world.cloud().inject(untilTheStop(segment), new Fault.WrongEtag().times(1));
            case A_SEGMENT_IS_REFUSED -> once(segment, 503);
            case THE_LISTING_LAGS -> {
                world.cloud().inject(segment, hidden);
                world.cloud()
                        .inject(
                                untilTheStop(request -> allAreSent
                                                && request.method().equals("GET")
                                                && request.path().endsWith("/images_segments"))
                                        .and(request -> false),
                                new Fault.Garbage());
            }
            case THE_MANIFEST_IS_REFUSED ->
                once(request -> object.test(request) && request.method().equals("PUT"), 503);
            case THE_OBJECT_IS_SHORT ->
                once(request -> object.test(request) && request.method().equals("HEAD") && manifestIsPut, 200);
            case THE_IMPORT_IS_REFUSED ->
                once(
                        request -> request.method().equals("POST")
                                && request.path().endsWith("/imageimport"),
                        503);
            default -> throw new AssertionError(problem);
        }
    }

    private void once(Predicate<IncomingRequest> request, int status) throws IOException {
        world.cloud().inject(untilTheStop(request), new Fault.Answer(status, "not now").times(1));
    }

    /** Holds such a request until the daemon has begun to stop, where that is wanted. */
    private Predicate<IncomingRequest> untilTheStop(Predicate<IncomingRequest> request) {
        return asked -> {
            if (!request.test(asked)) {
                return false;
            }
            if (heldUntilTheStop && held.compareAndSet(false, true)) {
                await().atMost(World.PATIENCE)
                        .until(() -> log.all().stream().anyMatch(line -> line.contains("stopping: ")));
            }
            return true;
        };
    }

    private void stopOnce(Callable<Boolean> problem) throws IOException {
        await("problem").atMost(World.PATIENCE).until(problem);
        world.stop();
        assertThat(log.thrown()).as("stack traces").isEmpty();
        assertThat(log.all()).as("log").noneMatch(line -> line.contains("RejectedExecution"));
    }

    private void assertKeptAndGoesOn() throws Exception {
        assertThat(names("failed")).isEmpty();
        assertThat(names("work")).hasSize(1);

        hidden.release();
        world.start();
        world.awaitDone(IMAGE);
        assertThat(world.download("images/" + IMAGE)).isEqualTo(image);
        assertThat(world.importPosts().stream().filter(post -> post.status() == 201))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheImageReplacesIsDeletedAtTheNextStart(boolean meanwhile) throws Exception {
        world.start().drop(IMAGE, World.bytes(4 * PIECE, 8));
        world.awaitDone(IMAGE);
        heldUntilTheStop = meanwhile;
        once(request -> request.method().equals("DELETE"), 503);
        world.drop(IMAGE, image);
        stopOnce(() -> meanwhile ? held.get() : log.all().stream().anyMatch(line -> line.contains("try 1 failed")));

        world.start();
        await().atMost(World.PATIENCE).until(() -> names("work").isEmpty());
        assertThat(world.download("images/" + IMAGE)).isEqualTo(image);
        assertThat(world.requests("DELETE", path -> path.contains("images_segments")).stream()
                        .filter(request -> request.status() == 204))
                .hasSize(4);
    }

    private List<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(world.spool().resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
