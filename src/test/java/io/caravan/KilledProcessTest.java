package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.AnsweredRequest;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.imports.ImportTimeline;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Daemon or cloud are killed at the worst moments: nothing is lost, nothing is sent or posted twice. */
class KilledProcessTest {

    private static final int SEGMENTS = 40;
    private static final String IMAGE = "disk.vmdk";

    private final byte[] image = World.bytes(SEGMENTS * 100_000, 7);

    @RegisterExtension
    final World world = new World();

    @BeforeEach
    void smallSegments() {
        world.set("caravan.segment.size", "100000");
    }

    @Test
    void aDaemonThatIsKilledInMidUploadSendsOnlyWhatIsMissing() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> request.path().endsWith("00000020"), stall.times(1));
        world.drop(IMAGE, image);
        try (ChildProcess daemon = world.startChild()) {
            await().atMost(World.PATIENCE)
                    .until(() -> stall.isMet() && world.segmentPuts().size() >= 20);
            daemon.kill();
        }
        stall.release();
        try (ChildProcess daemon = world.startChild()) {
            world.awaitDone(IMAGE);
            assertThat(daemon.terminate()).isEqualTo(143);
        }

        assertArrivedWithEverySegmentStoredOnce();
    }

    @Test
    void aDaemonThatIsKilledWhileItsImportIsPostedFindsTheImport() throws Exception {
        world.cloud()
                .inject(
                        request -> request.method().equals("POST")
                                && request.path().endsWith("/v1/imageimport"),
                        new Fault.AnswerLate().times(1));
        world.set("caravan.retry.delay", "10s")
                .set("caravan.retry.max-delay", "10s")
                .drop(IMAGE, image);
        try (ChildProcess daemon = world.startChild()) {
            await().atMost(World.PATIENCE).until(() -> world.importPosts().size() == 1);
            daemon.kill();
        }
        world.set("caravan.retry.delay", "10ms");
        try (ChildProcess daemon = world.startChild()) {
            world.awaitDone(IMAGE);
            assertThat(daemon.isAlive()).isTrue();
        }

        assertArrivedWithEverySegmentStoredOnce();
    }

    @Test
    void aDaemonThatIsKilledWhileItsImportIsUnderWayGoesOnLooking() throws Exception {
        world.options(options -> options.withTimeline(new ImportTimeline(Duration.ZERO, Duration.ofSeconds(3))));
        world.drop(IMAGE, image);
        try (ChildProcess daemon = world.startChild()) {
            await().atMost(World.PATIENCE)
                    .until(() -> !world.requests("GET", path -> path.endsWith("/status"))
                            .isEmpty());
            daemon.kill();
        }
        try (ChildProcess daemon = world.startChild()) {
            world.awaitDone(IMAGE);
            assertThat(daemon.isAlive()).isTrue();
        }

        assertArrivedWithEverySegmentStoredOnce();
    }

    private void assertArrivedWithEverySegmentStoredOnce() throws Exception {
        assertThat(world.segmentPuts().stream().map(AnsweredRequest::path))
                .hasSize(SEGMENTS)
                .doesNotHaveDuplicates();
        assertThat(world.importPosts()).hasSize(1);
        assertThat(world.download("images/" + IMAGE)).isEqualTo(image);
        assertThat(world.done(IMAGE)).hasBinaryContent(image);
    }

    @Test
    void aCloudThatIsKilledInMidUploadAndInMidImportIsWaitedFor() throws Exception {
        Path data = world.folder().resolve("other-cloud");
        Path log = data.resolve("requests.log");
        Map<String, String> cloud = new HashMap<>();
        cloud.put("caravan.sandbox.port", String.valueOf(freePort()));
        cloud.put("caravan.sandbox.data", data.toString());
        world.set("caravan.cloud.auth-url", "http://127.0.0.1:" + cloud.get("caravan.sandbox.port") + "/identity/v3")
                .set("caravan.segment.parallel", "1");
        try (ChildProcess first = startCloud(cloud)) {
            world.start().drop(IMAGE, image);
            await().atMost(World.PATIENCE).until(() -> lines(log, "PUT .*_segments/.* 201 ") >= 3);
            first.kill();
        }
        assertThat(lines(log, "PUT .*_segments/.* 201 ")).isLessThan(SEGMENTS);
        try (ChildProcess second = startCloud(cloud)) {
            await().atMost(World.PATIENCE).until(() -> lines(log, "GET .*/status 200 ") >= 1);
            second.kill();
        }
        try (ChildProcess third = startCloud(cloud)) {
            JsonNode receipt = world.awaitDone(IMAGE);
            assertThat(receipt.path("segments")).hasSize(SEGMENTS);
            assertThat(third.isAlive()).isTrue();
        }

        // a segment may have been stored and its line not yet written when the cloud was killed
        try (Stream<String> lines = Files.lines(log)) {
            assertThat(lines.filter(line -> line.matches(".*PUT .*_segments/.* 201 .*"))
                            .map(line -> line.split(" ")[2]))
                    .doesNotHaveDuplicates()
                    .hasSizeBetween(SEGMENTS - 2, SEGMENTS);
        }
        assertThat(lines(log, "POST .*/v1/imageimport 201 ")).isEqualTo(1);
    }

    private ChildProcess startCloud(Map<String, String> definitions) throws IOException {
        return ChildProcess.start(world.folder().resolve("cloud.log"), List.of(), List.of(), "sandbox", definitions);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static long lines(Path log, String pattern) throws IOException {
        if (!Files.exists(log)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.matches(".*" + pattern + ".*")).count();
        }
    }

    @Test
    void aFileThatTheDaemonMayNotReadFailsBeforeTheFirstByte() throws Exception {
        world.drop("locked.vmdk", image);
        Files.setPosixFilePermissions(
                world.inbox().resolve("locked.vmdk"), PosixFilePermissions.fromString("---------"));
        // root may read anything, unless it goes without that privilege
        List<String> withoutPrivilege = System.getProperty("user.name").equals("root")
                ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--")
                : List.of();
        try (ChildProcess daemon = ChildProcess.start(
                world.spool().resolve("daemon.log"), withoutPrivilege, List.of(), "run", world.allDefinitions())) {
            JsonNode error = world.awaitFailed("locked.vmdk");

            assertThat(error.path("error").asText()).contains("can't be read");
            assertThat(daemon.isAlive()).isTrue();
        }
        assertThat(world.failed("locked.vmdk")).exists();
        assertThat(world.segmentPuts()).isEmpty();
    }
}
