package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.protocol.Cloud;
import io.caravan.protocol.ProtocolSuite;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The real Keystone and Swift answer as Caravan expects, and as its sandbox does. */
class OpenStackProtocolIT extends ProtocolSuite {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Properties properties;
    private static Cloud.Credential credential = new Cloud.Credential("", "", "");
    private static Cloud.User member;
    private static String token;

    @BeforeAll
    static void find() throws Exception {
        properties = new Properties();
        Path file = Path.of(System.getProperty("openstack.cloud", "target/openstack/cloud.properties"));
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        member = user("courier");
        HttpResponse<String> answer = post("/auth/tokens", the().logIn(member));
        token = answer.headers().firstValue("X-Subject-Token").orElseThrow();
        makeCredential();
    }

    /** The credential stands for the member; nothing but a token of the member's own can make one. */
    private static void makeCredential() throws Exception {
        String name = "caravan-protocol-" + UUID.randomUUID();
        String body = """
                {"application_credential": {"name": "%s", "secret": "secret of a test"}}""".formatted(name);
        HttpResponse<String> answer = post("/users/" + member.id() + "/application_credentials", body);
        JsonNode made = new ObjectMapper().readTree(answer.body()).path("application_credential");
        assertThat(made.path("name").asText()).as(answer.body()).isEqualTo(name);
        credential = new Cloud.Credential(
                made.path("id").asText(), name, made.path("secret").asText());
    }

    @AfterAll
    static void removeCredential() throws Exception {
        String path = "/users/" + member.id() + "/application_credentials/" + credential.id();
        HTTP.send(request(path).DELETE().build(), BodyHandlers.discarding());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return HTTP.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(get("keystone") + path)).header("Content-Type", "application/json");
        return token == null ? request : request.header("X-Auth-Token", token);
    }

    private static String get(String key) {
        String value = properties.getProperty(key);
        assertThat(value).as(key).isNotNull();
        return value;
    }

    private static Cloud.User user(String name) {
        return new Cloud.User(name, get("user." + name + ".id"), get("user." + name + ".password"));
    }

    private static Cloud the() {
        return new Cloud(
                URI.create(get("keystone")),
                URI.create(get("swift") + "/v1/AUTH_" + get("project.id")),
                get("region"),
                get("domain"),
                get("project"),
                get("project.id"),
                user("courier"),
                user("reader"),
                user("bystander"),
                credential);
    }

    @Override
    protected Cloud cloud() {
        return the();
    }
}
