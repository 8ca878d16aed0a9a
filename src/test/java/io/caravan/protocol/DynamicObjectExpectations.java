package io.caravan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dynamic large objects. */
abstract class DynamicObjectExpectations extends Expectations {

    private String segments;

    @BeforeEach
    void makeSegments() throws IOException {
        makeBox();
        segments = box + "_segments";
        makeContainer(segments);
        put("/" + segments + "/" + encoded("p ü/2"), "world");
        put("/" + segments + "/" + encoded("p ü/1"), "hello");
    }

    private Answer putManifest(String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of("X-Object-Manifest", segments + "/p%20%C3%BC/"));
        all.addAll(List.of(headers));
        return put("/" + box + "/whole", "", all.toArray(new String[0]));
    }

    private static String etag() {
        return '"' + md5(MD5_OF_HELLO + md5("world")) + '"';
    }

    @Test
    void manifestStandsForWhatIsListed() throws IOException {
        expect(putManifest("Content-Type", "text/x"), """
                201 Created
                Content-Length: 0
                Content-Type: text/html; charset=UTF-8
                Etag: %s
                Last-Modified: <date>

                """.formatted(MD5_OF_NOTHING));
        String head = """
                200 OK
                Accept-Ranges: bytes
                Content-Length: 10
                Content-Type: text/x
                Etag: %s
                Last-Modified: <date>
                X-Object-Manifest: <box>_segments/p%%20%%C3%%BC/
                X-Timestamp: <time>

                """.formatted(etag());
        expect(ask("HEAD", "/" + box + "/whole"), head);
        expect(ask("GET", "/" + box + "/whole"), head + "helloworld");
        put("/" + segments + "/" + encoded("p ü/15"), ", ");
        assertThat(ask("GET", "/" + box + "/whole").text()).isEqualTo("hello, world");
    }

    @Test
    void manifestItselfIsEmpty() throws IOException {
        putManifest("Content-Type", "text/x");
        for (String query : List.of("", "&format=raw")) {
            expect(ask("GET", "/" + box + "/whole?multipart-manifest=get" + query), """
                    200 OK
                    Accept-Ranges: bytes
                    Content-Length: 0
                    Content-Type: text/x
                    Etag: %s
                    Last-Modified: <date>
                    X-Object-Manifest: <box>_segments/p%%20%%C3%%BC/
                    X-Timestamp: <time>

                    """.formatted(MD5_OF_NOTHING));
        }
        JsonNode listed =
                JSON.readTree(ask("GET", "/" + box + "?format=json").text()).path(0);
        assertThat(listed.path("bytes").asLong()).isZero();
        assertThat(listed.path("hash").asText()).isEqualTo(MD5_OF_NOTHING);
        assertThat(listed.has("slo_etag")).isFalse();
    }

    @Test
    void rangeCrossesSegments() throws IOException {
        putManifest("Content-Type", "text/x");
        expect(ask("GET", "/" + box + "/whole", "Range", "bytes=3-6"), """
                206 Partial Content
                Accept-Ranges: bytes
                Content-Length: 4
                Content-Range: bytes 3-6/10
                Content-Type: text/x
                Etag: %s
                Last-Modified: <date>
                X-Object-Manifest: <box>_segments/p%%20%%C3%%BC/
                X-Timestamp: <time>

                lowo""".formatted(etag()));
        expect(ask("GET", "/" + box + "/whole", "Range", "bytes=10-"), """
                416 Requested Range Not Satisfiable
                Accept-Ranges: bytes
                Content-Length: 97
                Content-Range: bytes */10
                Content-Type: text/html; charset=UTF-8

                <html><h1>Requested Range Not Satisfiable</h1><p>The Range requested is not available.</p></html>""");
    }

    @Test
    void conditionsAreOnTheEtagOfTheWhole() throws IOException {
        putManifest();
        assertThat(ask("GET", "/" + box + "/whole", "If-Match", etag()).text()).isEqualTo("helloworld");
        assertThat(ask("GET", "/" + box + "/whole", "If-Match", "\"other\"").status())
                .isEqualTo("412 Precondition Failed");
        assertThat(ask("GET", "/" + box + "/whole", "If-None-Match", etag()).code())
                .isEqualTo(304);
    }

    @Test
    void withoutSegmentsItIsEmpty() throws IOException {
        put("/" + box + "/whole", "", "X-Object-Manifest", segments + "/none/");
        Answer answer = ask("GET", "/" + box + "/whole");
        assertThat(answer.status()).isEqualTo("200 OK");
        assertThat(answer.header("Content-Length")).contains("0");
        assertThat(answer.header("Etag")).contains('"' + MD5_OF_NOTHING + '"');
    }

    @Test
    void withoutTheContainerOfItsSegmentsItIsNotFound() throws IOException {
        assertThat(put("/" + box + "/whole", "", "X-Object-Manifest", box + "-none/p/")
                        .code())
                .isEqualTo(201);
        assertThat(ask("HEAD", "/" + box + "/whole").status()).isEqualTo("404 Not Found");
        assertThat(ask("GET", "/" + box + "/whole").text()).isEqualTo(NOT_FOUND);
        assertThat(ask("HEAD", "/" + box + "/whole?multipart-manifest=get").code())
                .isEqualTo(200);
    }

    @Test
    void headerHasAForm() throws IOException {
        for (String value : List.of("", "c", "/c/p", "c/", "c//p", "c/p?", "c/p&x")) {
            expect(put("/" + box + "/whole", "", "X-Object-Manifest", value), """
                    400 Bad Request
                    Content-Length: 56
                    Content-Type: text/html; charset=UTF-8

                    X-Object-Manifest must be in the format container/prefix""");
        }
    }

    @Test
    void etagOfTheRequestIsThatOfTheEmptyBody() throws IOException {
        assertThat(putManifest("Etag", etag()).code()).isEqualTo(422);
        assertThat(putManifest("Etag", MD5_OF_NOTHING).code()).isEqualTo(201);
        assertThat(putManifest("If-None-Match", "*").code()).isEqualTo(412);
    }

    @Test
    void manifestInAMissingContainerIsNotFound() throws IOException {
        expect(put("/" + box + "-none/whole", "", "X-Object-Manifest", segments + "/p/"), """
                404 Not Found
                Content-Length: 70
                Content-Type: text/html; charset=UTF-8

                %s""".formatted(NOT_FOUND));
    }

    @Test
    void postMustRepeatTheManifest() throws IOException {
        putManifest("X-Object-Meta-Color", "red");
        ask("POST", "/" + box + "/whole", "X-Object-Manifest", segments + "/p%20%C3%BC/");
        Answer kept = ask("HEAD", "/" + box + "/whole");
        assertThat(kept.header("Content-Length")).contains("10");
        assertThat(kept.header("X-Object-Meta-Color")).isEmpty();
        assertThat(ask("POST", "/" + box + "/whole", "X-Object-Meta-Color", "blue")
                        .code())
                .isEqualTo(202);
        Answer lost = ask("HEAD", "/" + box + "/whole");
        assertThat(lost.header("Content-Length")).contains("0");
        assertThat(lost.header("X-Object-Manifest")).isEmpty();
        assertThat(lost.header("Etag")).contains(MD5_OF_NOTHING);
    }

    @Test
    void deleteLeavesTheSegments() throws IOException {
        putManifest();
        assertThat(ask("DELETE", "/" + box + "/whole").code()).isEqualTo(204);
        assertThat(ask("HEAD", "/" + segments).header("X-Container-Object-Count"))
                .contains("2");
    }
}
