package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.daemon.StartException;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.http.IncomingRequest;
import io.caravan.settings.SettingsException;
import io.caravan.text.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page, the metrics and the health checks: what they show, and to whom. */
class WebTest {

    private static final int MIB = 1 << 20;
    private static final String IMAGE = "disk.vmdk";
    private static final String TOKEN = "a-token-of-some-length";
    private static final Predicate<IncomingRequest> SEGMENT =
            request -> request.method().equals("PUT") && request.path().contains("_segments/");

    private final byte[] image = World.bytes(5 * MIB + 1, 5);

    @RegisterExtension
    final World world = new World();

    private record Answer(int status, String head, String body) {}

    private World start() throws Exception {
        return world.set("caravan.web.port", "0").start();
    }

    private int port() {
        return world.daemon().webPort().orElseThrow();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
        return socket;
    }

    private Answer ask(String line, String... headers) throws IOException {
        try (Socket socket = connect()) {
            String request = line + " HTTP/1.1\r\nConnection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int body = answer.indexOf("\r\n\r\n");
            return new Answer(
                    Integer.parseInt(answer.substring(9, 12)), answer.substring(0, body), answer.substring(body + 4));
        }
    }

    private Answer get(String path) throws IOException {
        return ask("GET " + path, "Host: localhost:" + port());
    }

