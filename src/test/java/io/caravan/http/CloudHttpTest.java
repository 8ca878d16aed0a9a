package io.caravan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.cloud.K5Portal;
import io.caravan.cloud.KeystoneAuth;
import io.caravan.cloud.Wires;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import io.caravan.sandbox.keystone.DemoAccount;
import io.caravan.settings.Credentials;
import io.caravan.settings.Credentials.Domain;
import io.caravan.settings.Proxies;
import io.caravan.settings.Settings;
import io.caravan.settings.TestCertificates;
import io.caravan.settings.Tls;
import io.caravan.settings.Transport;
import io.caravan.text.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in over TLS and through proxies, at real servers. */
class CloudHttpTest {

    private static final TestCertificates SERVER = TestCertificates.of("EC", "dns:localhost,dns:keystone.test");
    private static final TestCertificates CLIENT = TestCertificates.of("RSA", "dns:client.test");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path data;

    private Sandbox cloud;

    @BeforeEach
    void start() throws IOException {
        cloud = Sandbox.start(SandboxOptions.defaults(data));
    }

    @AfterEach
    void end() {
        cloud.close();
    }

    private static Tls trusting(TestCertificates server) {
        return new Tls(List.of(server.certificate()), Optional.empty(), false);
    }

    private String signIn(String authUrl, Tls tls, Proxies proxies) throws IOException {
        return signIn(authUrl, new Transport(PATIENCE, PATIENCE, tls, proxies));
    }

    private String signIn(String authUrl, Transport transport) throws IOException {
        try (CloudHttp http = CloudHttp.open(transport, "test")) {
            Settings.Cloud settings = new Settings.Cloud(
                    URI.create(authUrl),
                    new Credentials.Password(
                            new Credentials.User.ByName(DemoAccount.USER, new Domain.ByName(DemoAccount.DOMAIN)),
                            new Secret(DemoAccount.PASSWORD)),
                    Optional.empty(),
                    Optional.empty(),
                    "public",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    transport);
            return new KeystoneAuth(settings, http, Clock.systemUTC()).grant().user();
        }
    }

    private static String url(String host, Wires door) {
        return "https://" + host + ":" + door.port() + "/identity/v3";
    }

    @Test
    void trustsTheAuthoritiesThatAreNamed() throws IOException {
        try (Wires door = Wires.tls(SERVER, Optional.empty(), cloud.port())) {
            assertThat(signIn(url("localhost", door), trusting(SERVER), Proxies.NONE))
                    .isEqualTo("demo (contract)");
            assertThat(door.noted()).hasSize(1);
        }
    }

    @Test
    void trustsNobodyElse() {
        try (Wires door = Wires.tls(SERVER, Optional.empty(), cloud.port())) {
            for (Tls tls : List.of(Tls.USUAL, trusting(CLIENT))) {
                assertThatThrownBy(() -> signIn(url("localhost", door), tls, Proxies.NONE))
                        .isInstanceOf(SignInException.class)
                        .hasMessageContainingAll(url("localhost", door), "not trusted", "caravan.cloud.cacert");
            }
        }
    }

    @Test
    void saysWhenACertificateHasExpiredOrIsNotYetGood() {
        Map.of("-10d", "expired on ", "+2d", "is good only from ").forEach((from, words) -> {
            TestCertificates.Signed server = TestCertificates.signed("dns:localhost", from);
            try (Wires door = Wires.tls(server.own(), Optional.empty(), cloud.port())) {
                Tls tls = new Tls(List.of(server.authority()), Optional.empty(), false);
                assertThatThrownBy(() -> signIn(url("localhost", door), tls, Proxies.NONE))
                        .isInstanceOf(SignInException.class)
                        .hasMessageContainingAll(url("localhost", door), words, "clock")
                        .message()
                        .doesNotContain("caravan.cloud.cacert");
            }
        });
    }

    @Test
    void takesACertificateForItsOwnHostOnly() throws IOException {
        try (Wires door = Wires.tls(SERVER, Optional.empty(), cloud.port())) {
            assertThatThrownBy(() -> signIn(url("127.0.0.1", door), trusting(SERVER), Proxies.NONE))
                    .isInstanceOf(SignInException.class)
                    .hasMessageContaining("a certificate of another host");
        }
    }

