package io.caravan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plain objects. */
abstract class ObjectExpectations extends Expectations {

    @BeforeEach
    void make() throws IOException {
        makeBox();
    }

    private Answer putHello(String... headers) throws IOException {
        return put("/" + box + "/a", "hello", headers);
    }

    @Test
    void objectIsStored() throws IOException {
        expect(putHello("Content-Type", "text/x"), """
                201 Created
                Content-Length: 0
                Content-Type: text/html; charset=UTF-8
                Etag: %s
                Last-Modified: <date>

                """.formatted(MD5_OF_HELLO));
        String head = """
                200 OK
                Accept-Ranges: bytes
                Content-Length: 5
                Content-Type: text/x
                Etag: %s
                Last-Modified: <date>
                X-Timestamp: <time>

                """.formatted(MD5_OF_HELLO);
        expect(ask("HEAD", "/" + box + "/a"), head);
        expect(ask("GET", "/" + box + "/a"), head + "hello");
        expect(ask("GET", "/" + box + "/a?multipart-manifest=get"), head + "hello");
    }

    @Test
    void bodyIsAskedForOnceAllChecksHavePassed() throws IOException {
        URI url = url("/" + box + "/a");
        try (Wire wire = Wire.to(url)) {
            String token = token(cloud().member());
            List<String> head = head(url, "X-Auth-Token", token, "Content-Length", "5", "Expect", "100-continue");
            wire.head("PUT", target(url), head);
            assertThat(wire.status()).isEqualTo("100 Continue");
            wire.end();
            wire.send("hello".getBytes(StandardCharsets.UTF_8));
            assertThat(wire.answer("PUT").status()).isEqualTo("201 Created");
            wire.head("HEAD", target(url), head(url, "X-Auth-Token", token));
            assertThat(wire.answer("HEAD").header("Etag")).contains(MD5_OF_HELLO);
        }
    }

    @Test
    void bodyMayComeInChunks() throws IOException {
        put("/" + box + "/a", "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", "Transfer-Encoding", "chunked");
        assertThat(ask("GET", "/" + box + "/a").text()).isEqualTo("hello");
    }

    @Test
    void etagIsComparedAsText() throws IOException {
        assertThat(putHello("Etag", MD5_OF_HELLO).code()).isEqualTo(201);
        assertThat(putHello("Etag", '"' + MD5_OF_HELLO + '"').code()).isEqualTo(201);
        for (String wrong : List.of(MD5_OF_NOTHING, MD5_OF_HELLO.toUpperCase(java.util.Locale.ROOT))) {
            expect(put("/" + box + "/b", "hello", "Etag", wrong), """
                    422 Unprocessable Entity
                    Content-Length: 93
                    Content-Type: text/html; charset=UTF-8
                    Last-Modified: <date>

                    <html><h1>Unprocessable Entity</h1><p>Unable to process the contained instructions</p></html>""");
        }
        assertThat(ask("HEAD", "/" + box + "/b").code()).isEqualTo(404);
        assertThat(put("/" + box + "/a", "other", "Etag", MD5_OF_HELLO).code()).isEqualTo(422);
        assertThat(ask("GET", "/" + box + "/a").text()).isEqualTo("hello");
    }

    @Test
    void objectMayBeKeptFromBeingReplaced() throws IOException {
        assertThat(putHello("If-None-Match", "*").code()).isEqualTo(201);
        expect(putHello("If-None-Match", "*"), """
                412 Precondition Failed
                Content-Length: 92
                Content-Type: text/html; charset=UTF-8

                <html><h1>Precondition Failed</h1><p>A precondition for this request was not met.</p></html>""");
        expect(putHello("If-None-Match", MD5_OF_HELLO), """
                400 Bad Request
                Content-Length: 29
                Content-Type: text/plain

                If-None-Match only supports *""");
    }

    @Test
    void rangeIsRead() throws IOException {
        putHello("Content-Type", "text/x");
        expect(ask("GET", "/" + box + "/a", "Range", "bytes=1-3"), """
                206 Partial Content
                Accept-Ranges: bytes
                Content-Length: 3
                Content-Range: bytes 1-3/5
                Content-Type: text/x
                Etag: %s
                Last-Modified: <date>
                X-Timestamp: <time>

                ell""".formatted(MD5_OF_HELLO));
        assertThat(range("bytes=3-")).isEqualTo("206 lo");
        assertThat(range("bytes=3-99")).isEqualTo("206 lo");
        assertThat(range("bytes=-2")).isEqualTo("206 lo");
        assertThat(range("bytes=-99")).isEqualTo("206 hello");
        assertThat(range("bytes=3-1")).isEqualTo("200 hello");
        assertThat(range("nonsense")).isEqualTo("200 hello");
        for (String beyond : List.of("bytes=5-", "bytes=-0")) {
            expect(ask("GET", "/" + box + "/a", "Range", beyond), """
                    416 Requested Range Not Satisfiable
                    Accept-Ranges: bytes
                    Content-Length: 97
                    Content-Range: bytes */5
                    Content-Type: text/x
                    Etag: %s
                    Last-Modified: <date>
                    X-Timestamp: <time>

                    <html><h1>Requested Range Not Satisfiable</h1><p>The Range requested is not available.</p></html>""".formatted(MD5_OF_HELLO));
        }
        Answer head = ask("HEAD", "/" + box + "/a", "Range", "bytes=1-3");
        assertThat(head.status()).isEqualTo("200 OK");
        assertThat(head.header("Content-Length")).contains("5");
    }

