package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.Fault;
import io.caravan.text.Json;
import io.caravan.text.PercentCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code caravan list}: what lies there, as large as it is. */
class ListTest {

    @RegisterExtension
    final World world = new World();

    private void put(String container, String object, byte[] content, String... headers) throws Exception {
        world.send("PUT", container, new byte[0]);
        String path = PercentCode.path(container, object).substring(1);
        assertThat(world.send("PUT", path, content, headers)).isEqualTo(201);
    }

    private void putSegmented(String object, int... sizes) throws Exception {
        for (int index = 0; index < sizes.length; index++) {
            put("images_segments", object + "/" + index, World.bytes(sizes[index], index));
        }
        put(
                "images",
                object,
                new byte[0],
                "X-Object-Manifest",
                PercentCode.path("images_segments", object + "/").substring(1));
    }

    @Test
    void containersHaveTheirCountsAndSizes() throws Exception {
        put("images", "a.vmdk", new byte[10]);
        put("images", "b.vmdk", new byte[2048]);
        put("other", "c", new byte[1]);

        CommandRun run = CommandRun.in(world, "list");

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly("OBJECTS SIZE NAME", "2 2.0 KiB images", "1 1 byte other");
    }

    @Test
    void aLargeObjectHasTheSizeOfTheWhole() throws Exception {
        putSegmented("big.vmdk", 5000, 5000, 7);
        put("images", "empty", new byte[0]);
        put("images", "small.vmdk", new byte[10]);
        String segments = "[{\"path\": \"/images_segments/big.vmdk/0\"}, {\"path\": \"/images_segments/big.vmdk/1\"}]";
        assertThat(world.send("PUT", "images/static?multipart-manifest=put", segments.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(201);

        CommandRun run = CommandRun.in(world, "list", "images");

        assertThat(run.exit()).isZero();
        assertThat(run.out()
                        .lines()
                        .map(line -> line.strip().replaceAll(" +", " ").replaceAll("20..-..-.. ..:..:..Z", "TIME")))
                .containsExactly(
                        "SIZE KIND LAST MODIFIED NAME",
                        "9.8 KiB dlo TIME big.vmdk",
                        "0 bytes object TIME empty",
                        "10 bytes object TIME small.vmdk",
                        "9.8 KiB slo TIME static");
    }

    @Test
    void jsonIsOneArrayWithExactNamesAndBytes() throws Exception {
        putSegmented("big\n\"1\".vmdk", 5000, 7);
        put("images", "small.vmdk", new byte[10]);

        JsonNode json = Json.MAPPER.readTree(
                CommandRun.in(world, "list", "images", "--json").out());

        assertThat(json).hasSize(2);
        assertThat(json.get(0).path("name").asText()).isEqualTo("big\n\"1\".vmdk");
        assertThat(json.get(0).path("bytes").asLong()).isEqualTo(5007);
        assertThat(json.get(0).path("kind").asText()).isEqualTo("dlo");
        assertThat(json.get(1).path("modified").asText()).matches("20.*Z");
        JsonNode containers =
                Json.MAPPER.readTree(CommandRun.in(world, "list", "--json").out());
        assertThat(containers.findValuesAsText("name")).containsExactly("images", "images_segments");
        assertThat(containers.get(1).path("objects").asLong()).isEqualTo(2);
    }

    @Test
    void nothingIsAnEmptyArray() throws Exception {
        world.send("PUT", "images", new byte[0]);

        assertThat(Json.MAPPER.readTree(
                        CommandRun.in(world, "list", "images", "--json").out()))
                .isEmpty();
    }

    @Test
    void controlCharactersDoNotReachATerminal() throws Exception {
        put("images", "evil\u001B[2Jname", new byte[1]);

        assertThat(CommandRun.in(world, "list", "images").out())
                .contains("evil [2Jname")
                .doesNotContain("\u001B");
    }

    @Test
    void aPrefixNarrowsIt() throws Exception {
        put("images", "2025/a", new byte[1]);
        put("images", "2026/a b", new byte[1]);

        assertThat(CommandRun.in(world, "list", "images", "--prefix", "2026/a ").out())
                .contains("2026/a b")
                .doesNotContain("2025");
        assertThat(CommandRun.in(world, "list", "--prefix", "x").out()).doesNotContain("images");
    }

    @Test
    void aManifestWithoutItsSegmentsContainerIsShownAsGone() throws Exception {
        put("images", "lost.vmdk", new byte[0], "X-Object-Manifest", "nowhere/lost/");

        assertThat(CommandRun.in(world, "list", "images").out()).containsPattern("0 bytes  gone +.*lost.vmdk");
    }

    @Test
    void aContainerThatIsNotThereIsNamed() throws Exception {
        CommandRun run = CommandRun.in(world, "list", "nope");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("caravan: there is no container nope in http://127.0.0.1:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", ""})
    void whatIsNoContainersNameIsAWrongCommandLine(String name) throws Exception {
        assertThat(CommandRun.in(world, "list", name).exit()).isEqualTo(2);
    }

    @Test
    void aServiceThatRepeatsItselfIsNotFollowedForEver() throws Exception {
        String page = "[{\"name\": \"a\", \"bytes\": 1, \"hash\": \"0cc175b9c0f1b6a831c399e269772661\"}]";
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("GET") && request.path().endsWith("/images"),
                        new Fault.Answer(200, Map.of(), "application/json", page));

        CommandRun run = CommandRun.in(world, "list", "images");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "caravan: the listing of container images is not in order: 'a' comes after 'a'");
    }

