package io.caravan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is refused, in which words, and whether a body is asked for before. */
abstract class RefusalExpectations extends Expectations {

    private static final String UNAUTHORIZED =
            "<html><h1>Unauthorized</h1><p>This server could not verify that you are authorized to access the document"
                    + " you requested.</p></html>";
    private static final String FORBIDDEN = "<html><h1>Forbidden</h1><p>Access was denied to this resource.</p></html>";

    @BeforeEach
    void make() throws IOException {
        makeBox();
    }

    private void assertUnauthorized(Answer answer) {
        expect(answer, """
                401 Unauthorized
                Content-Length: 131
                Content-Type: text/html; charset=UTF-8
                Www-Authenticate: Keystone uri="<identity>"
                Www-Authenticate: Swift realm="<account>"

                %s""".formatted(UNAUTHORIZED));
    }

    private void assertForbidden(Answer answer) {
        expect(answer, """
                403 Forbidden
                Content-Length: 73
                Content-Type: text/html; charset=UTF-8

                %s""".formatted(FORBIDDEN));
    }

    @Test
    void tokenMustBeGood() throws IOException {
        assertUnauthorized(send("GET", url("/" + box), ""));
        assertUnauthorized(ask("GET", "/" + box, "X-Auth-Token", "none"));
        assertUnauthorized(put("/" + box + "/a", "hello", "X-Auth-Token", "none"));
        assertUnauthorized(ask("PUT", "/" + box, "X-Auth-Token", "none"));
        assertUnauthorized(ask("DELETE", "/" + box + "/a", "X-Auth-Token", "none"));
        expect(ask("HEAD", "/" + box, "X-Auth-Token", "none"), """
                401 Unauthorized
                Content-Length: 0
                Content-Type: text/html; charset=UTF-8
                Www-Authenticate: Keystone uri="<identity>"
                Www-Authenticate: Swift realm="<account>"

                """);
    }

    @Test
    void revokedTokenIsRefused() throws IOException {
        String token = freshToken(cloud().member());
        Answer revoked = send("DELETE", tokensUrl(), "", "X-Auth-Token", token, "X-Subject-Token", token);
        assertThat(revoked.code()).isEqualTo(204);
        assertThat(revoked.body()).isEmpty();
        assertUnauthorized(ask("GET", "/" + box, "X-Auth-Token", token));
    }

    @Test
    void tokenMustBeForTheProject() throws IOException {
        String other = "/v1/AUTH_" + "0".repeat(32) + "/" + box;
        URI url = cloud().account().resolve("../" + other.substring(1));
        assertForbidden(send("GET", url, "", "X-Auth-Token", token(cloud().member())));
        String unscoped = logIn(cloud().logIn(cloud().member(), Optional.of("\"unscoped\"")))
                .header("X-Subject-Token")
                .orElseThrow();
        assertForbidden(ask("GET", "/" + box, "X-Auth-Token", unscoped));
        assertForbidden(put("/" + box + "/a", "hello", "X-Auth-Token", unscoped));
    }

    @Test
    void readerMayOnlyRead() throws IOException {
        put("/" + box + "/a", "hello");
        String token = token(cloud().reader());
        assertThat(ask("GET", "/" + box + "/a", "X-Auth-Token", token).text()).isEqualTo("hello");
        assertThat(ask("GET", "/" + box, "X-Auth-Token", token).text()).isEqualTo("a\n");
        assertThat(ask("HEAD", "", "X-Auth-Token", token).code()).isEqualTo(204);
        assertForbidden(put("/" + box + "/a", "other", "X-Auth-Token", token));
        assertForbidden(ask("POST", "/" + box + "/a", "X-Auth-Token", token));
        assertForbidden(ask("DELETE", "/" + box + "/a", "X-Auth-Token", token));
        assertForbidden(ask("PUT", "/" + box + "-none", "X-Auth-Token", token));
        assertForbidden(ask("POST", "/" + box, "X-Auth-Token", token));
        assertForbidden(ask("DELETE", "/" + box, "X-Auth-Token", token));
        assertForbidden(put("/" + box + "-none/a", "other", "X-Auth-Token", token));
        assertThat(ask("GET", "/" + box + "/a").text()).isEqualTo("hello");
    }

