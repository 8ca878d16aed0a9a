package io.caravan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.cleanup.JudgedGroup;
import io.caravan.cleanup.OpenJobs;
import io.caravan.cleanup.Orphans;
import io.caravan.cleanup.SegmentGroup;
import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.KeystoneAuth;
import io.caravan.http.CloudHttp;
import io.caravan.http.Retries;
import io.caravan.sandbox.http.AnsweredRequest;
import io.caravan.sandbox.http.Fault;
import io.caravan.swift.SwiftAccount;
import io.caravan.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which segments are of no more use: only those of which that is proved. */
class CleanupTest {

    private static final String SEGMENTS = "images_segments";
    private static final String PREFIX = "disk.vmdk/1700000000.000000/10/4/";

    @RegisterExtension
    final World world = new World();

    private CloudHttp http;
    private CloudConnection connection;
    private Orphans orphans;

    @BeforeEach
    void signIn() throws Exception {
        // whatever is put was put an hour ago
        world.options(options -> options.withClock(Clock.offset(Clock.systemUTC(), Duration.ofHours(-1))));
        var cloud = world.settings().cloud();
        http = CloudHttp.open(cloud.transport(), "test");
        KeystoneAuth keystone = new KeystoneAuth(cloud, http, Clock.systemUTC());
        keystone.signIn();
        connection = CloudConnection.to(http, keystone, Retries.NONE);
        orphans = olderThan(Duration.ZERO);
        for (String container : List.of("images", SEGMENTS, "other")) {
            world.send("PUT", container, new byte[0]);
        }
    }

    @AfterEach
    void close() {
        connection.close();
        http.close();
    }

    private Orphans olderThan(Duration age) throws IOException {
        SwiftAccount account = new SwiftAccount(connection, world.cloud().objectStoreUrl());
        return new Orphans(account, new OpenJobs(world.spool(), world.spool().resolve(".upload")), age);
    }

    /** What is said of {@code images/disk.vmdk} to whoever does not ask for the manifest itself. */
    private void answerTheWholeBy(Fault.Answer answer) throws IOException {
        world.cloud()
                .inject(
                        request -> request.method().equals("HEAD")
                                && request.path().endsWith("images/disk.vmdk")
                                && !String.valueOf(request.query()).contains("multipart-manifest=get"),
                        answer);
    }