    /** The first state that is as it should be. */
    private JsonNode awaitState(Predicate<JsonNode> wanted) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            long end = System.nanoTime() + World.PATIENCE.toNanos();
            for (String line = lines.readLine(); System.nanoTime() < end; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    JsonNode state = Json.MAPPER.readTree(line.substring(6));
                    if (wanted.test(state)) {
                        return state;
                    }
                }
            }
            throw new AssertionError("no such state");
        }
    }

    @ParameterizedTest
    @CsvSource({"/,text/html", "/page.css,text/css", "/page.js,text/javascript"})
    void thePageIsServedSoThatNothingElseGetsIntoIt(String path, String type) throws Exception {
        start();

        Answer answer = get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head())
                .containsIgnoringCase("Content-Type: " + type)
                .contains("default-src 'none'")
                .containsIgnoringCase("X-Content-Type-Options: nosniff")
                .doesNotContainIgnoringCase("Access-Control");
        assertThat(answer.body())
                .doesNotContain("innerHTML")
                .doesNotContain("src=\"http")
                .doesNotContain("href=\"http");
        assertThat(ask("HEAD " + path, "Host: localhost").body()).isEmpty();
    }

    @Test
    void theWayOfAnImageIsShown() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> SEGMENT.test(request) && request.path().endsWith("5"), stall);
        start();
        String name = "<img src=x>\u202e.vmdk";
        world.drop(name, image);

        JsonNode state = awaitState(each -> each.at("/jobs/0/cells").asText().equals("#####>"));
        assertThat(state.at("/jobs/0/image").asText()).isEqualTo(name);
        assertThat(state.at("/jobs/0/progress/landed").asInt()).isEqualTo(5);
        assertThat(state.at("/cloud/importService").asText()).isEqualTo("vmimport");
        assertThat(state.at("/cloud/tokenUntil").asText()).isNotEmpty();
        stall.release();
        world.awaitDone(name);
        JsonNode done = awaitState(each -> each.path("done").size() == 1);
        assertThat(done.at("/done/0/name").asText()).isEqualTo(name);
        assertThat(done.at("/done/0/paper/size").asInt()).isEqualTo(image.length);
    }

    @Test
    void aFailedImageIsShownWithItsReason() throws Exception {
        start().drop("no-image-type.img", image);
        world.awaitFailed("no-image-type.img");

        JsonNode failed = awaitState(each -> each.path("failed").size() == 1).at("/failed/0");

        assertThat(failed.path("error").asText()).contains("VMDK");
        assertThat(failed.path("advice").asText()).isNotEmpty();
    }

    @Test
    void whatIsTakenAwayIsShownNoMoreAndASpoolThatIsAwayEndsNothing() throws Exception {
        start().drop("no-image-type.img", image);
        world.awaitFailed("no-image-type.img");
        awaitState(each -> each.path("failed").size() == 1);
        Files.delete(world.failed("no-image-type.img.error.json"));
        awaitState(each -> each.path("failed").isEmpty());

        Files.move(world.inbox(), world.spool().resolve("away"));

        assertThat(awaitState(each -> true).path("inboxCount").asInt()).isZero();
        Files.move(world.spool().resolve("away"), world.inbox());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:80", "localhost.evil.example", "", "127.0.0.1.evil:1", "[::2]"})
    void whoCallsThisMachineByAnotherNameIsToldNothing(String host) throws Exception {
        start();

        assertThat(ask("GET /metrics", "Host: " + host).status()).isEqualTo(421);
    }

    @Test
    void pagesOfOthersAreToldNothing() throws Exception {
        start();

        assertThat(ask("GET /events", "Host: localhost", "Origin: https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(ask("GET /metrics", "Host: localhost", "Origin: null").status())
                .isEqualTo(403);
        assertThat(ask("GET /metrics", "Host: localhost", "Origin: http://localhost:" + port())
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"})
    void nothingCanBeChanged(String method) throws Exception {
        start();

        assertThat(ask(method + " /", "Host: localhost", "Content-Length: 0").status())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/page.html", "/../page.css", "/%2e%2e/application.properties"})
    void thereIsNothingElse(String path) throws Exception {
        start();

        assertThat(get(path).status()).isEqualTo(404);
    }

    @Test
    void whereThereIsATokenItHasToBeKnown() throws Exception {
        world.set("caravan.web.token", TOKEN);
        start();

        assertThat(get("/").status()).isEqualTo(401);
        assertThat(get("/").head()).contains("Basic");
        for (String wrong : List.of("Bearer " + TOKEN + "x", "Bearer", "Basic !!!", basic("caravan:"), "Bearer  ")) {
            assertThat(ask("GET /metrics", "Host: localhost", "Authorization: " + wrong)
                            .status())
                    .as(wrong)
                    .isEqualTo(401);
        }
        assertThat(ask("GET /metrics", "Host: localhost", "Authorization: Bearer " + TOKEN)
                        .status())
                .isEqualTo(200);
        assertThat(ask("GET /", "Host: localhost", "Authorization: " + basic("any:" + TOKEN))
                        .status())
                .isEqualTo(200);
        assertThat(get("/health/live").status()).isEqualTo(200);
        assertThat(get("/health/ready").status()).isEqualTo(200);
    }

    private static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void othersMayLookOnlyWithAToken() {
        world.set("caravan.web.port", "0").set("caravan.web.address", "0.0.0.0");
        assertThatThrownBy(world::start)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("caravan.web.address=0.0.0.0")
                .hasMessageContaining("caravan.web.token");
        world.set("caravan.web.token", "guess-me");
        assertThatThrownBy(world::start)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("at least 16")
                .hasMessageNotContaining("guess-me");
        world.set("caravan.web.token", TOKEN).set("caravan.web.address", "some.name");
        assertThatThrownBy(world::start)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("caravan.web.address=some.name");
    }

    @Test
    void aPortThatIsInUseIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            world.set("caravan.web.port", "" + other.getLocalPort());

            assertThatThrownBy(world::start)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("caravan.web.port=" + other.getLocalPort());
        }
    }

    @Test
    void metricsTellWhatHasHappened() throws Exception {
        world.cloud().inject(SEGMENT, new Fault.Answer(503, "not now").times(2));
        start().drop(IMAGE, image);
        world.awaitDone(IMAGE);
        await().atMost(World.PATIENCE)
                .until(() -> get("/metrics").body().contains("caravan_images_total{outcome=\"done\"} 1.0"));

        assertThat(get("/metrics").body())
                .contains("caravan_image_bytes_total{outcome=\"done\"} " + (double) image.length)
                .contains("caravan_retries_total{reason=\"5xx\"} 2.0")
                .contains("caravan_request_duration_seconds_count{kind=\"segment\",status=\"2xx\"} 6")
                .contains("caravan_request_duration_seconds_count{kind=\"segment\",status=\"5xx\"} 2")
                .contains("caravan_jobs{stage=\"uploading\"} 0.0")
                .contains("caravan_token_life_seconds ")
                .contains("caravan_spool_free_bytes ")
                .contains("caravan_ready 1.0")
                .contains("jvm_memory_used_bytes{");
        assertThat(namesIn("docs/monitoring/caravan.rules.yml"))
                .hasSizeGreaterThan(5)
                .allSatisfy(name -> assertThat(get("/metrics").body()).contains("# TYPE " + name + " "));
        assertThat(namesIn("docs/monitoring/grafana.json"))
                .hasSizeGreaterThan(8)
                .allSatisfy(name -> assertThat(get("/metrics").body()).contains("# TYPE " + name + " "));
        assertThat(namesIn("docs/watching.md"))
                .allSatisfy(name -> assertThat(get("/metrics").body()).contains("# TYPE " + name + " "));
    }

    /** The metrics that a file names. */
    private static Set<String> namesIn(String file) throws IOException {
        return Pattern.compile("\\b(?:caravan_(?!\\W)[a-z_]+|jvm_[a-z]+_[a-z_]+)")
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map(name -> name.group().replaceAll("_(bucket|count|sum)$", ""))
                .collect(Collectors.toSet());
    }

    @Test
    void aJobThatDoesNotMoveMakesTheDaemonUnready() throws Exception {
        world.set("caravan.web.stuck-after", "50ms");
        world.cloud().inject(SEGMENT, new Fault.Answer(503, "no room now"));
        start();
        assertThat(get("/health/ready").status()).isEqualTo(200);
        world.drop(IMAGE, image);

        await().atMost(World.PATIENCE).until(() -> get("/health/ready").status() == 503);

        assertThat(get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void whoAsksForTooMuchHoldsUpNobody() throws Exception {
        start();
        List<Socket> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < 150; i++) {
                crowd.add(connect());
            }
            for (Socket silent : crowd.subList(0, 8)) {
                silent.getOutputStream()
                        .write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            }
            world.drop(IMAGE, image);
            world.awaitDone(IMAGE);
            assertThat(get("/health/live").status()).isEqualTo(200);
            assertThat(get("/events").status()).as("eight follow already").isEqualTo(503);
            assertThatLongHeadersAreRefused();
        } finally {
            for (Socket each : crowd) {
                each.close();
            }
        }
        assertThat(get("/").status()).isEqualTo(200);
    }

    private void assertThatLongHeadersAreRefused() throws IOException {
        try (Socket socket = connect()) {
            byte[] line = ("X-Long: " + "x".repeat(1000) + "\r\n").getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 1000; i++) {
                socket.getOutputStream().write(line);
            }
            socket.getOutputStream().write("\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("200 OK");
        } catch (SocketException e) {
            // it was hung up on
        }
    }
}