    @Test
    void clientThatWaitsIsRefusedBeforeItsBody() throws IOException {
        put("/" + box + "/there", "x");
        String tooMuch = "" + (maxFileSize() + 1);
        assertEarly(early("/" + box + "/a", "5", "X-Auth-Token", "none"), "401 Unauthorized", UNAUTHORIZED);
        assertEarly(early("/" + box + "/a", "5", "X-Auth-Token", token(cloud().reader())), "403 Forbidden", FORBIDDEN);
        assertEarly(early("/" + box + "-none/a", "5"), "404 Not Found", NOT_FOUND);
        assertEarly(
                early("/" + box + "/there", "5", "If-None-Match", "*"),
                "412 Precondition Failed",
                "<html><h1>Precondition Failed</h1><p>A precondition for this request was not met.</p></html>");
        assertEarly(early("/" + box + "/a", tooMuch), "413 Request Entity Too Large", "Your request is too large.");
        ask("POST", "/" + box, "X-Container-Meta-Quota-Bytes", "5");
        assertEarly(early("/" + box + "/a", "5"), "413 Request Entity Too Large", "Upload exceeds quota.");
    }

    private Answer early(String path, String length, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of("Content-Length", length, "Expect", "100-continue"));
        all.addAll(List.of(headers));
        return putAndBeCutOff(path, all.toArray(new String[0]));
    }

    private static void assertEarly(Answer answer, String status, String words) {
        assertThat(answer.interim()).isEmpty();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo(words);
    }

    private long maxFileSize() throws IOException {
        return JSON.readTree(send("GET", cloud().info(), "").text())
                .path("swift")
                .path("max_file_size")
                .asLong();
    }

    @Test
    void tooLargeABodyIsRefusedByItsLength() throws IOException {
        URI url = url("/" + box + "/a");
        try (Wire wire = Wire.to(url)) {
            String length = "" + (maxFileSize() + 1);
            wire.head("PUT", target(url), head(url, "X-Auth-Token", token(cloud().member()), "Content-Length", length));
            expect(wire.answer("PUT"), """
                    413 Request Entity Too Large
                    Content-Length: 26
                    Content-Type: text/plain

                    Your request is too large.""");
        }
    }

    /** Swift looks at what it knew of the container some moments ago; only a POST makes it look anew. */
    @Test
    void quotaIsKept() throws IOException {
        ask("POST", "/" + box, "X-Container-Meta-Quota-Bytes", "8");
        assertThat(put("/" + box + "/a", "hello").code()).isEqualTo(201);
        ask("POST", "/" + box, "X-Container-Meta-Quota-Bytes", "9");
        expect(put("/" + box + "/b", "hello"), """
                413 Request Entity Too Large
                Content-Length: 21
                Content-Type: text/html; charset=UTF-8

                Upload exceeds quota.""");
        assertThat(ask("HEAD", "/" + box + "/b").code()).isEqualTo(404);
    }

    @Test
    void missingContainerIsNotFound() throws IOException {
        expect(put("/" + box + "-none/a", "hello"), """
                404 Not Found
                Content-Length: 70
                Content-Type: text/html; charset=UTF-8

                %s""".formatted(NOT_FOUND));
        makeContainer(box + "-none");
        assertThat(put("/" + box + "-none/a", "hello").code()).isEqualTo(201);
    }

    @Test
    void bodyNeedsALength() throws IOException {
        URI url = url("/" + box + "/a");
        try (Wire wire = Wire.to(url)) {
            String token = token(cloud().member());
            wire.head("PUT", target(url), head(url, "X-Auth-Token", token, "Connection", "close"));
            expect(wire.answer("PUT"), """
                    411 Length Required
                    Content-Length: 30
                    Content-Type: text/plain

                    Missing Content-Length header.""");
        }
        for (String length : List.of("abc", "-1")) {
            Answer answer = putAndBeCutOff("/" + box + "/a", "Content-Length", length);
            assertThat(answer.status()).isEqualTo("400 Bad Request");
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void addressMustBeOne() throws IOException {
        String token = token(cloud().member());
        expect(send("GET", cloud().account().resolve("../v2/AUTH_x"), "", "X-Auth-Token", token), """
                400 Bad Request
                Content-Length: 137
                Content-Type: text/html; charset=UTF-8

                <html><h1>Bad Request</h1><p>The server could not comply with the request since it is either malformed\
                 or otherwise incorrect.</p></html>""");
        expect(send("GET", url("//a"), "", "X-Auth-Token", token), """
                412 Precondition Failed
                Content-Length: 7
                Content-Type: text/html; charset=UTF-8

                Bad URL""");
    }
}
