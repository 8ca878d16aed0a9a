package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.CommandRun;
import io.caravan.DaemonRig;
import io.caravan.daemon.StartException;
import io.caravan.settings.SettingsException;
import io.caravan.text.ObjectNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A {@link DaemonRig} whose cloud is a real Keystone and a real Swift. Each test has a container of its own. What Swift
 * has is asked by python-swiftclient and curl, and what was sent is read from Swift's access log.
 */
final class OpenStackWorld implements BeforeEachCallback, AfterEachCallback {

    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String USER = "courier";

    private final String container = "it-" + UUID.randomUUID();
    private final List<Relay> relays = new ArrayList<>();
    private OpenStackCloud cloud;
    private DaemonRig rig;
    private boolean tidy = true;

    /** Too much to delete one by one; it goes with the cloud. */
    OpenStackWorld leavingContainers() {
        tidy = false;
        return this;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        cloud = OpenStackCloud.find();
        rig = DaemonRig.make();
        rig.set("caravan.image.container", container);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException, InterruptedException {
        rig.close();
        for (Relay relay : relays) {
            relay.close();
        }
        for (String name : List.of(container, segmentContainer())) {
            if (tidy
                    && AccessLog.of(cloud, name).stream()
                            .anyMatch(request -> request.path().endsWith("/" + name))) {
                swift("delete", name); // it may be gone by now
            }
        }
    }

    OpenStackCloud cloud() {
        return cloud;
    }

    DaemonRig rig() {
        return rig;
    }

    /** Where the test's images go. */
    String container() {
        return container;
    }

    String segmentContainer() {
        return container + ObjectNames.SEGMENTS;
    }

    OpenStackWorld set(String key, String value) {
        rig.set(key, value);
        return this;
    }

    /** Has the daemon talk to Swift over a line that the test has its hand on. */
    Relay through(Relay relay) {
        relays.add(relay);
        rig.set("caravan.cloud.object-store-url", cloud.accountUrl(relay.url()));
        return relay;
    }

    OpenStackWorld start() throws IOException, SettingsException, StartException {
        return startAs(USER);
    }

    OpenStackWorld startAs(String user) throws IOException, SettingsException, StartException {
        rig.start(cloud.settings(user));
        return this;
    }

    /** The settings of a daemon on this spool, for whoever starts it otherwise. */
    Map<String, String> definitions() {
        Map<String, String> all = new HashMap<>(cloud.settings(USER));
        all.putAll(rig.definitions());
        return all;
    }

    JsonNode awaitDone(String image) throws IOException {
        return rig.awaitDone(image, PATIENCE);
    }

    JsonNode awaitFailed(String image) throws IOException {
        return rig.awaitFailed(image, PATIENCE);
    }

    /** Runs python-swiftclient's command as the one whose images these are. */
    Tool swift(String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("swift"));
        line.addAll(List.of(words));
        return Tool.run(cloud.environment(USER), line);
    }

    /** Runs rclone as the one whose images these are; the remote is called {@code cloud}. */
    Tool rclone(String... words) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(cloud.environment(USER));
        environment.put("RCLONE_CONFIG", "/dev/null");
        environment.put("RCLONE_CONFIG_CLOUD_TYPE", "swift");
        environment.put("RCLONE_CONFIG_CLOUD_ENV_AUTH", "true");
        List<String> line = new ArrayList<>(List.of("rclone"));
        line.addAll(List.of(words));
        return Tool.run(environment, line);
    }

    /** Uploads in segments, as python-swiftclient does: as a {@code dlo} or an {@code slo}. */
    void uploadBySwiftclient(String kind, String object, byte[] content, long segmentSize)
            throws IOException, InterruptedException {
        Path file = Files.write(rig.folder().resolve("by-swiftclient"), content);
        List<String> words = new ArrayList<>(List.of("upload", "-S", String.valueOf(segmentSize)));
        if (kind.equals("slo")) {
            words.add("--use-slo");
        }
        words.addAll(List.of("--object-name", object, container, file.toString()));
        swift(words.toArray(String[]::new)).succeeded();
    }

    /** Runs Caravan's own command line, as that user, in this process. */
    Tool caravanAs(String user, String... words) {
        return caravan(cloud.settings(user), words);
    }

    /** Runs Caravan's own command line with the test's settings and these, in this process. */
    Tool caravan(Map<String, String> settings, String... words) {
        Map<String, String> all = new HashMap<>(rig.definitions());
        all.putAll(settings);
        CommandRun run = CommandRun.of(all, words);
        return new Tool(run.exit(), run.out().getBytes(StandardCharsets.UTF_8), run.err());
    }

    /** Runs Caravan's own command line with these settings, and that environment, in a process of its own. */
    static Tool caravan(Map<String, String> environment, Map<String, String> settings, String... words)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.caravan.Caravan"));
        line.addAll(List.of(words));
        settings.forEach((key, value) -> line.add("-D" + key + "=" + value));
        return Tool.run(environment, line);
    }

    /** The names in a container, as python-swiftclient lists them. */
    List<String> list(String name) throws IOException, InterruptedException {
        return swift("list", name).succeeded().lines();
    }

    /** An object's bytes, as python-swiftclient downloads and checks them. */
    byte[] download(String object) throws IOException, InterruptedException {
        return swift("download", container, object, "-o", "-").succeeded().bytes();
    }

    /** Runs curl on a path of the account, with a token that python-swiftclient has fetched. */
    Tool curl(String path, String... options) throws IOException, InterruptedException {
        return curlAs(USER, cloud.accountUrl(cloud.get("swift")) + path, options);
    }

    Tool curlAs(String user, String url, String... options) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("curl", "-sS", "-H", "X-Auth-Token: " + token(user)));
        line.addAll(List.of(options));
        line.add(url);
        return Tool.run(Map.of(), line);
    }

    private String token(String user) throws IOException, InterruptedException {
        String variable = "export OS_AUTH_TOKEN=";
        return Tool.run(cloud.environment(user), List.of("swift", "auth")).succeeded().lines().stream()
                .filter(line -> line.startsWith(variable))
                .findFirst()
                .orElseThrow()
                .substring(variable.length());
    }

    /** What was asked about this test's containers. */
    List<AccessLog.Entry> requests() throws IOException {
        return AccessLog.of(cloud, container);
    }

    List<AccessLog.Entry> segmentPuts() throws IOException {
        return requests().stream()
                .filter(request ->
                        request.method().equals("PUT") && request.path().contains("/" + segmentContainer() + "/"))
                .toList();
    }

    void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).until(condition);
    }

    private List<String> stored() throws IOException {
        return segmentPuts().stream()
                .filter(put -> put.status() == 201)
                .map(AccessLog.Entry::path)
                .toList();
    }

    /** Every segment was stored, and none of them twice. */
    void assertStoredOnce(int segments) throws IOException {
        await(() -> stored().size() >= segments); // the line is written after the answer
        assertThat(stored()).hasSize(segments).doesNotHaveDuplicates();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
