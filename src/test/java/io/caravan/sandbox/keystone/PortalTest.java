package io.caravan.sandbox.keystone;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.sandbox.CloudClient;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import io.caravan.sandbox.SettableClock;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortalTest {
    private static final String REQUEST = """
            {"auth":{"identity":{"password":{"user":{"contract_number":"contract","name":"demo","password":"demo"}}}}}""";

    @TempDir
    Path data;

    private Sandbox sandbox;
    private CloudClient client;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(data).withClock(new SettableClock()));
        client = new CloudClient(sandbox);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private HttpResponse<String> signIn(String body) throws Exception {
        return client.send("POST", sandbox.portalUrl() + "/API/paas/auth/token", body);
    }

    @Test
    void portalHasATokenOfItsOwn() throws Exception {
        HttpResponse<String> answer = signIn(REQUEST);
        assertThat(answer.statusCode()).isEqualTo(201);
        String token = CloudClient.header(answer, "X-Access-Token");
        assertThat(token).matches("[0-9a-f]{64}");
        assertThat(CloudClient.JSON.readTree(answer.body())).isEqualTo(CloudClient.JSON.readTree("""
                        {"token":{"scope":"paas","user":{"contract_number":"contract","name":"demo"},
                        "expires_at":"2026-01-31T15:36:38"}}"""));
        assertThat(client.store("GET", "", "X-Auth-Token", token).statusCode()).isEqualTo(401);
    }

    @Test
    void wrongUserIsRefusedInThePortalsWay() throws Exception {
        for (String wrong : new String[] {
            REQUEST.replace("\"contract\"", "\"other\""),
            REQUEST.replace("\"name\":\"demo\"", "\"name\":\"nobody\""),
            REQUEST.replace("\"password\":\"demo\"", "\"password\":\"wrong\"")
        }) {
            HttpResponse<String> answer = signIn(wrong);
            assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
            assertThat(answer.body())
                    .isEqualTo("{\"errorLevel\":\"888\",\"framework\":{\"systemErrorCode\":\"\"},\"business\":{"
                            + "\"businessErrorInfo\":\"Cannot create token from the specified user information.\","
                            + "\"responseErrorCode\":\"RCM301802\",\"embeddedString\":[]}}");
        }
    }

    @Test
    void requestThatCannotBeReadIsRefused() throws Exception {
        assertThat(signIn("{").statusCode()).isEqualTo(400);
        assertThat(signIn("{}").statusCode()).isEqualTo(400);
        assertThat(client.get(sandbox.portalUrl() + "/API/paas/auth/token").statusCode())
                .isEqualTo(404);
    }
}
