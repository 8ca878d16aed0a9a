package io.caravan.sandbox.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.CloudClient;
import io.caravan.sandbox.RawConnection;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import io.caravan.sandbox.SettableClock;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityTest {
    private static final String REFUSED =
            "{\"error\":{\"code\":401,\"message\":\"The request you have made requires authentication.\","
                    + "\"title\":\"Unauthorized\"}}\n";

    @TempDir
    Path data;

    private final SettableClock clock = new SettableClock();
    private Sandbox sandbox;
    private CloudClient client;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(data).withClock(clock));
        client = new CloudClient(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    /** A page of somebody's may have a browser here ask for a name that leads to us. */
    @ParameterizedTest
    @CsvSource({
        "evil.example.com, 421",
        "EVIL.EXAMPLE.COM:80, 421",
        "10.1.2.3, 421",
        "localhost.example.com, 421",
        "127.0.0.1.example.com, 421",
        "127.0.0.1, 404",
        "localhost:17500, 404",
        "[::1]:80, 404",
        "swift_proxy, 404",
    })
    void answersUnderNamesOfThisMachineOnly(String host, int status) throws Exception {
        try (RawConnection connection = RawConnection.to(sandbox)) {
            connection.send("GET /nothing HTTP/1.1\nHost: " + host + "\nConnection: close\n\n");
            assertThat(connection.line()).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void passwordGivesATokenWithProjectAndCatalog() throws Exception {
        HttpResponse<String> answer =
                client.logIn(",\"scope\":{\"project\":{\"name\":\"images\",\"domain\":{\"name\":\"contract\"}}}");
        JsonNode token = CloudClient.JSON.readTree(answer.body()).path("token");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(CloudClient.header(answer, "X-Subject-Token")).matches("gAAAAAB[0-9a-f]{32}");
        assertThat(token.path("issued_at").asText()).isEqualTo("2026-01-31T12:36:38.000000Z");
        assertThat(token.path("expires_at").asText()).isEqualTo("2026-01-31T15:36:38.000000Z");
        assertThat(token.path("project").path("id").asText()).isEqualTo(Addresses.PROJECT_ID);
        assertThat(url(token, "identityv3")).isEqualTo(sandbox.identityUrl().toString());
        assertThat(url(token, "objectstorage"))
                .isEqualTo(sandbox.objectStoreUrl().toString());
        assertThat(url(token, "vmimport")).isEqualTo(sandbox.imageImportUrl().toString());
        assertThat(url(token, "image")).isEqualTo(sandbox.imageUrl().toString());
    }

    private static String url(JsonNode token, String service) {
        for (JsonNode entry : token.path("catalog")) {
            JsonNode endpoint = entry.path("endpoints").path(0);
            if (entry.path("name").asText().equals(service)) {
                assertThat(endpoint.path("region").asText())
                        .isEqualTo("sandbox-1")
                        .isEqualTo(endpoint.path("region_id").asText());
                assertThat(endpoint.path("interface").asText()).isEqualTo("public");
                return endpoint.path("url").asText();
            }
        }
        return "no service " + service;
    }

    @Test
    void requestShowsWhichInterfaceWasUsed() throws Exception {
        List<String> paths = new CopyOnWriteArrayList<>();
        sandbox.onAnswered(request -> paths.add(request.path()));
        String account = sandbox.objectStoreUrl().getRawPath();
        for (String prefix : new String[] {"", "/internal", "/admin"}) {
            URI url = sandbox.objectStoreUrl().resolve(prefix + account);
            assertThat(client.get(url.toString()).statusCode()).isEqualTo(204);
        }
        assertThat(paths).containsExactly(account, "/internal" + account, "/admin" + account);
    }

    @Test
    void noScopeMeansTheDefaultProject() throws Exception {
        JsonNode token = CloudClient.JSON.readTree(client.logIn("").body()).path("token");
        assertThat(token.path("project").path("name").asText()).isEqualTo("images");
        assertThat(token.path("catalog")).hasSize(4);
    }

    @Test
    void projectMayBeNamedById() throws Exception {
        String scope = ",\"scope\":{\"project\":{\"id\":\"" + Addresses.PROJECT_ID + "\"}}";
        assertThat(client.logIn(scope).statusCode()).isEqualTo(201);
    }

    @Test
    void whateverIsWrongTheRefusalIsTheSame() throws Exception {
        String good = """
                {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"demo","password":"demo",
                "domain":{"name":"contract"}}}},"scope":{"project":{"name":"images","domain":{"name":"contract"}}}}}""";
        String[] wrong = {
            good.replace("\"password\":\"demo\"", "\"password\":\"Demo\""),
            good.replace("\"name\":\"demo\"", "\"name\":\"nobody\""),
            good.replaceFirst("contract", "nowhere"),
            good.replace("images", "nothing"),
            good.replaceFirst("(?s)(.*)contract", "$1nowhere"),
        };
        assertThat(client.postTokens(good).statusCode()).isEqualTo(201);
        for (String body : wrong) {
            HttpResponse<String> answer = client.postTokens(body);
            assertThat(answer.statusCode()).as(body).isEqualTo(401);
            assertThat(answer.body()).isEqualTo(REFUSED);
            assertThat(CloudClient.header(answer, "Content-Type")).isEqualTo("application/json");
            assertThat(CloudClient.header(answer, "WWW-Authenticate"))
                    .isEqualTo("Keystone uri=\"" + sandbox.identityUrl() + "\"");
        }
    }

    @Test
    void requestThatIsNoJsonIsRefusedInKeystonesWords() throws Exception {
        HttpResponse<String> answer = client.postTokens("{");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"code\":400,\"message\":\"Expecting to find valid JSON in request body."
                        + " The server could not comply with the request since it is either malformed or otherwise"
                        + " incorrect. The client is assumed to be in error.\",\"title\":\"Bad Request\"}}\n");
    }

    @Test
    void requestOfAnotherTypeOrWithoutIdentityIsRefused() throws Exception {
        HttpResponse<String> text =
                client.send("POST", sandbox.identityUrl() + "/auth/tokens", "{}", "Content-Type", "text/plain");
        assertThat(text.statusCode()).isEqualTo(400);
        assertThat(text.body()).contains("Expecting to find application/json in Content-Type header.");
        HttpResponse<String> empty = client.postTokens("{\"auth\":{}}");
        assertThat(empty.statusCode()).isEqualTo(400);
        assertThat(empty.body()).contains("'identity' is a required property\\n\\n");
    }

    @Test
    void versionsAreToldAndOtherPathsAreNotFound() throws Exception {
        assertThat(client.get(sandbox.identityUrl().toString()).body()).contains("\"status\":\"stable\"");
        String root = sandbox.identityUrl().toString().replace("/v3", "");
        assertThat(client.get(root).statusCode()).isEqualTo(300);
        HttpResponse<String> old = client.send("POST", root + "/v2.0/tokens", "{}");
        assertThat(old.statusCode()).isEqualTo(404);
        assertThat(old.body()).startsWith("<!doctype html>");
    }

    @Test
    void tokenEndsWithItsTime() throws Exception {
        clock.advance(Duration.ofHours(3).minusMillis(1));
        assertThat(client.store("GET", "").statusCode()).isEqualTo(204);
        clock.advance(Duration.ofMillis(1));
        assertThat(client.store("GET", "").statusCode()).isEqualTo(401);
        client.signIn();
        assertThat(client.store("GET", "").statusCode()).isEqualTo(204);
    }

    @Test
    void bodyMayEndAfterItsToken() throws Exception {
        client.put("/box", "");
        try (RawConnection raw = RawConnection.to(sandbox)) {
            raw.send("PUT " + sandbox.objectStoreUrl().getRawPath() + "/box/a HTTP/1.1\nHost: s\nX-Auth-Token: "
                    + client.token() + "\nContent-Length: 5\nExpect: 100-continue\n\n");
            assertThat(raw.head()).startsWith("HTTP/1.1 100 ");
            clock.advance(Duration.ofHours(4));
            raw.send("hello");
            assertThat(raw.head()).startsWith("HTTP/1.1 201 ");
        }
        assertThat(client.store("GET", "/box/a").statusCode()).isEqualTo(401);
    }

    @Test
    void revokedTokensAreUnknown() throws Exception {
        String tokens = sandbox.identityUrl() + "/auth/tokens";
        assertThat(client.send("DELETE", tokens, "", "X-Subject-Token", "unknown")
                        .body())
                .isEqualTo("{\"error\":{\"code\":404,\"message\":\"Failed to validate token\","
                        + "\"title\":\"Not Found\"}}\n");
        assertThat(client.send("DELETE", tokens, "", "X-Subject-Token", client.token())
                        .statusCode())
                .isEqualTo(204);
        assertThat(client.store("GET", "").statusCode()).isEqualTo(401);
        client.signIn();
        sandbox.revokeTokens();
        assertThat(client.store("GET", "").statusCode()).isEqualTo(401);
    }
}