    private static String md5(byte[] content) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    }

    private void segments(String container, String prefix) throws Exception {
        for (int index = 0; index < 3; index++) {
            String path = io.caravan.text.PercentCode.path(container, prefix + "0000000" + index);
            assertThat(world.send("PUT", path.substring(1), World.bytes(4, index)))
                    .isEqualTo(201);
        }
    }

    private JudgedGroup only() throws IOException {
        List<JudgedGroup> findings = orphans.find(SEGMENTS);
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    private List<String> left() throws Exception {
        return Json.MAPPER.readTree(world.download(SEGMENTS + "?format=json")).findValuesAsText("name");
    }

    @Test
    void segmentsThatNothingRefersToAreDeleted() throws Exception {
        segments(SEGMENTS, PREFIX);
        segments(SEGMENTS, "kept.vmdk/1700000000.000000/10/4/");
        world.send(
                "PUT",
                "images/kept.vmdk",
                new byte[0],
                "X-Object-Manifest",
                SEGMENTS + "/kept.vmdk/1700000000.000000/10/4/");
        List<JudgedGroup> findings = orphans.find(SEGMENTS);
        assertThat(findings).extracting(JudgedGroup::orphan).containsExactlyInAnyOrder(true, false);
        SegmentGroup orphan = findings.stream()
                .filter(JudgedGroup::orphan)
                .findFirst()
                .orElseThrow()
                .group();
        assertThat(orphan.prefix()).isEqualTo(PREFIX);
        assertThat(orphan.segments()).isEqualTo(3);
        assertThat(orphan.bytes()).isEqualTo(12);
        assertThat(orphans.delete(orphan)).isEqualTo(3);
        assertThat(left()).hasSize(3).allMatch(name -> name.startsWith("kept.vmdk/"));
    }

    @ParameterizedTest
    @CsvSource({
        "images/disk.vmdk, images_segments/disk.vmdk/1700000000.000000/10/4/",
        "other/an-alias, images_segments/disk.vmdk/1700000000.000000/10/4/",
        "other/all-of-it, images_segments/disk",
        "other/one-of-it, images_segments/disk.vmdk/1700000000.000000/10/4/00000001",
        "images_segments/here, images_segments/d"
    })
    void aDynamicManifestAnywhereKeepsThem(String object, String manifest) throws Exception {
        segments(SEGMENTS, PREFIX);
        world.send("PUT", object, World.bytes(7, 7), "X-Object-Manifest", manifest);
        assertThat(only().kept()).contains(object);
    }

    /** Swift decodes what it can, and so a percent sign that begins no escape stays (Python's urllib). */
    @ParameterizedTest
    @CsvSource({
        "a b 50% off, a%20b 50% off",
        "a b 50% off, a%20b%2050%25%20off",
        "50%, 50%",
        "100%zz, 100%zz",
        "1%4, 1%4",
        "größe %, gr%C3%B6%C3%9Fe %",
        "a%20b, a%20b",
        "a%20b, a%2520b",
        "a+b, a+b",
    })
    void aManifestIsReadAsSwiftReadsIt(String object, String written) throws Exception {
        String upload = "/1700000000.000000/10/4/";
        segments(SEGMENTS, object + upload);
        world.send("PUT", "other/x", new byte[0], "X-Object-Manifest", SEGMENTS + "/" + written + upload);
        assertThat(only().kept()).contains("other/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"other/%ff%fe", "images_segments/%c3", "%ff/x"})
    void aManifestThatNobodyCanReadKeepsAll(String manifest) throws Exception {
        world.cloud()
                .inject(
                        request -> request.method().equals("HEAD")
                                && request.path().endsWith("other/x"),
                        new Fault.Answer(200, Map.of("X-Object-Manifest", manifest), "text/plain", ""));
        segments(SEGMENTS, PREFIX);
        world.send("PUT", "other/x", new byte[0]);
        assertThat(only().kept()).contains("other/x");
    }

    /**
     * As Ceph's gateway: only the object as a whole says that it is static, its manifest is never told, and where the first
     * segment is gone there is no whole.
     */
    @ParameterizedTest
    @CsvSource({"200, lists no segments", "404, not as a whole"})
    void aStaticObjectWhoseSegmentsAreNotToldKeepsAllAndIsNamed(int whole, String why) throws Exception {
        segments(SEGMENTS, PREFIX);
        world.send("PUT", "images/disk.vmdk", new byte[0]);
        answerTheWholeBy(new Fault.Answer(whole, Map.of("X-Static-Large-Object", "True"), "text/plain", ""));

        assertThatThrownBy(() -> orphans.find(SEGMENTS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("images/disk.vmdk")
                .hasMessageContaining(why);
        SegmentGroup group = new SegmentGroup(SEGMENTS, PREFIX, List.of("disk.vmdk"), 3, 12, Instant.EPOCH);
        assertThatThrownBy(() -> orphans.delete(group)).isInstanceOf(IOException.class);
        assertThat(left()).hasSize(3);
    }

    /** The same, but they are found: which of equal segments the manifest means is not known, so all of these stay. */
    @Test
    void ofAStaticObjectWhoseSegmentsAreNotToldAllThatHaveItsBytesStay() throws Exception {
        String equal = "disk.vmdk/1700000001.000000/12/4/";
        segments(SEGMENTS, PREFIX);
        segments(SEGMENTS, equal);
        world.send("PUT", SEGMENTS + "/disk.vmdk/1700000002.000000/4/4/00000000", World.bytes(4, 7));
        StringBuilder etags = new StringBuilder();
        for (int index = 0; index < 3; index++) {
            etags.append(md5(World.bytes(4, index)));
        }
        Map<String, String> whole = Map.of(
                "X-Static-Large-Object", "True", "Etag", md5(etags.toString().getBytes(US_ASCII)));
        world.send("PUT", "images/disk.vmdk", new byte[0]);
        answerTheWholeBy(new Fault.Answer(200, whole, "text/plain", "of 12 bytes!"));

        List<JudgedGroup> groups = orphans.find(SEGMENTS);

        assertThat(groups)
                .filteredOn(JudgedGroup::orphan)
                .singleElement()
                .satisfies(orphan -> assertThat(orphans.delete(orphan.group())).isEqualTo(1));
        assertThat(groups).filteredOn(group -> !group.orphan()).hasSize(2).allSatisfy(group -> {
            assertThat(group.kept()).contains("images/disk.vmdk may be made of them");
            assertThatThrownBy(() -> orphans.delete(group.group())).isInstanceOf(IOException.class);
        });
        assertThat(left()).hasSize(6);
    }

    @Test
    void aManifestOfAnotherPrefixKeepsNothing() throws Exception {
        segments(SEGMENTS, PREFIX);
        world.send(
                "PUT", "images/a", new byte[0], "X-Object-Manifest", SEGMENTS + "/disk.vmdk/1700000000.000000/10/5/");
        world.send("PUT", "images/b", new byte[0], "X-Object-Manifest", "other/disk.vmdk/1700000000.000000/10/4/");
        assertThat(only().orphan()).isTrue();
    }

    @Test
    void youngOnesStay() throws Exception {
        segments(SEGMENTS, PREFIX);
        orphans = olderThan(Duration.ofDays(1));
        assertThat(only().kept()).contains("younger than 24 h");
        assertThat(world.requests("HEAD", path -> path.contains("/images")))
                .as("the account isn't searched when there is nothing to prove")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notes.txt",
                "disk.vmdk/00000001",
                "disk.vmdk/1700000000.000000/10/4/README",
                "disk.vmdk/1700000000/10/4/00000001",
                "disk.vmdk/1700000000.000000/10/4/sub/00000001"
            })
    void whatIsNotNamedAsASegmentIsNotLookedAt(String name) throws Exception {
        world.send("PUT", SEGMENTS + "/" + name, World.bytes(4, 4));
        assertThat(orphans.find(SEGMENTS)).isEmpty();
    }

    @Test
    void anOpenJobKeepsAllAttemptsAtItsFile() throws Exception {
        world.cloud()
                .inject(
                        request -> request.method().equals("PUT")
                                && request.headers().first("X-Object-Manifest").isPresent(),
                        new Fault.Answer(503, "not now"));
        world.start().drop("disk.vmdk", World.bytes(3 << 20, 1));
        org.awaitility.Awaitility.await()
                .atMost(World.PATIENCE)
                .until(() -> world.requests("PUT", path -> true).stream().anyMatch(put -> put.status() == 503));
        JudgedGroup finding = only();
        assertThat(finding.kept()).contains("job disk.vmdk [", "has not ended");
        assertThatThrownBy(() -> orphans.delete(finding.group()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has not ended");
        assertThat(left()).hasSize(3);
    }

    @Test
    void aJournalThatCannotBeReadProvesNothing() throws Exception {
        segments(SEGMENTS, PREFIX);
        Path job = Files.createDirectories(world.spool().resolve("work/abc"));
        Files.writeString(job.resolve("job.json"), "{");
        assertThatThrownBy(() -> orphans.find(SEGMENTS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("job.json");
        Files.delete(job.resolve("job.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"work", ".upload", ".upload/single/work", "work/abc", "work/abc/job.json"})
    void aPlaceOfJobsThatCannotBeLookedIntoProvesNothing(String place) throws Exception {
        segments(SEGMENTS, PREFIX);
        Path loop = world.spool().resolve(place);
        Files.createDirectories(loop.getParent());
        Files.createSymbolicLink(loop, loop);
        assertThatThrownBy(() -> orphans.find(SEGMENTS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(loop.toString());
        Files.delete(loop);
        assertThat(only().orphan()).isTrue();
    }

    @Test
    void aManifestThatIsNamedAsASegmentKeepsThemAsAnyOther() throws Exception {
        segments(SEGMENTS, PREFIX);
        world.send("PUT", "other_segments", new byte[0]);
        String alike = "other_segments/like.vmdk/1700000000.000000/10/5/00000000";
        world.send("PUT", alike, World.bytes(5, 5), "X-Object-Manifest", SEGMENTS + "/" + PREFIX);
        assertThat(only().kept()).contains(alike);
    }

    @Test
    void withoutASpoolTheCommandSaysThatNoJobIsKnown() throws Exception {
        Map<String, String> definitions = new HashMap<>(world.allDefinitions());
        definitions.put("caravan.spool", world.folder().resolve("mistyped").toString());
        CommandRun run = CommandRun.of(definitions, "gc", "--dry-run");
        assertThat(run.exit()).isZero();
        assertThat(run.err()).contains("there is no spool", "mistyped", "by their age only");
    }

    @Test
    void anObjectThatCannotBeLookedAtProvesNothing() throws Exception {
        segments(SEGMENTS, PREFIX);
        world.send("PUT", "other/secret", World.bytes(4, 4));
        world.cloud()
                .inject(
                        request -> request.method().equals("HEAD")
                                && request.path().endsWith("/other/secret"),
                        new Fault.Answer(403, "no"));
        assertThatThrownBy(() -> orphans.find(SEGMENTS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("403");
    }

    @Test
    void aManifestThatIsPutMeanwhileSavesThem() throws Exception {
        segments(SEGMENTS, PREFIX);
        SegmentGroup group = only().group();
        world.send("PUT", "images/disk.vmdk", new byte[0], "X-Object-Manifest", SEGMENTS + "/" + PREFIX);
        assertThatThrownBy(() -> orphans.delete(group))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("meanwhile");
        assertThat(left()).hasSize(3);
    }

    @Test
    void aSegmentThatIsPutMeanwhileSavesThem() throws Exception {
        segments(SEGMENTS, PREFIX);
        SegmentGroup group = only().group();
        orphans = olderThan(Duration.ofDays(1));
        assertThatThrownBy(() -> orphans.delete(group))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("meanwhile");
        assertThat(left()).hasSize(3);
    }

    @Test
    void theCommandShowsWhatItWouldDoAndDoesIt() throws Exception {
        segments(SEGMENTS, PREFIX);
        Map<String, String> definitions = world.allDefinitions();
        try (ChildProcess dry = ChildProcess.start(
                world.folder().resolve("dry"), List.of(), List.of(), "gc --dry-run --older-than 0s", definitions)) {
            assertThat(dry.exitCode()).isZero();
            assertThat(dry.output()).containsPattern("(?m)^orphan +3 +12 bytes .*" + SEGMENTS + "/" + PREFIX + "$");
        }
        assertThat(left()).hasSize(3);
        try (ChildProcess gc = ChildProcess.start(
                world.folder().resolve("gc"), List.of(), List.of(), "gc --older-than 0s --json", definitions)) {
            assertThat(gc.exitCode()).isZero();
            assertThat(Json.MAPPER.readTree(gc.output()).findValuesAsText("state"))
                    .containsExactly("deleted");
        }
        assertThat(world.requests("DELETE", path -> true))
                .extracting(AnsweredRequest::status)
                .containsOnly(204);
        assertThat(world.requests("DELETE", path -> true)).hasSize(3);
    }

    @Test
    void aTimeThatIsNoneIsAWrongCommandLine() throws Exception {
        try (ChildProcess gc = ChildProcess.start(
                world.folder().resolve("gc"), List.of(), List.of(), "gc --older-than soon", Map.of())) {
            assertThat(gc.exitCode()).isEqualTo(2);
            assertThat(gc.output()).contains("--older-than soon: a time such as 12h or 30d");
        }
    }
}
