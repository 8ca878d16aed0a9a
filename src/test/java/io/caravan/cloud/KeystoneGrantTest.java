package io.caravan.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.caravan.http.CloudHttp;
import io.caravan.http.SignInException;
import io.caravan.sandbox.SettableClock;
import io.caravan.settings.Credentials;
import io.caravan.settings.Credentials.Domain;
import io.caravan.settings.Credentials.User;
import io.caravan.settings.Settings;
import io.caravan.settings.Settings.Project;
import io.caravan.settings.Transport;
import io.caravan.text.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent to Keystone, and what becomes of its answers, word by word; Keystone is a server that repeats itself. */
class KeystoneGrantTest {

    private static final Secret SECRET = new Secret("geheim");
    private static final Transport TRANSPORT = Transport.direct(Duration.ofSeconds(20), Duration.ofSeconds(20));

    private final SettableClock clock = new SettableClock();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CloudHttp http = CloudHttp.open(TRANSPORT, "test");
    private HttpServer server;
    private int status = 201;
    private Supplier<String> answer = () -> token("", Duration.ofHours(1));

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v3/auth/tokens", exchange -> {
            requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.getResponseHeaders().set("X-Subject-Token", "token-" + requests.size());
            byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void end() {
        http.close();
        server.stop(0);
    }