    /** As Ceph's gateway lists: a zone behind the time, and of a static large object the manifest's bytes. */
    @Test
    void aStaticObjectThatIsListedByItsManifestIsLookedAt() throws Exception {
        String page = """
                [{"name": "s", "bytes": 680, "hash": "d41d8cd98f00b204e9800998ecf8427e",
                  "last_modified": "2026-11-26T00:18:59.501Z"}]""";
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("GET") && request.path().endsWith("/images"),
                        new Fault.Answer(200, Map.of(), "application/json", page).times(1));
        put("images", "s", World.bytes(5000, 1));
        world.cloud()
                .inject(
                        request -> request.method().equals("HEAD")
                                && request.path().endsWith("/images/s"),
                        new Fault.Answer(
                                200,
                                Map.of("X-Static-Large-Object", "True", "Etag", "\"0cc175b9c0f1b6a831c399e269772661\""),
                                "text/plain",
                                "1".repeat(5000)));

        CommandRun run = CommandRun.in(world, "list", "images");

        assertThat(run.out()).containsPattern("4.9 KiB  slo +2026-11-26 00:18");
    }

    @Test
    void aWrongPasswordIsToldInKeystonesWords() throws Exception {
        world.set("caravan.cloud.password", "wrong-one");

        CommandRun run = CommandRun.in(world, "list");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("401", "requires authentication").doesNotContain("wrong-one", "\tat ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void anObjectThatCannotBeLookedAtHidesNoOther() throws Exception {
        put("images", "a-bad", new byte[0]);
        put("images", "b-empty", new byte[0]);
        putSegmented("c-big", 5000, 7);
        world.cloud()
                .inject(
                        request -> request.method().equals("HEAD")
                                && request.path().endsWith("/images/a-bad"),
                        new Fault.Answer(409, "no"));

        CommandRun run = CommandRun.in(world, "list", "images");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("caravan: images/a-bad: ", "answered 409");
        assertThat(run.out().lines().map(line -> line.strip().replaceAll(" .* ", " ")))
                .containsExactly("SIZE NAME", "0 a-bad", "0 b-empty", "4.9 c-big");
        assertThat(run.out()).containsPattern("unknown .* a-bad").containsPattern("dlo .* c-big");
    }

    @Test
    void whatIsNoResultIsJsonToo() throws Exception {
        CommandRun run = CommandRun.in(world, "list", "nope", "--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(Json.MAPPER.readTree(run.out()).path("error").asText()).startsWith("there is no container nope");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "list --json", "check", "check --json", "token"})
    void whatCannotBePrintedIsAFailure(String command) throws Exception {
        try (ChildProcess list = ChildProcess.start(
                world.folder().resolve("full.log"),
                ChildProcess.ONTO_A_FULL_DISK,
                List.of(),
                command,
                world.allDefinitions())) {
            assertThat(list.exitCode()).isEqualTo(1);
            assertThat(list.output()).contains("caravan: standard output can't be written");
        }
    }
}
