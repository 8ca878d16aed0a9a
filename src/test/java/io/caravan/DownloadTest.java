package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.sandbox.http.AnsweredRequest;
import io.caravan.sandbox.http.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code caravan download}: what lies in Swift becomes the same file again, or none. */
class DownloadTest {

    private static final int SEGMENT = 300_000;
    private static final int SEGMENTS = 5;
    private static final int SIZE = SEGMENT * (SEGMENTS - 1) + 12_345;

    @RegisterExtension
    final World world = new World();

    private final byte[] image = World.bytes(SIZE, 3);

    private Path file(String name) {
        return world.folder().resolve(name);
    }

    private void put(String path, byte[] content, String... headers) throws Exception {
        String container = path.substring(0, path.indexOf('/'));
        world.send("PUT", container, new byte[0]);
        assertThat(world.send("PUT", path, content, headers)).isEqualTo(201);
    }

    /** A dynamic large object as other tools leave it. */
    private void putSegmented(String object, byte[] content) throws Exception {
        for (int index = 0; index < SEGMENTS; index++) {
            byte[] segment =
                    Arrays.copyOfRange(content, index * SEGMENT, Math.min(content.length, (index + 1) * SEGMENT));
            put("images_segments/" + object + "/%08d".formatted(index), segment);
        }
        put("images/" + object, new byte[0], "X-Object-Manifest", "images_segments/" + object + "/");
    }

