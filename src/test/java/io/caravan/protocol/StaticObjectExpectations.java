package io.caravan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Static large objects that are there: put, read, listed, changed. */
abstract class StaticObjectExpectations extends StaticFixture {
    private static final String CONFLICT =
            "<html><h1>Conflict</h1><p>There was a conflict when trying to complete your request.</p></html>";

    @Test
    void manifestIsTaken() throws IOException {
        expect(putManifest("whole", manifest(), "Content-Type", "text/x"), """
                201 Created
                Content-Length: 0
                Content-Type: text/html; charset=UTF-8
                Etag: "%s"
                Last-Modified: <date>

                """.formatted(etag(0, 1, 2)));
        expect(ask("HEAD", "/" + box + "/whole"), """
                200 OK
                Accept-Ranges: bytes
                Content-Length: 30
                Content-Type: text/x
                Etag: "%s"
                Last-Modified: <date>
                X-Manifest-Etag: %s
                X-Static-Large-Object: True
                X-Timestamp: <time>

                """.formatted(etag(0, 1, 2), md5(storedManifest())));
    }

    @Test
    void wholeIsRead() throws IOException {
        putManifest("whole", manifest(), "Content-Type", "text/x", "X-Object-Meta-Color", "red");
        expect(ask("GET", "/" + box + "/whole"), """
                200 OK
                Accept-Ranges: bytes
                Content-Length: 30
                Content-Type: text/x
                Etag: "%s"
                Last-Modified: <date>
                X-Manifest-Etag: %s
                X-Object-Meta-Color: red
                X-Static-Large-Object: True
                X-Timestamp: <time>

                part0-datapart1-datapart2-data""".formatted(etag(0, 1, 2), md5(storedManifest())));
    }

    @Test
    void rangeCrossesSegments() throws IOException {
        putManifest("whole", manifest(), "Content-Type", "text/x");
        String manifestEtag = md5(storedManifest());
        expect(ask("GET", "/" + box + "/whole", "Range", "bytes=8-12"), """
                206 Partial Content
                Accept-Ranges: bytes
                Content-Length: 5
                Content-Range: bytes 8-12/30
                Content-Type: text/x
                Etag: "%s"
                Last-Modified: <date>
                X-Manifest-Etag: %s
                X-Static-Large-Object: True
                X-Timestamp: <time>

                tapar""".formatted(etag(0, 1, 2), manifestEtag));
        expect(ask("GET", "/" + box + "/whole", "Range", "bytes=30-"), """
                416 Requested Range Not Satisfiable
                Accept-Ranges: bytes
                Content-Length: 97
                Content-Range: bytes */30
                Content-Type: text/x
                Etag: "%s"
                Last-Modified: <date>
                X-Manifest-Etag: %s
                X-Static-Large-Object: True
                X-Timestamp: <time>

                <html><h1>Requested Range Not Satisfiable</h1><p>The Range requested is not available.</p></html>""".formatted(etag(0, 1, 2), manifestEtag));
    }

    @Test
    void conditionsAreOnTheEtagOfTheWhole() throws IOException {
        putManifest("whole", manifest(), "Content-Type", "text/x");
        String known = '"' + etag(0, 1, 2) + '"';
        assertThat(ask("GET", "/" + box + "/whole", "If-Match", known, "Range", "bytes=0-4")
                        .text())
                .isEqualTo("part0");
        expect(ask("GET", "/" + box + "/whole", "If-Match", "\"other\""), """
                412 Precondition Failed
                Content-Length: 0
                Content-Type: text/html; charset=UTF-8
                Etag: %s
                Last-Modified: <date>
                X-Manifest-Etag: %s
                X-Static-Large-Object: True
                X-Timestamp: <time>

                """.formatted(known, md5(storedManifest())));
        assertThat(ask("GET", "/" + box + "/whole", "If-None-Match", known).code())
                .isEqualTo(304);
    }

