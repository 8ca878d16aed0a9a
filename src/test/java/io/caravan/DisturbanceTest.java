package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.caravan.sandbox.imports.ImportTimeline;
import io.caravan.text.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Something happens while five images are on their way, some of them uploading and some importing. Each arrives, with its
 * bytes and by one request for an import, and none is later than the disturbance lasts and a little more.
 */
class DisturbanceTest {

    /** What five images need by themselves, on a busy machine. */
    private static final Duration ALLOWANCE = Duration.ofSeconds(15);

    private static final int LASTING_MILLIS = 4000;
    private static final int LONGEST_DELAY_MILLIS = 40;
    private static final int PIECE = 100_000;
    private static final List<Integer> SIZES = List.of(PIECE, 5 * PIECE, 6 * PIECE, 7 * PIECE, PIECE - 1);

    private final Map<String, byte[]> images = new LinkedHashMap<>();

    @RegisterExtension
    final World world = new World();

    @BeforeEach
    void aCloudThatTakesItsTime() throws IOException {
        world.set("caravan.segment.size", String.valueOf(PIECE))
                .set("caravan.import.poll-interval", "300ms")
                .options(options ->
                        options.withTimeline(new ImportTimeline(Duration.ofMillis(200), Duration.ofMillis(800))))
                .slow(LONGEST_DELAY_MILLIS);
    }

    @Test
    void aStop() throws Exception {
        world.start();
        dropAndWaitForTheMiddle(world.spool(), SIZES);
        world.stop();
        world.start();

        assertAllArriveInTime(world.spool());
    }

    @Test
    void aListenerThatHangs() throws Exception {
        try (Listener listener = Listener.open()) {
            world.set("caravan.notify", listener.url())
                    .set("caravan.http.response-timeout", "10s")
                    .start();
            dropAndWaitForTheMiddle(world.spool(), SIZES);
            listener.hang();

            // what is known of a job stays until its end was told, or could not be told
            assertAllArriveInTime(world.spool(), Set.of("done"));
        }
    }

    /** Notices queue up behind the one that hangs; the next image of the same name waits for none of them. */
    @Test
    void aListenerThatHangsWhileAnImageComesAgain() throws Exception {
        try (Listener listener = Listener.open()) {
            listener.hang();
            world.set("caravan.notify", listener.url()).start();
            world.drop("disk.vmdk", World.bytes(10, 1));
            Awaitility.await("its receipt").until(() -> receipts() == 1);

            world.drop("disk.vmdk", World.bytes(10, 2));

            Awaitility.await("the other's receipt").until(() -> receipts() == 2);
        }
    }

    private long receipts() throws IOException {
        try (Stream<Path> files = Files.list(world.spool().resolve("done"))) {
            return files.filter(file -> file.toString().endsWith(".receipt.json"))
                    .count();
        }
    }

    /** A web hook that answers, until it hangs. */
    private record Listener(HttpServer server, ExecutorService threads, CountDownLatch hangs, CountDownLatch closed)
            implements AutoCloseable {

        static Listener open() throws IOException {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            Listener listener =
                    new Listener(server, Executors.newCachedThreadPool(), new CountDownLatch(1), new CountDownLatch(1));
            server.setExecutor(listener.threads());
            server.createContext("/hook", notice -> {
                if (listener.hangs().getCount() == 0) {
                    listener.awaitClose();
                }
                notice.sendResponseHeaders(204, -1);
                notice.close();
            });
            server.start();
            return listener;
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
        }

        void hang() {
            hangs.countDown();
        }

        private void awaitClose() {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            closed.countDown();
            server.stop(0);
            threads.shutdown();
        }
    }

    /** As a network file system is out of reach for a while; the last two images come meanwhile. */
    @Test
    void aWorkFolderThatIsOutOfReach() throws Exception {
        Path work = world.spool().resolve("work");
        Path away = world.spool().resolve("work.away");
        world.start();
        dropAndWaitForTheMiddle(world.spool(), SIZES.subList(0, 3));
        Files.move(work, away, StandardCopyOption.ATOMIC_MOVE);
        drop(world.spool(), SIZES.subList(3, 5));
        Pause.of(LASTING_MILLIS);
        assertThat(work)
                .as("nothing is made in place of the folder that is away")
                .doesNotExist();
        Files.move(away, work, StandardCopyOption.ATOMIC_MOVE);

        assertAllArriveInTime(world.spool());
    }