    private CommandRun download(String object, Path target, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("download", object, "-o", target.toString()));
        words.addAll(List.of(more));
        return CommandRun.in(world, words.toArray(String[]::new));
    }

    private void assertDownloaded(CommandRun run, Path target, byte[] content) throws IOException {
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(target).hasBinaryContent(content);
        try (Stream<Path> beside = Files.list(target.getParent())) {
            assertThat(beside).noneMatch(path -> path.toString().contains(".part"));
        }
    }

    private static Path part(Path target) {
        return target.resolveSibling(target.getFileName() + ".part");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 400_000})
    void anObjectInOnePieceComesBack(int size) throws Exception {
        byte[] content = World.bytes(size, size);
        put("images/one.vmdk", content);

        CommandRun run = download("images/one.vmdk", file("one.vmdk"));

        assertDownloaded(run, file("one.vmdk"), content);
        assertThat(run.out()).contains("images/one.vmdk", "1 piece verified (object, Etag");
    }

    @Test
    void aLargeObjectComesBackAndEachSegmentIsReadByItself() throws Exception {
        putSegmented("big.vmdk", image);

        CommandRun run = download("images/big.vmdk", file("big.vmdk"));

        assertDownloaded(run, file("big.vmdk"), image);
        assertThat(run.out()).contains("5 pieces verified (dlo, Etag");
        assertThat(world.requests("GET", path -> path.contains("/images_segments/")))
                .hasSize(SEGMENTS);
        assertThat(world.requests("GET", path -> path.endsWith("/images/big.vmdk")))
                .isEmpty();
    }

    @Test
    void aStaticLargeObjectComesBack() throws Exception {
        putSegmented("big.vmdk", image);
        putStatic("static.vmdk", "");

        CommandRun run = download("images/static.vmdk", file("static.vmdk"));

        assertDownloaded(run, file("static.vmdk"), image);
        assertThat(run.out()).contains("5 pieces verified (slo, Etag");
    }

    @Test
    void aStaticLargeObjectOfPartsOfSegmentsIsRefusedSinceNoEtagTellsOfThem() throws Exception {
        putSegmented("big.vmdk", image);
        putStatic("static.vmdk", ", \"range\": \"5-99\"");

        CommandRun run = download("images/static.vmdk", file("static.vmdk"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("the manifest of images/static.vmdk has a part of a segment");
        assertThat(file("static.vmdk")).doesNotExist();
    }

    /** @param more fields of each segment */
    private void putStatic(String object, String more) throws Exception {
        List<String> segments = new ArrayList<>();
        for (int index = 0; index < SEGMENTS; index++) {
            segments.add("{\"path\": \"/images_segments/big.vmdk/%08d\"%s}".formatted(index, more));
        }
        put("images/" + object + "?multipart-manifest=put", segments.toString().getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dlo", "slo"})
    void whatCaravanHasSentComesBack(String manifest) throws Exception {
        Files.write(file("sent.vmdk"), image);
        world.set("caravan.manifest", manifest);
        assertThat(CommandRun.in(world, "upload", file("sent.vmdk").toString(), "-s", "100000B")
                        .exit())
                .isZero();

        assertDownloaded(download("images/sent.vmdk", file("back.vmdk")), file("back.vmdk"), image);
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space?x=1#y.vmdk", "100%41.vmdk", "ümläut-日本.vmdk", "a/b//c.vmdk", "new\nline.vmdk"})
    void anOddNameIsJustAName(String name) throws Exception {
        put(io.caravan.text.PercentCode.path("images", name).substring(1), image);

        assertDownloaded(download(name, file("odd"), "-c", "images"), file("odd"), image);
    }

    @Test
    void withoutASlashTheObjectIsOneOfTheUsualContainer() throws Exception {
        put("golden/one.vmdk", image);
        world.set("caravan.image.container", "golden");

        assertDownloaded(download("one.vmdk", file("one.vmdk")), file("one.vmdk"), image);
    }

    @Test
    void aBrokenConnectionGoesOnWhereItBroke() throws Exception {
        putSegmented("big.vmdk", image);
        try (BrokenLine line = BrokenLine.breaking(world.cloud().port(), 200_000, 4)) {
            through(line);

            assertDownloaded(download("images/big.vmdk", file("big.vmdk")), file("big.vmdk"), image);
            assertThat(line.timesLeft()).isZero();
        }
        assertThat(world.requests("GET", path -> path.contains("/images_segments/")))
                .filteredOn(request -> request.headers().first("Range").isPresent())
                .isNotEmpty()
                .allMatch(request -> request.status() == 206 || request.status() == 499);
    }

    private void through(BrokenLine line) throws IOException {
        URI store = URI.create(world.cloud().objectStoreUrl().toString());
        world.set("caravan.cloud.object-store-url", "http://127.0.0.1:" + line.port() + store.getPath());
    }

    @Test
    void aServiceThatIsAwayForAWhileIsAskedAgain() throws Exception {
        put("images/one.vmdk", image);
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("GET") && request.path().endsWith("/one.vmdk"),
                        new Fault.Answer(503, "soon").times(3));

        assertDownloaded(download("images/one.vmdk", file("one.vmdk")), file("one.vmdk"), image);
    }

    @Test
    void aServiceThatStaysAwayEndsItInItsWords() throws Exception {
        put("images/one.vmdk", image);
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("GET") && request.path().endsWith("/one.vmdk"),
                        new Fault.Answer(503, "come back tomorrow"));

        CommandRun run = download("images/one.vmdk", file("one.vmdk"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("/images/one.vmdk answered 503", "come back tomorrow");
        assertThat(file("one.vmdk")).doesNotExist();
    }

    @Test
    void aDownloadThatIsKilledFetchesOnlyTheRestTheNextTime() throws Exception {
        putSegmented("big.vmdk", image);
        Path target = file("big.vmdk");
        Path log = file("child.log");
        world.set("caravan.segment.parallel", "1");
        try (BrokenLine line = BrokenLine.goingDead(world.cloud().port(), SEGMENT * 3L)) {
            through(line);
            try (ChildProcess child = ChildProcess.start(
                    log, List.of(), List.of(), "download images/big.vmdk -o " + target, world.allDefinitions())) {
                await().atMost(World.PATIENCE)
                        .until(() ->
                                line.isDead() && Files.exists(part(target)) && Files.size(part(target)) > SEGMENT * 2);
                child.kill();
            }
        }
        assertThat(target).doesNotExist();
        world.set("caravan.cloud.object-store-url", "");
        world.requests().clear();

        CommandRun run = download("images/big.vmdk", target);

        assertDownloaded(run, target, image);
        assertThat(run.out()).contains("from an earlier run");
        assertThat(world.requests("GET", path -> path.contains("/images_segments/")).stream()
                        .map(AnsweredRequest::path)
                        .map(path -> path.substring(path.length() - 1)))
                .containsExactly("2", "3", "4");
    }

    @Test
    void segmentsAreFetchedSeveralAtATimeAndEachInItsPlace() throws Exception {
        putSegmented("big.vmdk", image);
        CountDownLatch all = new CountDownLatch(SEGMENTS);
        world.cloud()
                .inject(
                        request -> {
                            if (request.method().equals("GET") && request.path().contains("/images_segments/big")) {
                                all.countDown();
                                hold(all);
                            }
                            return false;
                        },
                        new Fault.Garbage());
        world.set("caravan.segment.parallel", "" + SEGMENTS);

        assertDownloaded(download("images/big.vmdk", file("big.vmdk")), file("big.vmdk"), image);
        assertThat(all.getCount()).as("segments that came alone").isZero();
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatAKillHasLeftOfSegmentsSideBySideIsKept() throws Exception {
        Arrays.fill(image, SEGMENT * 2 - 1000, SEGMENT * 2, (byte) 0);
        putSegmented("big.vmdk", image);
        Path target = file("big.vmdk");
        try (BrokenLine line = BrokenLine.goingDead(world.cloud().port(), SEGMENT / 2)) {
            through(line);
            try (ChildProcess child = ChildProcess.start(
                    file("child.log"),
                    List.of(),
                    List.of(),
                    "download images/big.vmdk -o " + target,
                    world.allDefinitions())) {
                await().atMost(World.PATIENCE)
                        .until(() -> line.isDead() && Files.exists(part(target)) && Files.size(part(target)) > 0);
                child.kill();
            }
        }
        world.set("caravan.cloud.object-store-url", "");

        CommandRun run = download("images/big.vmdk", target);

        assertDownloaded(run, target, image);
        assertThat(run.out()).contains("from an earlier run");
    }

    @Test
    void aSegmentThatFailsEndsThoseBesideIt() throws Exception {
        putSegmented("big.vmdk", image);
        CountDownLatch never = new CountDownLatch(1);
        world.cloud()
                .inject(
                        request -> {
                            if (request.path().endsWith("/00000003")) {
                                return true;
                            }
                            if (request.method().equals("GET") && request.path().endsWith("/00000001")) {
                                hold(never);
                            }
                            return false;
                        },
                        new Fault.Answer(403, Map.of(), "text/plain", "no"));

        CommandRun run = download("images/big.vmdk", file("big.vmdk"));
        never.countDown();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("403");
    }

    @Test
    void aDamagedPartIsFetchedAgain() throws Exception {
        putSegmented("big.vmdk", image);
        leaveAPart("images/big.vmdk");
        damage(part(file("big.vmdk")), SEGMENT + 10);

        assertDownloaded(download("images/big.vmdk", file("big.vmdk")), file("big.vmdk"), image);
        assertThat(world.requests("GET", path -> path.contains("/images_segments/")))
                .as("the damaged one, and those that were not there")
                .hasSize(SEGMENTS - 2);
    }

    @Test
    void aPartOfAnObjectThatHasChangedSinceBeginsAnew() throws Exception {
        putSegmented("big.vmdk", image);
        leaveAPart("images/big.vmdk");
        byte[] other = World.bytes(SIZE, 4);
        putSegmented("big.vmdk", other);

        CommandRun run = download("images/big.vmdk", file("big.vmdk"));

        assertDownloaded(run, file("big.vmdk"), other);
        assertThat(run.out()).doesNotContain("earlier run");
    }

    /** What a run leaves that doesn't get the fourth segment. */
    private void leaveAPart(String object) throws Exception {
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("GET") && request.path().endsWith("/00000003"),
                        new Fault.Answer(503, "broken").times(6));
        world.set("caravan.segment.parallel", "1");
        assertThat(download(object, file("big.vmdk")).exit()).isEqualTo(1);
        assertThat(part(file("big.vmdk"))).hasSize(3L * SEGMENT);
        world.requests().clear();
    }

    private static void damage(Path file, long place) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, place);
            one.put(0, (byte) ~one.get(0)).rewind();
            channel.write(one, place);
        }
    }

    @Test
    void bytesThatAreNotThoseOfTheEtagBecomeNoFile() throws Exception {
        put("images/one.vmdk", image);
        byte[] wrong = new byte[SIZE];
        String etag = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(image));
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("GET") && request.path().endsWith("/one.vmdk"),
                        new Fault.Answer(
                                        200,
                                        Map.of("Etag", etag),
                                        "application/octet-stream",
                                        new String(wrong, StandardCharsets.UTF_8))
                                .times(2));

        CommandRun run = download("images/one.vmdk", file("one.vmdk"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("images/one.vmdk came with bytes whose MD5 is not its Etag " + etag);
        assertThat(file("one.vmdk")).doesNotExist();
        assertDownloaded(download("images/one.vmdk", file("one.vmdk")), file("one.vmdk"), image);
    }

    @Test
    void standardOutputGetsTheBytesAndNothingElse() throws Exception {
        putSegmented("big.vmdk", image);
        Path out = file("out");
        try (ChildProcess child = ChildProcess.start(
                out,
                List.of("sh", "-c", "exec \"$@\" 2>" + file("err"), "sh"),
                List.of(),
                "download images/big.vmdk -o -",
                world.allDefinitions())) {
            assertThat(child.exitCode()).isZero();
        }
        assertThat(out).hasBinaryContent(image);
        assertThat(file("err")).isEmptyFile();
    }

    @Test
    void aFileThatIsThereIsReplacedOnlyByForce() throws Exception {
        put("images/one.vmdk", image);
        Files.writeString(file("one.vmdk"), "mine");

        CommandRun run = download("images/one.vmdk", file("one.vmdk"));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains(file("one.vmdk") + " is there already", "--force");
        assertThat(file("one.vmdk")).hasContent("mine");

        assertDownloaded(download("images/one.vmdk", file("one.vmdk"), "--force"), file("one.vmdk"), image);
    }

    @Test
    void whatIsNoRegularFileIsLeftAloneEvenByForce() throws Exception {
        put("images/one.vmdk", image);
        Files.createSymbolicLink(file("null"), Path.of("/dev/null"));

        CommandRun run = download("images/one.vmdk", file("null"), "--force");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains(file("null") + " is no regular file", "-o -");
        assertThat(file("null")).isSymbolicLink();
    }

    @Test
    void theLongestNameHasRoomForItsPart() throws Exception {
        put("images/one.vmdk", image);
        Path target = file("n".repeat(255));

        assertDownloaded(download("images/one.vmdk", target), target, image);
    }

    @Test
    void aPartOfSomebodyElseIsLeftAlone() throws Exception {
        put("images/one.vmdk", image);
        Files.writeString(part(file("one.vmdk")), "not ours");

        CommandRun run = download("images/one.vmdk", file("one.vmdk"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("one.vmdk.part is in the way");
        assertThat(part(file("one.vmdk"))).hasContent("not ours");
    }

    @Test
    void anObjectThatIsNotThereIsNamed() throws Exception {
        CommandRun run = download("images/nope.vmdk", file("nope.vmdk"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("caravan: there is no images/nope.vmdk in http://127.0.0.1:");
        assertThat(part(file("nope.vmdk"))).doesNotExist();
    }

    @Test
    void aLargeObjectWhoseListingLagsBehindIsNotTakenForWhole() throws Exception {
        putSegmented("big.vmdk", image);
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("GET") && request.path().endsWith("/images_segments"),
                        new Fault.Answer(200, Map.of(), "application/json", "[]"));

        CommandRun run = download("images/big.vmdk", file("big.vmdk"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .contains("images/big.vmdk has " + SIZE + " bytes", "its 0 segments have 0", "try again later");
    }

    @ParameterizedTest
    @ValueSource(strings = {"images/../secret", "images/a/./b", ".."})
    void aNameThatLeadsElsewhereIsNeverSent(String name) throws Exception {
        CommandRun run = download(name, file("x"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("is '.' or '..'");
        assertThat(world.requests("HEAD", path -> true)).isEmpty();
    }
}