    @Test
    void listingTellsTheWhole() throws IOException {
        putManifest("whole", manifest(), "Content-Type", "text/x");
        String stored = storedManifest();
        Answer listing = ask("GET", "/" + box + "?format=json");
        assertThat(masked(listing.shown()).replaceFirst("(?s).*\n\n", ""))
                .isEqualTo("""
                [{"bytes": 30, "hash": "%s", "name": "whole", "content_type": "text/x", "last_modified": "<time>",\
                 "slo_etag": "\\"%s\\""}]""".formatted(md5(stored), etag(0, 1, 2)));
        assertThat(listing.header("X-Container-Bytes-Used")).contains("" + stored.length());
    }

    @Test
    void manifestItselfIsRead() throws IOException {
        putManifest("whole", "[" + entry(0) + "]", "Content-Type", "text/x");
        String stored = """
                [{"name": "/<box>_segments/s/0", "bytes": 10, "hash": "%s",\
                 "content_type": "application/octet-stream", "last_modified": "<time>"}]""".formatted(md5("part0-data"));
        Answer answer = ask("GET", "/" + box + "/whole?multipart-manifest=get");
        expect(answer, """
                200 OK
                Accept-Ranges: bytes
                Content-Length: %d
                Content-Type: application/json; charset=utf-8
                Etag: %s
                Last-Modified: <date>
                X-Static-Large-Object: True
                X-Timestamp: <time>

                %s""".formatted(answer.body().length, md5(answer.text()), stored));
        Answer raw = ask("GET", "/" + box + "/whole?multipart-manifest=get&format=raw");
        expect(raw, """
                200 OK
                Accept-Ranges: bytes
                Content-Length: %d
                Content-Type: text/x
                Etag: %s
                Last-Modified: <date>
                X-Static-Large-Object: True
                X-Timestamp: <time>

                [{"etag": "%s", "path": "/<box>_segments/s/0", "size_bytes": 10}]""".formatted(raw.body().length, md5(raw.text()), md5("part0-data")));
    }

    @Test
    void etagOfTheRequestIsThatOfTheWhole() throws IOException {
        assertThat(putManifest("whole", manifest(), "Etag", etag(0, 1, 2)).code())
                .isEqualTo(201);
        assertThat(putManifest("whole", manifest(), "Etag", '"' + etag(0, 1, 2) + '"')
                        .code())
                .isEqualTo(201);
        expect(putManifest("other", manifest(), "Etag", etag(0, 1)), """
                422 Unprocessable Entity
                Content-Length: 93
                Content-Type: text/html; charset=UTF-8

                <html><h1>Unprocessable Entity</h1><p>Unable to process the contained instructions</p></html>""");
        assertThat(ask("HEAD", "/" + box + "/other").code()).isEqualTo(404);
    }

    @Test
    void emptyManifestIsAnEmptyObject() throws IOException {
        assertThat(putManifest("whole", "[]").header("Etag")).contains('"' + MD5_OF_NOTHING + '"');
        Answer whole = ask("GET", "/" + box + "/whole");
        assertThat(whole.code()).isEqualTo(200);
        assertThat(whole.body()).isEmpty();
    }

    @Test
    void entriesMayBePartsOfSegmentsAndBytesOfTheirOwn() throws IOException {
        String entries = """
                [{"path": "/SEG/s/0", "size_bytes": "10", "etag": null}, {"path": "SEG/s/1", "range": "-3"},
                 {"path": "//SEG/s/2", "range": "0-9"}, {"data": "aGVsbG8="}]""".replace("SEG", segments);
        String hashes = md5("part0-data") + md5("part1-data") + ":7-9;" + md5("part2-data") + md5("hello");
        assertThat(putManifest("whole", entries).header("Etag")).contains('"' + md5(hashes) + '"');
        assertThat(ask("GET", "/" + box + "/whole").text()).isEqualTo("part0-dataatapart2-datahello");
        assertThat(ask("GET", "/" + box + "/whole", "Range", "bytes=9-14").text())
                .isEqualTo("aatapa");
        assertThat(masked(ask("GET", "/" + box + "/whole?multipart-manifest=get&format=raw")
                        .text()))
                .isEqualTo("""
                        [{"etag": "%s", "path": "/<box>_segments/s/0", "size_bytes": 10},\
                         {"etag": "%s", "path": "/<box>_segments/s/1", "range": "7-9", "size_bytes": 10},\
                         {"etag": "%s", "path": "/<box>_segments/s/2", "size_bytes": 10}, {"data": "aGVsbG8="}]""".formatted(md5("part0-data"), md5("part1-data"), md5("part2-data")));
    }

