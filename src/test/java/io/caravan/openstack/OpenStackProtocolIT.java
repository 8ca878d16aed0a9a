package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.protocol.Cloud;
import io.caravan.protocol.ProtocolSuite;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The real Keystone and Swift answer as Caravan expects, and as its sandbox does. */
@InFlavours("stock")
class OpenStackProtocolIT extends ProtocolSuite {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static OpenStackCloud services;
    private static Cloud cloud;
    private static String token = "";

    @BeforeAll
    static void find() throws Exception {
        services = OpenStackCloud.find();
        cloud = services.describe(new Cloud.Credential("", "", ""));
        HttpResponse<String> answer = post("/auth/tokens", cloud.logIn(cloud.member()));
        token = answer.headers().firstValue("X-Subject-Token").orElseThrow();
        cloud = services.describe(makeCredential());
    }

    private static Cloud.Credential makeCredential() throws Exception {
        String name = "caravan-protocol-" + UUID.randomUUID();
        String body = """
                {"application_credential": {"name": "%s", "secret": "secret of a test"}}""".formatted(name);
        HttpResponse<String> answer = post(credentials(), body);
        JsonNode made = new ObjectMapper().readTree(answer.body()).path("application_credential");
        assertThat(made.path("name").asText()).as(answer.body()).isEqualTo(name);
        return new Cloud.Credential(
                made.path("id").asText(), name, made.path("secret").asText());
    }

    @AfterAll
    static void removeCredential() throws Exception {
        HttpRequest request =
                request(credentials() + "/" + cloud.credential().id()).DELETE().build();
        assertThat(HTTP.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
    }

    private static String credentials() {
        return "/users/" + cloud.member().id() + "/application_credentials";
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return HTTP.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(services.get("keystone") + path))
                .header("Content-Type", "application/json");
        return token.isEmpty() ? request : request.header("X-Auth-Token", token);
    }

    @Override
    protected Cloud cloud() {
        return cloud;
    }
}
