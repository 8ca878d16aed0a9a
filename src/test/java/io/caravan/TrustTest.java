package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.caravan.sandbox.http.Fault;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may drop files is less trusted than Caravan itself: what such a user can't bring about. */
class TrustTest {

    private static final int ATTACKER = 12_345;
    private static final int VICTIM = 23_456;
    private static final String IMAGE = "disk.vmdk";

    private final byte[] image = World.bytes(250_000, 3);

    @RegisterExtension
    final World world = new World();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"segmentSize\": 1}                      | a sidecar may ask for 64.0 KiB or more",
                "{\"segmentSize\": \"63KiB\"}              | a sidecar may ask for 64.0 KiB or more",
                "{\"container\": \"images_segments\"}      | lie the segments of other images",
                "{\"container\": \"victims\"}              | caravan.inbox.containers allows images",
                "{\"osType\": \"centos\", \"name\": \"%s\"} | the image's name has 48000 characters",
            })
    void aSidecarDoesNotGetEverything(String sidecar, String why) throws Exception {
        world.start().dropSidecar(IMAGE, sidecar.replace("%s", "x".repeat(48_000)));
        dropSparse(IMAGE, 99_999_999);

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains(why);
        assertThat(world.segmentPuts()).isEmpty();
    }

    @Test
    void anImageOfMoreSegmentsThanAreHeldInMemoryIsRefused() throws Exception {
        world.start().dropSidecar(IMAGE, "{\"segmentSize\": \"1MiB\"}");
        dropSparse(IMAGE, 20_001L << 20);

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("more than 20000 segments");
    }

    @Test
    void anImageThatIsLargerThanAllowedIsRefused() throws Exception {
        world.set("caravan.inbox.max-size", "10GiB").start();
        dropSparse(IMAGE, (10L << 30) + 1);

        assertThat(world.awaitFailed(IMAGE).path("error").asText())
                .contains("at most 10.0 GiB", "caravan.inbox.max-size");
    }

    /** A journal of an earlier version may ask for as many. */
    @Test
    void aJobOfTooManySegmentsFailsAtTheNextStart() throws Exception {
        keepOneWaiting(World.bytes(99_999, 1));
        Path journal = onlyJob().resolve("job.json");
        Files.writeString(
                journal,
                Files.readString(journal)
                        .replaceAll("\"segmentSize\" : \\d+", "\"segmentSize\" : 1")
                        .replaceAll("\"segmentSizeFixed\" : false", "\"segmentSizeFixed\" : true"));
        world.start();

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("at most 20000");
    }

    /** A file that only Caravan can read would be told of: as a link, or under a further name. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSidecarThatLeadsToAnotherFileTellsNothingOfIt(boolean symbolic) throws Exception {
        Path secret = Files.writeString(world.folder().resolve("secret"), "hunter2secret: geheim");
        Path sidecar = world.inbox().resolve(IMAGE + ".json");
        if (symbolic) {
            Files.createSymbolicLink(sidecar, secret);
        } else {
            Files.createLink(sidecar, secret);
        }
        try (LogLines log = LogLines.ofAll()) {
            world.start().drop(IMAGE, image);
            assertThat(world.awaitFailed(IMAGE).toString())
                    .contains("the sidecar")
                    .doesNotContain("hunter2", "geheim");
            assertThat(log.all()).noneMatch(line -> line.contains("hunter2") || line.contains("geheim"));
        }
    }

    @Test
    void whatASidecarHoldsThatIsNoJsonIsNotRepeated() throws Exception {
        world.start().dropSidecar(IMAGE, "hunter2secret: geheim");
        world.drop(IMAGE, image);

        assertThat(world.awaitFailed(IMAGE).path("error").asText())
                .contains("is not JSON", "line 1")
                .doesNotContain("hunter2", "geheim");
    }

    @Test
    void aSidecarOfAnotherUserDoesNotCount() throws Exception {
        world.set("caravan.inbox.containers", "*").start();
        world.dropSidecar(IMAGE, "{\"container\": \"public\"}");
        own(world.inbox().resolve(IMAGE + ".json"), ATTACKER);
        dropAs(VICTIM, IMAGE, image);
        world.awaitDone(IMAGE);

        assertThat(world.download("images/" + IMAGE)).isEqualTo(image);
        assertThat(world.inbox().resolve(IMAGE + ".json")).exists();
    }

    /** Else anyone could hold up anyone's image. */
    @ParameterizedTest
    @ValueSource(strings = {".part", ".JSON", ".aria2"})
    void nothingThatAnotherUserLaysBesideAnImageHoldsItUp(String ending) throws Exception {
        dropAs(ATTACKER, IMAGE + ending, new byte[1]);
        dropAs(VICTIM, IMAGE, image);
        world.start();
        world.awaitDone(IMAGE);
    }

    @Test
    void onlyTheImagesOwnerSaysThatItIsComplete() throws Exception {
        dropAs(VICTIM, IMAGE, image);
        dropAs(ATTACKER, IMAGE + ".done", new byte[0]);
        world.set("caravan.inbox.done-file", "true").start();
        dropAs(VICTIM, "other.vmdk", image);
        dropAs(VICTIM, "other.vmdk.done", new byte[0]);
        world.awaitDone("other.vmdk");

        assertThat(world.inbox().resolve(IMAGE)).exists();
    }

    @Test
    void aSidecarOfTheImagesOwnerCounts() throws Exception {
        world.set("caravan.inbox.containers", "*").start();
        world.dropSidecar(IMAGE, "{\"container\": \"golden\"}");
        own(world.inbox().resolve(IMAGE + ".json"), VICTIM);
        dropAs(VICTIM, IMAGE, image);
        world.awaitDone(IMAGE);

        assertThat(world.download("golden/" + IMAGE)).isEqualTo(image);
        assertThat(world.done(IMAGE + ".json")).exists();
    }

    /** Two images that take for days, and a thousand that were dated back, keep nobody else's waiting. */
    @Test
    void oneUsersImagesKeepNoOthersWaiting() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> request.path().contains("/images/hog"), stall);
        world.set("caravan.images.parallel", "2").start();
        for (int i = 0; i < 40; i++) {
            dropAs(ATTACKER, "hog-%02d.vmdk".formatted(i), World.bytes(1000, i));
        }
        await().atMost(World.PATIENCE).until(stall::isMet);
        dropAs(VICTIM, IMAGE, image);
        world.awaitDone(IMAGE);

        assertThat(world.done("hog-00.vmdk")).doesNotExist();
        stall.release();
    }

    @Test
    void filesAreTakenByTurnsOfTheirOwners() throws Exception {
        for (int i = 0; i < 120; i++) {
            String name = "hog-%03d.vmdk".formatted(i);
            dropAs(ATTACKER, name, World.bytes(10, i));
            Files.setLastModifiedTime(world.inbox().resolve(name), FileTime.from(Instant.EPOCH));
        }
        dropAs(VICTIM, IMAGE, image);
        try (LogLines log = LogLines.ofAll()) {
            world.start();
            world.awaitDone(IMAGE);
            assertThat(log.all().stream()
                            .filter(line -> line.contains("] claimed: "))
                            .map(line -> line.contains(IMAGE))
                            .limit(3))
                    .as("among the first that were claimed")
                    .contains(true);
        }
    }

    /** A hostile journal would have any file uploaded, and anyone's segments deleted. */
    @ParameterizedTest
    @ValueSource(strings = {"mode", "size", "folder's mode", "owner", "link", "place", "image", "kept as"})
    void aJournalThatMayBeForgedIsSetAsideAndStopsNothing(String how) throws Exception {
        Path secret = Files.write(world.folder().resolve("secret.vmdk"), World.bytes(100, 1));
        keepOneWaiting(image);
        Path job = onlyJob();
        Path journal = job.resolve("job.json");
        String text = Files.readString(journal);
        switch (how) {
            case "mode" -> Files.setPosixFilePermissions(journal, PosixFilePermissions.fromString("rw-rw----"));
            case "size" -> Files.writeString(journal, text + " ".repeat(2 << 20));
            case "folder's mode" -> Files.setPosixFilePermissions(job, PosixFilePermissions.fromString("rwxrwx---"));
            case "owner" -> own(journal, ATTACKER);
            case "link" -> {
                Path elsewhere = Files.move(journal, world.folder().resolve("forged.json"));
                Files.createSymbolicLink(journal, elsewhere);
            }
            case "place" ->
                Files.writeString(journal, text.replace("\"place\" : null", "\"place\" : \"" + secret + "\""));
            case "image" -> Files.writeString(journal, text.replace("\"image\" : \"disk", "\"image\" : \"../../disk"));
            default ->
                Files.writeString(journal, text.replace("\"keptAs\" : null", "\"keptAs\" : \"../../disk.vmdk\""));
        }
        int requests = world.requests().size();
        try (LogLines log = LogLines.ofAll()) {
            world.start().drop("other.vmdk", image);
            world.awaitDone("other.vmdk");
            assertThat(log.all()).anyMatch(line -> line.startsWith("ERROR") && line.contains("set aside"));
        }
        assertThat(world.requests().stream().skip(requests))
                .noneMatch(request -> request.path().endsWith(IMAGE));
        assertThat(job).exists();
    }

    /** The launcher has the JVM write that into the lock; whichever job uses up the memory would do so at each start. */
    @Test
    @Tag("slow")
    void aJobDuringWhichTheMemoryIsUsedUpIsTriedThreeTimes() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> request.path().endsWith("/images/" + IMAGE), stall);
        world.start().drop(IMAGE, image);
        await().atMost(World.PATIENCE).until(stall::isMet);
        for (int start = 1; start < 3; start++) {
            endsWithoutMemory();
            world.start();
            await().atMost(World.PATIENCE)
                    .until(() ->
                            Files.readString(onlyJob().resolve("under-way")).endsWith("now"));
        }
        endsWithoutMemory();
        stall.release();
        world.start().drop("other.vmdk", image);

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("out of memory three times");
        world.awaitDone("other.vmdk");
    }

    /** As if the process had ended there. */
    private void endsWithoutMemory() throws Exception {
        Path mark = onlyJob().resolve("under-way");
        String atWork = Files.readString(mark);
        world.stop();
        Files.writeString(mark, atWork);
        Files.writeString(world.spool().resolve(".lock"), "out of memory");
    }

    @Test
    void onlyCaravanItselfMayLookIntoWork() throws Exception {
        Path work = Files.createDirectories(world.spool().resolve("work"));
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwx---"));
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> request.path().endsWith("/images/" + IMAGE), stall);
        world.start().drop(IMAGE, image);
        await().atMost(World.PATIENCE).until(stall::isMet);

        assertThat(mode(work)).isEqualTo("rwx------");
        assertThat(mode(onlyJob())).isEqualTo("rwx------");
        assertThat(mode(onlyJob().resolve("image"))).isEqualTo("rwx------");
        assertThat(mode(onlyJob().resolve("job.json"))).isEqualTo("rw-------");
        stall.release();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aLockThatIsALinkHurtsNoOtherFile() throws Exception {
        Path precious = Files.writeString(world.folder().resolve("precious"), "precious");
        Files.createSymbolicLink(world.spool().resolve(".lock"), precious);

        assertThat(CommandRun.in(world, "run").exit()).isEqualTo(1);

        assertThat(precious).hasContent("precious");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\x.vmdk", "a\\.vmdk", "C:\\x.vmdk", "a\\..\\x", "a\\b\\", "~root.vmdk", "-rf.vmdk"})
    void aNameThatLooksLikeAPathIsAName(String name) throws Exception {
        world.set("caravan.import.service", "none")
                .set("caravan.image.os-type", "")
                .start();
        world.drop(name, image);
        world.awaitDone(name);

        assertThat(world.done(name)).hasBinaryContent(image);
    }

    @Test
    void aNameOfTwoDotsIsToldOf() throws Exception {
        String name = "..\\..\\x.vmdk";
        world.drop(name, image);
        try (LogLines log = LogLines.ofAll()) {
            world.start();
            await().atMost(World.PATIENCE)
                    .until(() -> log.all().stream()
                            .anyMatch(line -> line.startsWith("WARN inbox/" + name + " begins with a dot")));
        }
        assertThat(world.inbox().resolve(name)).exists();
    }

    /** An image whose job waits, in the spool of a daemon that was stopped; the cloud is well again. */
    private void keepOneWaiting(byte[] content) throws Exception {
        AtomicBoolean down = new AtomicBoolean(true);
        world.cloud()
                .inject(
                        request -> down.get() && request.path().endsWith("/images/" + IMAGE),
                        new Fault.Answer(503, "down"));
        world.start().drop(IMAGE, content);
        await().atMost(World.PATIENCE)
                .until(() -> world.daemon().journal().open().stream().anyMatch(job -> job.waits() > 0));
        world.stop();
        down.set(false);
    }

    private Path onlyJob() throws IOException {
        try (Stream<Path> jobs = Files.list(world.spool().resolve("work"))) {
            return jobs.findFirst().orElseThrow();
        }
    }

    /** A file that takes no room, whatever its size. */
    private void dropSparse(String name, long bytes) throws IOException {
        Path beside = world.spool().resolve("sparse");
        try (RandomAccessFile file = new RandomAccessFile(beside.toFile(), "rw")) {
            file.setLength(bytes);
        }
        Files.move(beside, world.inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void dropAs(int user, String name, byte[] content) throws IOException {
        Path beside = Files.write(world.spool().resolve("dropped"), content);
        own(beside, user);
        Files.move(beside, world.inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void own(Path file, int user) throws IOException {
        assumeThat((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                .as("only root can give files away")
                .isZero();
        Files.setAttribute(file, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
    }
}