    @Test
    void manifestMayNameAnother() throws IOException {
        putManifest("inner", "[" + entry(0) + ", " + entry(1) + "]");
        String outer = "[{\"path\": \"/" + box + "/inner\", \"range\": \"5-14\"}, " + entry(2) + "]";
        assertThat(putManifest("whole", outer).code()).isEqualTo(201);
        assertThat(ask("GET", "/" + box + "/whole").text()).isEqualTo("-datapart1part2-data");
        JsonNode stored = JSON.readTree(storedManifest());
        assertThat(stored.path(0).path("sub_slo").asBoolean()).isTrue();
        assertThat(stored.path(0).path("hash").asText()).isEqualTo(etag(0, 1));
        assertThat(stored.path(1).has("sub_slo")).isFalse();
    }

    @Test
    void postKeepsTheManifest() throws IOException {
        putManifest("whole", manifest(), "Content-Type", "text/x", "X-Object-Meta-Color", "red");
        assertThat(ask("POST", "/" + box + "/whole", "X-Object-Meta-Size", "big")
                        .status())
                .isEqualTo("202 Accepted");
        expect(ask("HEAD", "/" + box + "/whole"), """
                200 OK
                Accept-Ranges: bytes
                Content-Length: 30
                Content-Type: text/x
                Etag: "%s"
                Last-Modified: <date>
                X-Manifest-Etag: %s
                X-Object-Meta-Size: big
                X-Static-Large-Object: True
                X-Timestamp: <time>

                """.formatted(etag(0, 1, 2), md5(storedManifest())));
    }

    @Test
    void onlyTheQueryMakesAManifest() throws IOException {
        expect(put("/" + box + "/whole", manifest(), "X-Static-Large-Object", "True"), """
                400 Bad Request
                Content-Length: 115
                Content-Type: text/html; charset=UTF-8

                X-Static-Large-Object is a reserved header. To create a static large object add query param\
                 multipart-manifest=put.""");
    }

    @Test
    void wholeWithAFirstSegmentThatIsNotTheOneNamedCannotBeRead() throws IOException {
        putManifest("whole", manifest());
        put("/" + segments + "/s/0", "part0-dato");
        expect(ask("GET", "/" + box + "/whole"), """
                409 Conflict
                Content-Length: 95
                Content-Type: text/html; charset=UTF-8

                %s""".formatted(CONFLICT));
        assertThat(ask("HEAD", "/" + box + "/whole").header("Content-Length")).contains("30");
        assertThat(ask("GET", "/" + box + "/whole", "Range", "bytes=12-13").text())
                .isEqualTo("rt");
        ask("DELETE", "/" + segments + "/s/1");
        assertThat(ask("GET", "/" + box + "/whole", "Range", "bytes=12-13").status())
                .isEqualTo("409 Conflict");
    }

    @Test
    void wholeWithALaterSegmentThatIsNotTheOneNamedBreaksOff() throws IOException {
        String long0 = "0123456789".repeat(20_000);
        put("/" + segments + "/s/0", long0);
        putManifest("whole", "[{\"path\": \"" + segments + "/s/0\"}, " + entry(1) + "]");
        put("/" + segments + "/s/1", "part1-dato");
        Answer answer = ask("GET", "/" + box + "/whole");
        assertThat(answer.status()).isEqualTo("200 OK");
        assertThat(answer.header("Content-Length")).contains("200010");
        assertThat(answer.complete()).isFalse();
        assertThat(long0.startsWith(answer.text()))
                .as("nothing but the first segment")
                .isTrue();
    }

    @Test
    void littleThatCameBeforeSuchASegmentIsNotEvenSent() throws IOException {
        putManifest("whole", manifest());
        ask("DELETE", "/" + segments + "/s/1");
        Answer answer = ask("GET", "/" + box + "/whole");
        assertThat(answer.code()).isEqualTo(500);
        assertThat(answer.text()).startsWith("Traceback (most recent call last):\n");
        assertThat(answer.header("Connection")).contains("close");
    }
}
