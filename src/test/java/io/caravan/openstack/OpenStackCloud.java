package io.caravan.openstack;

import io.caravan.protocol.Cloud;
import java.io.IOException;
import java.io.Reader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The Keystone and the Swift that {@code src/test/openstack/cloud up} has started: where they are, and who may come in. */
final class OpenStackCloud {

    private static final Path FILE = Path.of("target/openstack/cloud.properties");

    private final Properties properties = new Properties();

    private OpenStackCloud() {}

    static OpenStackCloud find() throws IOException {
        if (!Files.exists(FILE)) {
            throw new IOException("Keystone and Swift are not running; start them with: src/test/openstack/cloud up");
        }
        OpenStackCloud cloud = new OpenStackCloud();
        try (Reader reader = Files.newBufferedReader(FILE)) {
            cloud.properties.load(reader);
        }
        return cloud;
    }

    /** One of the things that the script has written down. */
    String get(String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException(FILE + " has no " + key);
        }
        return value;
    }

    /** Which kind of cloud it is, one of the script's. */
    String flavour() {
        return get("flavour");
    }

    boolean isCeph() {
        return flavour().equals("ceph");
    }

    String password(String user) {
        return get("user." + user + ".password");
    }

    private String domain(String user) {
        return properties.getProperty("user." + user + ".domain", get("domain"));
    }

    /** The project's account at Swift, or at a relay in front of it. */
    String accountUrl(String swift) {
        return swift + get("account.path") + get("project.id");
    }

    private Cloud.User user(String name) {
        return new Cloud.User(name, get("user." + name + ".id"), password(name));
    }

    /** As the suites want to know it. */
    Cloud describe(Cloud.Credential credential) {
        return new Cloud(
                URI.create(get("keystone")),
                URI.create(accountUrl(get("swift"))),
                URI.create(get("glance")),
                get("region"),
                get("domain"),
                get("project"),
                get("project.id"),
                user("courier"),
                user("reader"),
                user("bystander"),
                credential);
    }

    /** What a client of OpenStack's own is told by its environment. */
    Map<String, String> environment(String user) {
        return Map.of(
                "OS_AUTH_URL", get("keystone"),
                "OS_IDENTITY_API_VERSION", "3",
                "OS_USERNAME", user,
                "OS_PASSWORD", password(user),
                "OS_USER_DOMAIN_NAME", domain(user),
                "OS_PROJECT_NAME", get("project"),
                "OS_PROJECT_DOMAIN_NAME", get("domain"),
                "OS_REGION_NAME", get("region"));
    }

    /** What Caravan is told by its settings. */
    Map<String, String> settings(String user) {
        return Map.of(
                "caravan.cloud.auth-url", get("keystone"),
                "caravan.cloud.username", user,
                "caravan.cloud.password", password(user),
                "caravan.cloud.user-domain", domain(user),
                "caravan.cloud.project-name", get("project"),
                "caravan.cloud.project-domain", get("domain"),
                "caravan.cloud.region", get("region"),
                "caravan.import.service", "none");
    }

    /** Starts a service again that was stopped; at once if it runs. */
    void start(String service) throws IOException, InterruptedException {
        control("start", service);
    }

    void stop(String service) throws IOException, InterruptedException {
        control("stop", service);
    }

    /** Ends it as a failure of its machine would. */
    void kill(String service) throws IOException, InterruptedException {
        control("kill", service);
    }

    private void control(String command, String service) throws IOException, InterruptedException {
        Tool.run(Map.of("CLOUD_HOME", get("home")), List.of(get("script"), command, service))
                .succeeded();
    }

    /** Lets the services ask each other again what they have kept in memory: whether a token is good, say. */
    void forgetWhatIsCached() throws IOException {
        String[] address = get("memcached").split(":");
        try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
            socket.getOutputStream().write("flush_all\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes("OK\r\n".length());
            if (!new String(answer, StandardCharsets.US_ASCII).equals("OK\r\n")) {
                throw new IOException("memcached did not forget");
            }
        }
    }

    /** What a service has written so far. */
    List<String> log(String service) throws IOException {
        return Files.readAllLines(Path.of(get("log")).resolve(service + ".log"));
    }
}