    /** An answer of a Keystone whose clock is right. */
    private String token(String more, Duration life) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return "{\"token\": {" + more + "\"issued_at\": \"" + now + "\", \"expires_at\": \"" + now.plus(life) + "\"}}";
    }

    private KeystoneAuth keystone(Credentials credentials, Optional<Project> project) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v3");
        return new KeystoneAuth(
                new Settings.Cloud(
                        url,
                        credentials,
                        project,
                        Optional.empty(),
                        "public",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        TRANSPORT),
                http,
                clock);
    }

    private KeystoneAuth keystone() {
        return keystone(new Credentials.ApplicationCredential("a1", SECRET), Optional.empty());
    }

    private JsonNode sent(Credentials credentials, Optional<Project> project) throws IOException {
        keystone(credentials, project).grant();
        return new ObjectMapper().readTree(requests.get(requests.size() - 1)).path("auth");
    }

    @Test
    void asksInTheFormThatEachKindOfCredentialsHas() throws IOException {
        User byName = new User.ByName("u", new Domain.ById("d"));
        assertThat(sent(new Credentials.Password(byName, SECRET), Optional.of(new Project.ById("p"))))
                .hasToString(
                        "{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"name\":\"u\",\"domain\":{\"id\":\"d\"},"
                                + "\"password\":\"geheim\"}}},\"scope\":{\"project\":{\"id\":\"p\"}}}");
        assertThat(sent(
                        new Credentials.Password(new User.ById("1"), SECRET),
                        Optional.of(new Project.ByName("p", new Domain.ByName("d")))))
                .hasToString(
                        "{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"id\":\"1\",\"password\":\"geheim\"}}},"
                                + "\"scope\":{\"project\":{\"name\":\"p\",\"domain\":{\"name\":\"d\"}}}}");
        assertThat(sent(new Credentials.ApplicationCredential("a", SECRET), Optional.empty()))
                .hasToString("{\"identity\":{\"methods\":[\"application_credential\"],"
                        + "\"application_credential\":{\"id\":\"a\",\"secret\":\"geheim\"}}}");
        assertThat(sent(new Credentials.NamedApplicationCredential("a", byName, SECRET), Optional.empty()))
                .hasToString(
                        "{\"identity\":{\"methods\":[\"application_credential\"],"
                                + "\"application_credential\":{\"name\":\"a\",\"secret\":\"geheim\",\"user\":{\"name\":\"u\",\"domain\":{\"id\":\"d\"}}}}}");
    }

    @Test
    void tellsWhatTheTokenIsGoodFor() throws IOException {
        answer = () -> token("""
                "user": {"name": "u", "domain": {"name": "d"}}, "project": {"id": "p1", "name": "p\\n"},
                "roles": [{"name": "reader"}, {"name": "member"}],
                """, Duration.ofHours(2));
        Grant grant = keystone().grant();
        assertThat(grant.user()).isEqualTo("u (d)");
        assertThat(grant.project()).contains("p");
        assertThat(grant.roles()).containsExactly("reader", "member");
        assertThat(grant.until())
                .isCloseTo(
                        clock.instant().plus(Duration.ofHours(2)),
                        org.assertj.core.api.Assertions.within(1, ChronoUnit.SECONDS));
        assertThat(grant.secret().reveal()).isEqualTo("token-1");
        assertThat(grant.toString()).doesNotContain("token-1");
    }

    @Test
    void renewsATokenOfFifteenSecondsInTimeAndNoMoreOftenThanThat() throws IOException {
        answer = () -> token("", Duration.ofSeconds(15));
        KeystoneAuth keystone = keystone();
        for (int tenth = 0; tenth < 600; tenth++) {
            keystone.token();
            clock.advance(Duration.ofMillis(100));
        }
        // every twelve seconds of sixty
        assertThat(requests).hasSizeBetween(5, 6);
    }

    @Test
    void aTokenThatCanNotBeRenewedIsAskedForAFewMoreTimesWhileItLives() throws IOException {
        answer = () -> token("", Duration.ofSeconds(15));
        KeystoneAuth keystone = keystone();
        String first = keystone.token();
        status = 503;
        for (int tenth = 0; tenth < 149; tenth++) {
            clock.advance(Duration.ofMillis(100));
            assertThat(keystone.token()).isEqualTo(first);
        }
        assertThat(requests).hasSizeBetween(3, 20);
        clock.advance(Duration.ofSeconds(1));
        assertThatThrownBy(keystone::token).isInstanceOf(IOException.class).hasMessageContaining("503");
    }

    @Test
    void clocksMayDiffer() throws IOException {
        Instant elsewhere = clock.instant().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
        answer = () -> "{\"token\": {\"issued_at\": \"" + elsewhere + "\", \"expires_at\": \""
                + elsewhere.plus(Duration.ofHours(1)) + "\"}}";
        KeystoneAuth keystone = keystone();
        for (int minute = 0; minute < 50; minute++) {
            keystone.token();
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void readsATimeWithoutZoneAsKeystoneWritesItWhereAnApplicationCredentialEndsSoon() throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String end = now.plus(Duration.ofMinutes(5)).toString().replace("Z", "");
        answer = () -> "{\"token\": {\"issued_at\": \"" + now + "\", \"expires_at\": \"" + end + "\"}}";
        assertThat(keystone().grant().until())
                .isCloseTo(
                        now.plus(Duration.ofMinutes(5)), org.assertj.core.api.Assertions.within(1, ChronoUnit.SECONDS));
    }

    @Test
    void refusesAnAnswerThatDoesNotSayUntilWhen() {
        for (String body : List.of("{}", "{\"token\": {\"expires_at\": \"soon\"}}", "<html>", "[]")) {
            answer = () -> body;
            assertThatThrownBy(keystone()::grant)
                    .isInstanceOf(IOException.class)
                    .message()
                    .containsAnyOf("expires_at", "not in JSON");
        }
    }

    @Test
    void saysWhomKeystoneRefuses() {
        status = 401;
        answer = () -> "{\"error\": {\"message\": \"no\"}}";
        assertThatThrownBy(keystone()::grant)
                .isInstanceOf(SignInException.class)
                .hasMessageContainingAll("answered 401: no (application credential 'a1': ", "expired")
                .message()
                .doesNotContain("geheim");
        assertThatThrownBy(() -> keystone(
                                new Credentials.Password(new User.ById("1"), SECRET),
                                Optional.of(new Project.ByName("p", new Domain.ByName("d"))))
                        .grant())
                .isInstanceOf(SignInException.class)
                .hasMessageContaining("(user with the id '1', project 'p' of domain 'd': Keystone does not say which");
    }

    @Test
    void neverRepeatsTheSecretThatAnAnswerRepeats() {
        Secret secret = new Secret("ge\"heim/1");
        for (String body : List.of(
                "<html>sent: {\"secret\":\"ge\\\"heim/1\"}</html>",
                "sent: ge\"heim/1",
                "{\"error\": {\"message\": \"sent: {\\\"secret\\\":\\\"ge\\\\\\\"heim/1\\\"}\"}}")) {
            answer = () -> body;
            for (int refused : new int[] {400, 401, 500}) {
                status = refused;
                assertThatThrownBy(
                                keystone(new Credentials.ApplicationCredential("a1", secret), Optional.empty())::grant)
                        .hasMessageContainingAll("answered " + refused, "sent: ", Secret.MASK)
                        .hasMessageNotContaining("heim");
            }
        }
    }

    @Test
    void aTokenForNoProjectIsNoneToWorkWith() throws IOException {
        assertThat(keystone().grant().project()).isEmpty();
        assertThatThrownBy(keystone()::signIn)
                .isInstanceOf(SignInException.class)
                .hasMessageContainingAll("into no project", "caravan.cloud.project-name");
    }
}