    @Test
    void insecureTakesAnyCertificateOfAnyHost() throws IOException {
        Tls insecure = new Tls(List.of(), Optional.empty(), true);
        try (Wires door = Wires.tls(SERVER, Optional.empty(), cloud.port())) {
            assertThat(signIn(url("127.0.0.1", door), insecure, Proxies.NONE)).isEqualTo("demo (contract)");
        }
    }

    @Test
    void showsItsCertificateToAServerThatDemandsOne() throws IOException {
        Tls withOwn = new Tls(
                List.of(SERVER.certificate()),
                Optional.of(new Tls.ClientCertificate(List.of(CLIENT.certificate()), CLIENT.key())),
                false);
        try (Wires door = Wires.tls(SERVER, Optional.of(CLIENT), cloud.port())) {
            assertThat(signIn(url("localhost", door), withOwn, Proxies.NONE)).isEqualTo("demo (contract)");
            assertThat(door.noted())
                    .containsExactly(
                            CLIENT.certificate().getSubjectX500Principal().getName());
            assertThatThrownBy(() -> signIn(url("localhost", door), trusting(SERVER), Proxies.NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("caravan.cloud.cert");
            assertThat(door.noted()).hasSize(1);
        }
    }

    @Test
    void asksAProxyForHostsThatOnlyTheProxyKnows() throws IOException {
        try (Wires proxy = Wires.proxy(Map.of("keystone.test:5000", cloud.port()), "")) {
            assertThat(signIn("http://keystone.test:5000/identity/v3", Tls.USUAL, through(proxy, Optional.empty())))
                    .isEqualTo("demo (contract)");
            assertThat(proxy.noted()).containsExactly("POST keystone.test:5000");
        }
    }

    @Test
    void letsAProxyConnectItToHostsThatSpeakTls() throws IOException {
        try (Wires door = Wires.tls(SERVER, Optional.empty(), cloud.port());
                Wires proxy = Wires.proxy(Map.of("keystone.test:443", door.port()), "")) {
            assertThat(signIn("https://keystone.test/identity/v3", trusting(SERVER), through(proxy, Optional.empty())))
                    .isEqualTo("demo (contract)");
            assertThat(proxy.noted()).containsExactly("CONNECT keystone.test:443");
            assertThat(door.noted()).hasSize(1);
        }
    }

    @Test
    void tellsAProxyAtOnceWhoItIs() throws IOException {
        Optional<Proxies.Login> login = Optional.of(new Proxies.Login("u", new Secret("p:w")));
        String basic = Base64.getEncoder().encodeToString("u:p:w".getBytes(StandardCharsets.UTF_8));
        try (Wires door = Wires.tls(SERVER, Optional.empty(), cloud.port());
                Wires proxy = Wires.proxy(
                        Map.of(
                                "keystone.test:443",
                                door.port(),
                                "keystone.test:80",
                                cloud.port(),
                                "keystone.test",
                                cloud.port()),
                        basic)) {
            signIn("https://keystone.test/identity/v3", trusting(SERVER), through(proxy, login));
            signIn("http://keystone.test/identity/v3", Tls.USUAL, through(proxy, login));
            assertThat(proxy.noted()).containsExactly("CONNECT keystone.test:443", "POST keystone.test");
            assertThatThrownBy(() -> signIn(
                            "https://keystone.test/identity/v3", trusting(SERVER), through(proxy, Optional.empty())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll(
                            "the proxy 127.0.0.1:" + proxy.port() + " on the way to https://keystone.test",
                            "407",
                            "caravan.http.proxy");
        }
    }

    @Test
    void aConnectionThatIsCutAtOnceMayWantACertificateOfOurs() {
        try (Wires door = Wires.cut(SERVER)) {
            assertThatThrownBy(() -> signIn(url("localhost", door), trusting(SERVER), Proxies.NONE))
                    .isNotInstanceOf(SignInException.class)
                    .hasMessageStartingWith("POST " + url("localhost", door) + "/auth/tokens: ")
                    .hasMessageContainingAll("cut right after it was made", "caravan.cloud.cert");
        }
        try (Wires door = Wires.answering("")) {
            assertThatThrownBy(() -> signIn("http://localhost:" + door.port(), Tls.USUAL, Proxies.NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("caravan.cloud.cert");
        }
    }

    @Test
    void anAnswerThatIsNotThereOrNotWholeIsToldWithWhatWasAsked() {
        Transport hasty = Transport.direct(PATIENCE, Duration.ofMillis(200));
        try (Wires none = Wires.answering("");
                Wires half = Wires.answering("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{");
                Wires late = Wires.trickling(PATIENCE)) {
            Map.of(none, "failed to respond", half, "Premature end", late, "Read timed out")
                    .forEach((door, words) -> {
                        String base = "http://localhost:" + door.port();
                        assertThatThrownBy(() -> signIn(base + "/v3", hasty))
                                .isNotInstanceOf(SignInException.class)
                                .hasMessageStartingWith("POST " + base + "/v3/auth/tokens: ")
                                .hasMessageContaining(words);
                        assertThatThrownBy(() -> atThePortal(base, hasty))
                                .isNotInstanceOf(SignInException.class)
                                .hasMessageStartingWith("POST " + base + "/API/paas/auth/token: ")
                                .hasMessageContaining(words);
                    });
        }
    }

    private static void atThePortal(String url, Transport transport) throws IOException {
        try (CloudHttp http = CloudHttp.open(transport, "test")) {
            K5Portal.signIn(new Settings.Portal(URI.create(url), "c", "u", new Secret("geheim"), transport), http);
        }
    }

    @Test
    void aKeystoneThatSendsElsewhereIsNotFollowedButTold() {
        try (Wires door = Wires.answering("HTTP/1.1 308 Permanent Redirect\r\n"
                + "Location: https://keystone.test/v3/auth/tokens?x=y\r\nContent-Length: 0\r\n\r\n")) {
            assertThatThrownBy(() -> signIn("http://localhost:" + door.port() + "/v3", Tls.USUAL, Proxies.NONE))
                    .isInstanceOf(SignInException.class)
                    .hasMessageContainingAll(
                            "answered 308: it sends to https://keystone.test/v3/auth/tokens,",
                            "the password would go along")
                    .hasMessageEndingWith("caravan.cloud.auth-url should be https://keystone.test/v3");
            assertThat(door.noted()).hasSize(1);
        }
    }

    @Test
    void anAnswerThatTricklesInIsNotWaitedForWithoutEnd() {
        Transport transport = Transport.direct(Duration.ofMillis(100), Duration.ofMillis(400));
        try (Wires door = Wires.trickling(Duration.ofMillis(20))) {
            assertThatThrownBy(() -> signIn("http://localhost:" + door.port() + "/v3", transport))
                    .isNotInstanceOf(SignInException.class)
                    .hasMessageEndingWith("/v3/auth/tokens: no whole answer in 0.5 s");
        }
    }

    @Test
    void whatAProxyRefusesIsNotPutDownToKeystone() throws IOException {
        String asked = "POST https://keystone.test/v3/auth/tokens through the proxy 127.0.0.1:";
        Proxies.Proxy nobody = new Proxies.Proxy("127.0.0.1", 1, Optional.empty());
        Proxies away = new Proxies(Optional.of(nobody), Optional.of(nobody), List.of(), false);
        assertThatThrownBy(() -> signIn("https://keystone.test/v3", Tls.USUAL, away))
                .isNotInstanceOf(SignInException.class)
                .hasMessageStartingWith(asked + "1: Connect to ")
                .hasMessageContainingAll("caravan.http.proxy", "https_proxy");
        for (String status : List.of("401 Unauthorized", "403 Forbidden", "407 Proxy Authentication Required")) {
            try (Wires proxy = Wires.answering("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nno")) {
                assertThatThrownBy(
                                () -> signIn("https://keystone.test/v3", Tls.USUAL, through(proxy, Optional.empty())))
                        .isInstanceOf(SignInException.class)
                        .hasMessageStartingWith("the proxy 127.0.0.1:" + proxy.port()
                                + " on the way to https://keystone.test/v3/auth/tokens answered " + status + ": ")
                        .hasMessageContaining("caravan.http.proxy");
            }
        }
        try (Wires proxy = Wires.answering("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")) {
            assertThatThrownBy(() -> signIn("https://keystone.test/v3", Tls.USUAL, through(proxy, Optional.empty())))
                    .isNotInstanceOf(SignInException.class)
                    .hasMessageContainingAll("the proxy 127.0.0.1:", "answered 503", "gets no connection there");
        }
    }

    private static Proxies through(Wires proxy, Optional<Proxies.Login> login) {
        Optional<Proxies.Proxy> found = Optional.of(new Proxies.Proxy("127.0.0.1", proxy.port(), login));
        return new Proxies(found, found, List.of(), false);
    }
}