    /** The spool is a file system of its own, which is full for a while; the last two images come meanwhile. */
    @Test
    void aDiskWithoutRoom() throws Exception {
        String mount = "mount -t tmpfs -o size=12m none \"$0\" && ";
        List<String> behind = List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                mount + "exec \"$@\"",
                world.spool().toString());
        Process trial = new ProcessBuilder(
                        "unshare",
                        "-rm",
                        "sh",
                        "-c",
                        mount + "true",
                        world.spool().toString())
                .redirectErrorStream(true)
                .start();
        String words = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeThat(trial.waitFor())
                .as("a file system of one's own can't be mounted here: " + words)
                .isZero();
        try (ChildProcess daemon = world.startChildBehind(behind)) {
            daemon.awaitWatching();
            // where its process sees it
            Path spool = Path.of("/proc/" + daemon.pid() + "/root" + world.spool());
            List<Path> later = layDown(spool, SIZES.subList(3, 5));
            dropAndWaitForTheMiddle(spool, SIZES.subList(0, 3));
            Path filler = spool.resolve("filler");
            fill(filler);
            for (Path image : later) {
                moveToInbox(image);
            }
            Pause.of(LASTING_MILLIS);
            Files.delete(filler);

            assertAllArriveInTime(spool);
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    /** The process may open no further file or connection for a while. */
    @Test
    void tooManyOpenFiles() throws Exception {
        String[] packed =
                ChildProcess.packed(world.folder().resolve("caravan.jar")).toArray(String[]::new);
        try (ChildProcess daemon = world.startChildBehind(List.of(), packed)) {
            daemon.awaitWatching();
            dropAndWaitForTheMiddle(world.spool(), SIZES);
            limitOpenFiles(daemon, "4:");
            Pause.of(LASTING_MILLIS);
            limitOpenFiles(daemon, "1024:");

            assertAllArriveInTime(world.spool());
        }
    }

    private static void limitOpenFiles(ChildProcess daemon, String softAndHard) throws Exception {
        Process limit = new ProcessBuilder("prlimit", "--pid=" + daemon.pid(), "--nofile=" + softAndHard)
                .redirectErrorStream(true)
                .start();
        String words = new String(limit.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(limit.waitFor()).as(words).isZero();
    }

    /** Takes all the room there is. */
    private static void fill(Path filler) throws IOException {
        byte[] block = new byte[1 << 12];
        try (OutputStream file = Files.newOutputStream(filler)) {
            for (int written = 0; written < 1 << 24; written += block.length) {
                file.write(block);
            }
            throw new AssertionError("the disk is larger than it should be");
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    /** What the daemon itself takes for the time jumps, once in the middle of five images, and back in the next five. */
    @ParameterizedTest
    @ValueSource(strings = {"PT-1H", "P-1D"})
    void aStepOfTheClockAndBack(Duration step) throws Exception {
        SteppedClock clock = new SteppedClock();
        world.start(clock);
        dropAndWaitForTheMiddle(world.spool(), SIZES);
        clock.step(step);
        assertAllArriveInTime(world.spool());
        dropAndWaitForTheMiddle(world.spool(), SIZES);
        clock.step(step.negated());
        assertAllArriveInTime(world.spool());
    }

    /** The same for the whole process: Java's and Camel's timers see it, too. */
    @ParameterizedTest
    @ValueSource(strings = {"+3600", "+86400"})
    void aStepOfTheMachinesClockAndBack(String seconds) throws Exception {
        Path offset = world.folder().resolve("offset");
        setOffset(offset, "+0");
        try (ChildProcess daemon = world.startChildBehind(faketime(offset))) {
            daemon.awaitWatching();
            dropAndWaitForTheMiddle(world.spool(), SIZES);
            setOffset(offset, seconds);
            assertAllArriveInTime(world.spool());
            dropAndWaitForTheMiddle(world.spool(), SIZES);
            setOffset(offset, "+0");
            assertAllArriveInTime(world.spool());
        }
    }

    /**
     * Words before a command whose clock shall be this file's seconds away from the machine's. What counts the time that
     * goes by, and the time stamps of files, stay true.
     */
    private static List<String> faketime(Path offset) throws IOException {
        List<Path> libraries = List.of();
        if (Files.isDirectory(Path.of("/usr/lib"))) {
            try (Stream<Path> found =
                    Files.find(Path.of("/usr/lib"), 3, (file, kind) -> file.endsWith("faketime/libfaketimeMT.so.1"))) {
                libraries = found.toList();
            }
        }
        assumeThat(libraries)
                .as("no libfaketime here; on Debian it is a package of that name")
                .isNotEmpty();
        return List.of(
                "env",
                "LD_PRELOAD=" + libraries.get(0),
                "FAKETIME_TIMESTAMP_FILE=" + offset,
                "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                // else Java's waits end at once
                "FAKETIME_FORCE_MONOTONIC_FIX=0",
                "NO_FAKE_STAT=1",
                "FAKE_UTIME=0");
    }

    private static void setOffset(Path file, String seconds) throws IOException {
        Path beside = Files.writeString(file.resolveSibling("offset.new"), seconds);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void dropAndWaitForTheMiddle(Path spool, List<Integer> sizes) throws Exception {
        int imports = world.importPosts().size();
        int segments = world.segmentPuts().size();
        drop(spool, sizes);
        await("the middle")
                .atMost(World.PATIENCE)
                .until(() -> world.importPosts().size() > imports + 1
                        && world.segmentPuts().size() > segments);
    }

    private void drop(Path spool, List<Integer> sizes) throws IOException {
        for (Path image : layDown(spool, sizes)) {
            moveToInbox(image);
        }
    }

    /** Images that lie beside the inbox: to drop them takes no more room. */
    private List<Path> layDown(Path spool, List<Integer> sizes) throws IOException {
        List<Path> laid = new ArrayList<>();
        for (int size : sizes) {
            String name = "disk-%d.vmdk".formatted(images.size());
            byte[] content = World.bytes(size, images.size());
            laid.add(Files.write(spool.resolve(name), content));
            images.put(name, content);
        }
        return laid;
    }

    private static void moveToInbox(Path image) throws IOException {
        Path inbox = image.resolveSibling("inbox");
        Files.move(image, inbox.resolve(image.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    private void assertAllArriveInTime(Path spool) throws Exception {
        assertAllArriveInTime(spool, Set.of("done", "work"));
    }

    /** @param over the folders that have to look as they do behind the last image's end */
    private void assertAllArriveInTime(Path spool, Set<String> over) throws Exception {
        await("the end of " + images.size() + " images")
                .atMost(ALLOWANCE)
                .failFast(() ->
                        assertThat(names(spool.resolve("failed"))).as("failed/").isEmpty())
                .untilAsserted(() -> {
                    assertThat(names(spool.resolve("done")))
                            .as("done/")
                            .containsAll(images.keySet().stream()
                                    .map(name -> name + ".receipt.json")
                                    .toList());
                    if (over.contains("work")) {
                        assertThat(names(spool.resolve("work"))).as("work/").isEmpty();
                    }
                });
        assertThat(names(spool.resolve("done"))).as("images and receipts").hasSize(2 * images.size());
        for (Map.Entry<String, byte[]> image : images.entrySet()) {
            String name = image.getKey();
            assertThat(spool.resolve("done").resolve(name)).hasBinaryContent(image.getValue());
            assertThat(RandomDrops.sha256(world.download("images/" + name)))
                    .as("the bytes of " + name)
                    .isEqualTo(RandomDrops.sha256(image.getValue()));
        }
        assertThat(world.importPosts().stream()
                        .filter(post -> post.status() != 499)
                        .map(post -> objectOf(post.importBody().orElseThrow())))
                .as("requests for an import")
                .containsExactlyInAnyOrderElementsOf(images.keySet());
    }

    private static String objectOf(String importRequest) {
        try {
            String location =
                    Json.MAPPER.readTree(importRequest).path("location").asText();
            return location.substring(location.lastIndexOf('/') + 1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