    private String range(String range) throws IOException {
        Answer answer = ask("GET", "/" + box + "/a", "Range", range);
        return answer.code() + " " + answer.text();
    }

    @Test
    void conditionsAreKept() throws IOException {
        putHello("Content-Type", "text/x");
        assertThat(ask("GET", "/" + box + "/a", "If-Match", '"' + MD5_OF_HELLO + '"')
                        .text())
                .isEqualTo("hello");
        for (String method : List.of("GET", "HEAD")) {
            expect(ask(method, "/" + box + "/a", "If-Match", "\"other\""), """
                    412 Precondition Failed
                    Content-Length: 0
                    Content-Type: text/html; charset=UTF-8
                    Etag: %s
                    Last-Modified: <date>
                    X-Timestamp: <time>

                    """.formatted(MD5_OF_HELLO));
            expect(ask(method, "/" + box + "/a", "If-None-Match", MD5_OF_HELLO), """
                    304 Not Modified
                    Accept-Ranges: bytes
                    Content-Length: 0
                    Content-Type: text/x
                    Etag: %s
                    Last-Modified: <date>
                    X-Timestamp: <time>

                    """.formatted(MD5_OF_HELLO));
        }
        assertThat(ask("GET", "/" + box + "/a", "If-None-Match", "other").code())
                .isEqualTo(200);
    }

    @Test
    void objectThatIsMissing() throws IOException {
        expect(ask("HEAD", "/" + box + "/a"), """
                404 Not Found
                Content-Length: 0
                Content-Type: text/html; charset=UTF-8

                """);
        for (String method : List.of("GET", "POST", "DELETE")) {
            expect(ask(method, "/" + box + "/a"), """
                    404 Not Found
                    Content-Length: 70
                    Content-Type: text/html; charset=UTF-8

                    %s""".formatted(NOT_FOUND));
        }
    }

    @Test
    void objectIsDeleted() throws IOException {
        putHello();
        expect(ask("DELETE", "/" + box + "/a"), """
                204 No Content
                Content-Length: 0
                Content-Type: text/html; charset=UTF-8

                """);
        assertThat(ask("HEAD", "/" + box + "/a").code()).isEqualTo(404);
        assertThat(ask("GET", "/" + box + "?format=json").text()).isEqualTo("[]");
    }

    @Test
    void postReplacesMetadata() throws IOException {
        putHello("Content-Type", "text/x", "X-Object-Meta-Color", "red");
        expect(ask("POST", "/" + box + "/a", "X-Object-Meta-Size", "big"), """
                202 Accepted
                Content-Length: 76
                Content-Type: text/html; charset=UTF-8

                <html><h1>Accepted</h1><p>The request is accepted for processing.</p></html>""");
        expect(ask("HEAD", "/" + box + "/a"), """
                200 OK
                Accept-Ranges: bytes
                Content-Length: 5
                Content-Type: text/x
                Etag: %s
                Last-Modified: <date>
                X-Object-Meta-Size: big
                X-Timestamp: <time>

                """.formatted(MD5_OF_HELLO));
    }

    @Test
    void oddNamesAreNames() throws IOException {
        List<String> names = List.of(
                "../../x", "./y", "a//b", "a b+c", "ü\u65e5", "%41", "?#;&=", "\"'\\<>", "new\nline", " ", "x/", "-");
        for (String name : names) {
            assertThat(put("/" + box + "/" + encoded(name), name).code())
                    .as(name)
                    .isEqualTo(201);
            assertThat(ask("GET", "/" + box + "/" + encoded(name)).text()).isEqualTo(name);
        }
        JsonNode listing = JSON.readTree(ask("GET", "/" + box + "?format=json").text());
        assertThat(listing.findValuesAsText("name")).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void nameHasALimit() throws IOException {
        assertThat(put("/" + box + "/" + "o".repeat(1024), "").code()).isEqualTo(201);
        assertThat(put("/" + box + "/" + encoded("ü".repeat(512)), "").code()).isEqualTo(201);
        expect(put("/" + box + "/" + "o".repeat(1025), ""), """
                400 Bad Request
                Content-Length: 43
                Content-Type: text/plain

                Object name length of 1025 longer than 1024""");
        assertThat(ask("HEAD", "/" + box + "/" + "o".repeat(1025)).code()).isEqualTo(404);
    }

    @Test
    void nameMustBeText() throws IOException {
        for (String name : List.of("%ff", "a%00b")) {
            expect(put("/" + box + "/" + name, ""), """
                    412 Precondition Failed
                    Content-Length: 29
                    Content-Type: text/html; charset=UTF-8

                    Invalid UTF8 or contains NULL""");
        }
    }

    @Test
    void metadataHasLimits() throws IOException {
        assertBadMetadata("X-Object-Meta-Big", "v".repeat(257), "Metadata value longer than 256: x-object-meta-Big");
        assertBadMetadata("X-Object-Meta-", "v", "Metadata name cannot be empty");
        String name = "N" + "n".repeat(128);
        assertBadMetadata("X-Object-Meta-" + name, "v", "Metadata name too long: x-object-meta-" + name);
    }

    private void assertBadMetadata(String name, String value, String words) throws IOException {
        expect(putHello(name, value), """
                400 Bad Request
                Content-Length: %d
                Content-Type: text/plain

                %s""".formatted(words.length(), words));
    }
}
