package io.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.sandbox.keystone.Addresses;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire, and in which order, when a PUT is refused before its body. */
class EarlyRefusalTest {
    @TempDir
    Path data;

    private Sandbox sandbox;
    private CloudClient client;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(data).withMaxFileSize(1_000_000));
        client = new CloudClient(sandbox);
        client.put("/box", "");
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private String put(String path, String token, String... headers) {
        return "PUT " + sandbox.objectStoreUrl().getRawPath() + path + " HTTP/1.1\nHost: sandbox\nX-Auth-Token: "
                + token + "\n" + String.join("\n", headers) + "\n\n";
    }

    @Test
    void continueComesOnceAllChecksHavePassed() throws Exception {
        try (RawConnection raw = RawConnection.to(sandbox)) {
            raw.send(put("/box/a", client.token(), "Content-Length: 5", "Expect: 100-continue"));
            assertThat(raw.head()).isEqualTo("HTTP/1.1 100 Continue\n");
            raw.send("hello");
            assertThat(raw.head())
                    .startsWith("HTTP/1.1 201 Created\n")
                    .contains("Etag: 5d41402abc4b2a76b9719d911017c592\n")
                    .contains("Content-Length: 0\n")
                    .doesNotContain("Connection: close");
            raw.send("GET /object/info HTTP/1.1\nHost: sandbox\n\n");
            assertThat(raw.head()).startsWith("HTTP/1.1 200 OK\n");
        }
    }

    @Test
    void waitingClientIsRefusedWithoutContinueAndCutOff() throws Exception {
        assertRefused(put("/box/a", "garbage", "Content-Length: 5", "Expect: 100-continue"), 401, "Unauthorized");
        assertRefused(put("/no/a", client.token(), "Content-Length: 5", "Expect: 100-continue"), 404, "Not Found");
        assertRefused(
                put("/box/a", client.token(), "Content-Length: 1000001", "Expect: 100-continue"),
                413,
                "Your request is too large.");
        client.put("/box/there", "x");
        assertRefused(
                put("/box/there", client.token(), "Content-Length: 5", "Expect: 100-continue", "If-None-Match: *"),
                412,
                "A precondition for this request was not met.");
    }

    private void assertRefused(String request, int status, String words) throws Exception {
        try (RawConnection raw = RawConnection.to(sandbox)) {
            raw.send(request);
            assertThat(raw.head()).startsWith("HTTP/1.1 " + status + " ").contains("Connection: close\n");
            assertThat(raw.rest()).contains(words);
        }
    }

    @Test
    void sendingClientGetsTheRefusalFirstAndItsBodyIsSwallowed() throws Exception {
        try (RawConnection raw = RawConnection.to(sandbox)) {
            raw.send(put("/box/a", client.token(), "Content-Length: 3000000"));
            String head = raw.head();
            assertThat(head).startsWith("HTTP/1.1 413 ").contains("Content-Type: text/plain\n");
            raw.sendBytes(new byte[3_000_000]);
            for (char expected : "Your request is too large.".toCharArray()) {
                assertThat((char) raw.read()).isEqualTo(expected);
            }
            raw.send("GET /object/info HTTP/1.1\nHost: sandbox\n\n");
            assertThat(raw.head()).startsWith("HTTP/1.1 200 OK\n");
        }
    }

    @Test
    void bodyWithoutLengthIsRefused() throws Exception {
        try (RawConnection raw = RawConnection.to(sandbox)) {
            raw.send(put("/box/a", client.token(), "Connection: close"));
            assertThat(raw.head()).startsWith("HTTP/1.1 411 ").contains("Content-Type: text/plain\n");
            assertThat(raw.rest()).isEqualTo("Missing Content-Length header.");
        }
    }

    @Test
    void lengthThatIsNoNumberIsRefusedWithoutABody() throws Exception {
        try (RawConnection raw = RawConnection.to(sandbox)) {
            raw.send(put("/box/a", client.token(), "Content-Length: abc"));
            assertThat(raw.head()).startsWith("HTTP/1.1 400 ").contains("Connection: close\n");
            assertThat(raw.rest()).isEmpty();
        }
    }

    @Test
    void chunkedBodyIsRefusedOnceItIsTooLarge() throws Exception {
        try (RawConnection raw = RawConnection.to(sandbox)) {
            raw.send(put("/box/a", client.token(), "Transfer-Encoding: chunked", "Connection: close"));
            raw.send("F4241\n").sendBytes(new byte[1_000_001]).send("\n0\n\n");
            assertThat(raw.head()).startsWith("HTTP/1.1 413 ").contains("Content-Type: text/html; charset=UTF-8\n");
            assertThat(raw.rest())
                    .isEqualTo("<html><h1>Request Entity Too Large</h1>"
                            + "<p>The body of your request was too large for this server.</p></html>");
        }
        assertThat(client.store("HEAD", "/box/a").statusCode()).isEqualTo(404);
    }

    @Test
    void chunkedBodyIsStored() throws Exception {
        try (RawConnection raw = RawConnection.to(sandbox)) {
            raw.send(put("/box/a", client.token(), "Transfer-Encoding: chunked"));
            raw.send("3\nhel\n2\nlo\n0\n\n");
            assertThat(raw.head()).startsWith("HTTP/1.1 201 ");
        }
        assertThat(client.store("GET", "/box/a").body()).isEqualTo("hello");
    }

    @Test
    void unauthorizedAnswerCarriesBothChallenges() throws Exception {
        try (RawConnection raw = RawConnection.to(sandbox)) {
            raw.send("GET " + sandbox.objectStoreUrl().getRawPath() + "/box HTTP/1.1\nHost: s\nConnection: close\n\n");
            assertThat(raw.head())
                    .containsIgnoringCase("Www-Authenticate: Swift realm=\"AUTH_" + Addresses.PROJECT_ID + "\"\n")
                    .containsIgnoringCase("WWW-Authenticate: Keystone uri=\"" + sandbox.identityUrl() + "\"\n");
            assertThat(raw.rest())
                    .isEqualTo("<html><h1>Unauthorized</h1><p>This server could not verify that you are authorized"
                            + " to access the document you requested.</p></html>");
        }
    }

    @Test
    void namesThatAreNoTextAreRefused() throws Exception {
        for (String name : new String[] {"%ff", "a%00b"}) {
            try (RawConnection raw = RawConnection.to(sandbox)) {
                raw.send(put("/box/" + name, client.token(), "Content-Length: 0", "Connection: close"));
                assertThat(raw.head()).as(name).startsWith("HTTP/1.1 412 ");
                assertThat(raw.rest()).isEqualTo("Invalid UTF8 or contains NULL");
            }
        }
    }

    @Test
    void headersMayHoldPlainUtf8() throws Exception {
        try (RawConnection raw = RawConnection.to(sandbox)) {
            raw.send(put(
                    "/box/whole",
                    client.token(),
                    "Content-Length: 0",
                    "X-Object-Manifest: box/\u00fc/",
                    "X-Object-Meta-A: \u00fc"));
            assertThat(raw.head()).startsWith("HTTP/1.1 201 ");
        }
        client.put("/box/%C3%BC/1", "hello");
        HttpResponse<String> whole = client.store("GET", "/box/whole");
        assertThat(whole.body()).isEqualTo("hello");
        byte[] meta = CloudClient.header(whole, "X-Object-Meta-A").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(meta).isEqualTo("\u00fc".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void strangeNamesStayWhatTheyAre() throws Exception {
        for (String name : new String[] {"../../x", "./y", "a%2Fb%20%2525;p", "%2e%2e/z", "%C3%BC%5C%3F%23", "a//b"}) {
            try (RawConnection raw = RawConnection.to(sandbox)) {
                raw.send(put("/box/" + name, client.token(), "Content-Length: 0", "Connection: close"));
                assertThat(raw.head()).as(name).startsWith("HTTP/1.1 201 ");
            }
        }
        assertThat(client.store("GET", "/box").body().split("\n"))
                .containsExactly("../../x", "../z", "./y", "a//b", "a/b %25;p", "ü\\?#");
    }
}
