package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.daemon.Daemon;
import io.caravan.daemon.StartException;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import io.caravan.sandbox.http.AnsweredRequest;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.imports.ImportTimeline;
import io.caravan.sandbox.keystone.DemoAccount;
import io.caravan.settings.Settings;
import io.caravan.settings.SettingsException;
import io.caravan.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A {@link DaemonRig} and the sandbox as its cloud. What happened is read from folders, receipts and the requests that the
 * sandbox has seen.
 */
public final class World implements BeforeEachCallback, AfterEachCallback {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<AnsweredRequest> requests = new CopyOnWriteArrayList<>();
    private final RouteCoverage coverage = new RouteCoverage();
    private final Map<String, Object> beans = new HashMap<>(Map.of("routeCoverage", coverage));
    private DaemonRig rig;
    private SandboxOptions options;
    private Sandbox sandbox;

    /** A folder, and the settings for a daemon; neither it nor the cloud runs yet. */
    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        rig = DaemonRig.make();
        options = SandboxOptions.defaults(folder().resolve("cloud")).withTimeline(ImportTimeline.immediate());
        set("caravan.image.os-type", "ubuntu").set("caravan.import.poll-interval", "20ms");
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (rig.isRunning()) {
            stop();
        }
        if (sandbox != null) {
            sandbox.close();
        }
        rig.close();
    }

    /** For whatever else a test wants to lay down; it goes with the world. */
    Path folder() {
        return rig.folder();
    }

    Path spool() {
        return rig.spool();
    }

    /** The spool and the settings so far, for whoever starts daemons of his own on them. */
    DaemonRig rig() {
        return rig;
    }

    /** Gives the daemon a bean of the test's own. */
    World bind(String name, Object bean) {
        beans.put(name, bean);
        return this;
    }

    World set(String key, String value) {
        rig.set(key, value);
        return this;
    }

    World options(java.util.function.UnaryOperator<SandboxOptions> change) {
        options = change.apply(options);
        return this;
    }

    /** The cloud, started when it is first asked for; after {@link #stopCloud} again, on the same port. */
    Sandbox cloud() throws IOException {
        if (sandbox == null) {
            sandbox = Sandbox.start(options);
            options = options.withPort(sandbox.port());
            sandbox.onAnswered(requests::add);
        }
        return sandbox;
    }

    /**
     * Has every request wait up to that long before its work, and again before its answer: so that what happens to the
     * daemon meets requests whose work isn't done yet, and others that are done and not answered.
     */
    World slow(int mostMillis) throws IOException {
        cloud().inject(
                        request -> {
                            Pause.of(ThreadLocalRandom.current().nextInt(mostMillis));
                            return false;
                        },
                        new Fault.Garbage());
        sandbox.onAnswered(request -> Pause.of(ThreadLocalRandom.current().nextInt(mostMillis)));
        return this;
    }

    void stopCloud() {
        sandbox.close();
        sandbox = null;
    }

    Settings settings() throws IOException, SettingsException {
        return DaemonRig.settings(allDefinitions());
    }

    /** The daemon in a process of its own. */
    ChildProcess startChild(String... jvmOptions) throws IOException {
        return ChildProcess.start(
                spool().resolve("daemon.log"), List.of(), List.of(jvmOptions), "run", allDefinitions());
    }

    /** The daemon in a process of its own, with words before its command; its output stays in {@code target/daemons}. */
    ChildProcess startChildBehind(List<String> before, String... jvmOptions) throws IOException {
        Path log = Files.createDirectories(Path.of("target/daemons")).resolve(folder().getFileName() + ".log");
        return ChildProcess.start(log, before, List.of(jvmOptions), "run", allDefinitions());
    }

    Map<String, String> allDefinitions() throws IOException {
        cloud();
        Map<String, String> all = new HashMap<>(Map.of(
                "caravan.cloud.auth-url", sandbox.identityUrl().toString(),
                "caravan.cloud.username", DemoAccount.USER,
                "caravan.cloud.password", DemoAccount.PASSWORD,
                "caravan.cloud.user-domain", DemoAccount.DOMAIN,
                "caravan.cloud.project-name", DemoAccount.PROJECT,
                "caravan.cloud.region", DemoAccount.REGION));
        all.putAll(rig.definitions());
        return all;
    }

    World start() throws IOException, SettingsException, StartException {
        return start(Clock.systemUTC());
    }

    /** Starts the daemon by that clock; Camel's own timers go by the machine's. */
    World start(Clock clock) throws IOException, SettingsException, StartException {
        rig.start(settings(), clock, beans);
        return this;
    }

    void stop() throws IOException {
        coverage.note();
        rig.stop();
    }

    Daemon daemon() {
        return rig.daemon();
    }

    Path inbox() {
        return rig.inbox();
    }

    Path done(String name) {
        return rig.done(name);
    }

    Path failed(String name) {
        return rig.failed(name);
    }

    /** Bytes that look like nothing else, the same for the same size and seed. */
    static byte[] bytes(int size, long seed) {
        return DaemonRig.bytes(size, seed);
    }

    /** Drops a file the way that never shows it half: by renaming it into the inbox. */
    void drop(String name, byte[] content) throws IOException {
        rig.drop(name, content);
    }

    void dropSidecar(String image, String json) throws IOException {
        rig.dropSidecar(image, json);
    }

    JsonNode awaitDone(String image) throws IOException {
        return awaitDone(image, PATIENCE);
    }

    JsonNode awaitDone(String image, Duration patience) throws IOException {
        return rig.awaitDone(image, patience);
    }

    JsonNode awaitFailed(String image) throws IOException {
        return rig.awaitFailed(image, PATIENCE);
    }

    /** What the sandbox was asked, in the order of its answers. */
    List<AnsweredRequest> requests() {
        return requests;
    }

    List<AnsweredRequest> requests(String method, Predicate<String> path) {
        return requests.stream()
                .filter(request -> request.method().equals(method) && path.test(request.path()))
                .toList();
    }

    /** The {@code PUT}s of segments that were stored. */
    List<AnsweredRequest> segmentPuts() {
        return requests("PUT", path -> path.contains("_segments/")).stream()
                .filter(request -> request.status() == 201)
                .toList();
    }

    List<AnsweredRequest> importPosts() {
        return requests("POST", path -> path.endsWith("/v1/imageimport"));
    }

    /** The image has arrived in so many segments, none of which was stored twice, and was imported once. */
    void assertArrivedWithEverySegmentStoredOnce(String image, byte[] content, int segments) throws Exception {
        awaitDone(image);
        assertThat(download("images/" + image)).isEqualTo(content);
        assertThat(segmentPuts().stream().map(AnsweredRequest::path))
                .hasSize(segments)
                .doesNotHaveDuplicates();
        assertThat(importPosts().stream().filter(post -> post.status() == 201)).hasSize(1);
    }

    /** Downloads an object as any client would. */
    byte[] download(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get(path, BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return response.body();
    }

    InputStream stream(String path) throws IOException, InterruptedException {
        return get(path, BodyHandlers.ofInputStream()).body();
    }

    private <T> HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cloud().objectStoreUrl() + "/" + path))
                .header("X-Auth-Token", token())
                .build();
        return client.send(request, handler);
    }

    /** Sends a request of the test's own to the cloud; the status. */
    int send(String method, String path, byte[] body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(cloud().objectStoreUrl() + "/" + path))
                .header("X-Auth-Token", token())
                .method(method, BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    /** The images that the image service lists, hidden ones too. */
    List<JsonNode> images() throws IOException, InterruptedException {
        List<JsonNode> images = new ArrayList<>();
        for (String hidden : List.of("false", "true")) {
            JsonNode page =
                    Json.MAPPER.readTree(new String(image("?limit=1000&os_hidden=" + hidden), StandardCharsets.UTF_8));
            page.path("images").forEach(images::add);
        }
        return images;
    }

    /** The bytes of an image, as the image service gives them back. */
    byte[] imageBytes(String id) throws IOException, InterruptedException {
        return image("/" + id + "/file");
    }

    void deleteImage(String id) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cloud().imageUrl() + "/v2/images/" + id))
                .header("X-Auth-Token", token())
                .DELETE()
                .build();
        assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
    }

    private byte[] image(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cloud().imageUrl() + "/v2/images" + path))
                .header("X-Auth-Token", token())
                .build();
        HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return response.body();
    }

    private String token() throws IOException, InterruptedException {
        String body = """
                {"auth": {"identity": {"methods": ["password"], "password": {"user":
                  {"name": "%s", "password": "%s", "domain": {"name": "%s"}}}}}}""".formatted(DemoAccount.USER, DemoAccount.PASSWORD, DemoAccount.DOMAIN);
        HttpRequest request = HttpRequest.newBuilder(URI.create(cloud().identityUrl() + "/auth/tokens"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.discarding())
                .headers()
                .firstValue("X-Subject-Token")
                .orElseThrow();
    }
}
