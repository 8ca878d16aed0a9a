package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.caravan.sandbox.keystone.DemoAccount;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code caravan token}, in a process of its own. */
class TokenCommandTest {

    @RegisterExtension
    final World world = new World();

    private record Said(int exitCode, String out, String err) {}

    private Said token(String options, Map<String, String> definitions) throws Exception {
        Path folder = Files.createTempDirectory(world.folder(), "token");
        Path err = folder.resolve("err");
        List<String> shell = List.of("sh", "-c", "exec \"$0\" \"$@\" 2>'" + err + "'");
        try (ChildProcess process = ChildProcess.start(
                folder.resolve("out"), shell, List.of(), ("token " + options).strip(), definitions)) {
            int exitCode = process.exitCode();
            return new Said(exitCode, process.output(), Files.readString(err));
        }
    }

    /** What leads to the cloud, and nothing about spools and images. */
    private Map<String, String> cloud() throws IOException {
        Map<String, String> cloud = new HashMap<>(world.allDefinitions());
        cloud.keySet().removeIf(key -> !key.startsWith("caravan.cloud."));
        return cloud;
    }

    @Test
    void tellsWhatTheTokenIsGoodForAndNotTheTokenItself() throws Exception {
        Said said = token("", cloud());

        assertThat(said.err()).isEmpty();
        assertThat(said.exitCode()).isZero();
        assertThat(said.out())
                .contains("user        demo (contract)", "project     images (contract)", "roles       reader, member")
                .containsPattern("good until  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC.*, for another 2 h 59 min")
                .containsPattern("object-store  objectstorage  sandbox-1  http://127\\.0\\.0\\.1:\\d+/object/v1/AUTH_")
                .doesNotContain("gAAAAAB");
    }

    @Test
    void showsTheTokenAloneOnStandardOutput() throws Exception {
        Map<String, String> definitions = cloud();
        definitions.put("caravan.cloud.insecure", "true");
        Said said = token("--show", definitions);

        assertThat(said.out()).matches("gAAAAAB[0-9a-f]{32}\\R");
        assertThat(said.err()).contains("demo (contract)", "certificates are not checked");
        int status = java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(java.net.URI.create(
                                        world.cloud().objectStoreUrl().toString()))
                                .header("X-Auth-Token", said.out().strip())
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.discarding())
                .statusCode();
        assertThat(status).isBetween(200, 204);
    }

    @Test
    void endsWithTheWordsOfWhoeverRefuses() throws Exception {
        Map<String, String> definitions = cloud();
        definitions.put("caravan.cloud.password", "wrong");
        Said said = token("--unscoped", definitions);

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.out()).isEmpty();
        assertThat(said.err())
                .containsOnlyOnce("\n")
                .contains("answered 401: The request you have made requires authentication. (user 'demo'");
        assertThat(token("--unscoped", Map.of()).err())
                .contains("caravan.cloud.auth-url: missing", "caravan.cloud.password: missing")
                .doesNotContain("caravan.image");
        for (String options : List.of("", "--portal")) {
            assertThat(token(options, Map.of("caravan.cloud.regoin", "x", "caravan.segment.size", "huge"))
                            .err())
                    .contains("caravan.cloud.regoin (-D): unknown setting")
                    .doesNotContain("caravan.segment.size", "application-credential");
        }
    }

    @Test
    void signsInAtFujitsuK5sPortal() throws Exception {
        List<String> requests = new CopyOnWriteArrayList<>();
        HttpServer portal = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        portal.createContext("/API/paas/auth/token", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + request);
            boolean right = request.contains("\"right\"");
            exchange.getResponseHeaders().set("X-Access-Token", "portal-token");
            byte[] body = (right
                            ? "{\"token\":{\"scope\":\"paas\",\"user\":{\"contract_number\":\"contract\",\"name\":\"demo\"},"
                                    + "\"expires_at\":\"2016-05-16T03:20:42\"}}"
                            : "{\"errorLevel\":\"888\",\"framework\":{\"systemErrorCode\":\"\"},\"business\":{\"businessErrorInfo\":"
                                    + "\"Cannot create token from the specified user information.\",\"responseErrorCode\":\"RCM301802\","
                                    + "\"embeddedString\":[\"wrong\"]}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(right ? 201 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        portal.start();
        try {
            Map<String, String> definitions = new HashMap<>(Map.of(
                    "caravan.cloud.portal-url",
                    "http://127.0.0.1:" + portal.getAddress().getPort(),
                    "caravan.cloud.username",
                    DemoAccount.USER,
                    "caravan.cloud.user-domain",
                    DemoAccount.DOMAIN,
                    "caravan.cloud.password",
                    "right"));
            Said said = token("--portal --show", definitions);
            assertThat(said.out()).isEqualToIgnoringNewLines("portal-token");
            assertThat(said.err())
                    .contains("contract    contract", "good for    paas")
                    .contains("good until  2016-05-16T03:20:42 (the portal names no time zone)");
            assertThat(requests)
                    .containsExactly(
                            "POST {\"auth\":{\"identity\":{\"password\":{\"user\":{\"contract_number\":\"contract\","
                                    + "\"name\":\"demo\",\"password\":\"right\"}}}}}");

            definitions.put("caravan.cloud.password", "wrong");
            Said refused = token("--portal", definitions);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err())
                    .contains(
                            "answered 401: Cannot create token from the specified user information. ******** (RCM301802)"
                                    + " (user 'demo' of the contract 'contract')");
        } finally {
            portal.stop(0);
        }
    }
}
