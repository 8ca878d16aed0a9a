package io.caravan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Static large objects. */
abstract class StaticObjectExpectations extends Expectations {
    private static final String CONFLICT =
            "<html><h1>Conflict</h1><p>There was a conflict when trying to complete your request.</p></html>";

    private String segments;

    @BeforeEach
    void makeSegments() throws IOException {
        makeBox();
        segments = box + "_segments";
        makeContainer(segments);
        for (int i = 0; i < 3; i++) {
            assertThat(put("/" + segments + "/s/" + i, "part" + i + "-data").code())
                    .isEqualTo(201);
        }
    }

    private String entry(int index, String etag, int size) {
        return """
                {"path": "/%s/s/%d", "etag": "%s", "size_bytes": %d}""".formatted(segments, index, etag, size);
    }

    private String entry(int index) {
        return entry(index, md5("part" + index + "-data"), 10);
    }

    private String manifest() {
        return "[" + entry(0) + ", " + entry(1) + ", " + entry(2) + "]";
    }

    private static String etag(int... indexes) {
        StringBuilder hashes = new StringBuilder();
        for (int index : indexes) {
            hashes.append(md5("part" + index + "-data"));
        }
        return md5(hashes.toString());
    }

    private Answer putManifest(String object, String manifest, String... headers) throws IOException {
        return put("/" + box + "/" + object + "?multipart-manifest=put", manifest, headers);
    }

    private Answer putWithHeartbeat(String object, String manifest, String... headers) throws IOException {
        return put("/" + box + "/" + object + "?multipart-manifest=put&heartbeat=on", manifest, headers);
    }

    private String storedManifest() throws IOException {
        return ask("GET", "/" + box + "/whole?multipart-manifest=get").text();
    }

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

    /** Swift looks at several segments at once, and reports in the order in which it was done with them. */
    private void expectInAnyOrder(Answer answer, String shown) {
        String errors = "Errors:\n";
        String actual = masked(answer.shown());
        int start = actual.indexOf(errors) + errors.length();
        String sorted = actual.substring(start).lines().sorted().collect(Collectors.joining("\n"));
        assertThat(actual.substring(0, start) + sorted).isEqualTo(shown.stripTrailing());
    }

    private String wrongManifest() {
        return "[" + entry(0) + ", " + entry(1, md5("other"), 10) + ", " + entry(2, md5("part2-data"), 11) + ", "
                + entry(7).replace("s/7", "s/gone ü") + "]";
    }

    @Test
    void eachSegmentThatIsWrongIsNamed() throws IOException {
        Answer text = putManifest("whole", wrongManifest());
        expectInAnyOrder(text, """
                400 Bad Request
                Content-Length: %d
                Content-Type: text/plain

                Errors:
                /<box>_segments/s/1, Etag Mismatch
                /<box>_segments/s/2, Size Mismatch
                /<box>_segments/s/gone%%20%%C3%%BC, 404 Not Found
                """.formatted(text.body().length));
        String wrongTwice = "[" + entry(0, md5("other"), 11) + "]";
        Answer json = putManifest("whole", wrongTwice, "Accept", "application/json");
        expect(json, """
                400 Bad Request
                Content-Length: %d
                Content-Type: application/json

                {"Errors": [["/<box>_segments/s/0", "Size Mismatch"], ["/<box>_segments/s/0", "Etag Mismatch"]]}""".formatted(json.body().length));
        assertThat(ask("HEAD", "/" + box + "/whole").code()).isEqualTo(404);
    }

    @Test
    void heartbeatTellsTheStatusInTheBody() throws IOException {
        expect(putWithHeartbeat("whole", manifest()), """
                202 Accepted
                Content-Type: text/plain
                (in chunks)

                 \\r
                \\r
                Etag: "%s"
                Last Modified: <date>
                Response Body:\s
                Response Status: 201 Created
                Errors:
                """.formatted(etag(0, 1, 2)));
        expect(putWithHeartbeat("whole", manifest(), "Accept", "application/json"), """
                202 Accepted
                Content-Type: application/json
                (in chunks)

                 \\r
                \\r
                {"Response Status": "201 Created", "Etag": "\\"%s\\"", "Last Modified": "<date>",\
                 "Response Body": "", "Errors": []}""".formatted(etag(0, 1, 2)));
        assertThat(ask("GET", "/" + box + "/whole").text()).isEqualTo("part0-datapart1-datapart2-data");
    }

    @Test
    void heartbeatTellsWhatIsWrongInTheBody() throws IOException {
        expectInAnyOrder(putWithHeartbeat("whole", wrongManifest()), """
                202 Accepted
                Content-Type: text/plain
                (in chunks)

                 \\r
                \\r
                Response Body: Bad Request
                The server could not comply with the request since it is either malformed or otherwise incorrect.
                Response Status: 400 Bad Request
                Errors:
                /<box>_segments/s/1, Etag Mismatch
                /<box>_segments/s/2, Size Mismatch
                /<box>_segments/s/gone%20%C3%BC, 404 Not Found
                """);
        String oneWrong = "[" + entry(0) + ", " + entry(7).replace("s/7", "s/gone ü") + "]";
        expect(putWithHeartbeat("whole", oneWrong, "Accept", "application/json"), """
                202 Accepted
                Content-Type: application/json
                (in chunks)

                 \\r
                \\r
                {"Response Status": "400 Bad Request", "Response Body": "Bad Request\\nThe server could not comply with\
                 the request since it is either malformed or otherwise incorrect.", "Errors":\
                 [["/<box>_segments/s/gone%20%C3%BC", "404 Not Found"]]}""");
        expect(putWithHeartbeat("whole", manifest(), "Etag", etag(0), "Accept", "application/json"), """
                202 Accepted
                Content-Type: application/json
                (in chunks)

                 \\r
                \\r
                {"Response Status": "422 Unprocessable Entity", "Response Body": "Unprocessable Entity\\nUnable to\
                 process the contained instructions", "Errors": []}""");
        assertThat(ask("HEAD", "/" + box + "/whole").code()).isEqualTo(404);
    }

    @Test
    void refusalOfTheManifestItselfComesAsAPageWithinTheReport() throws IOException {
        String path = "/" + box + "-none/whole?multipart-manifest=put";
        expect(put(path, manifest()), """
                404 Not Found
                Content-Length: 70
                Content-Type: text/html; charset=UTF-8

                %s""".formatted(NOT_FOUND));
        expect(put(path + "&heartbeat=on", manifest()), """
                202 Accepted
                Content-Type: text/plain
                (in chunks)

                 \\r
                \\r
                Response Body: %s
                Response Status: 404 Not Found
                Errors:
                """.formatted(NOT_FOUND));
        expect(put(path + "&heartbeat=on", manifest(), "Accept", "application/json"), """
                202 Accepted
                Content-Type: application/json
                (in chunks)

                 \\r
                \\r
                {"Response Status": "404 Not Found", "Response Body": "%s", "Errors": []}""".formatted(NOT_FOUND));
        putManifest("whole", manifest());
        assertThat(putManifest("whole", manifest(), "If-None-Match", "*").status())
                .isEqualTo("412 Precondition Failed");
        assertThat(putWithHeartbeat("whole", manifest(), "If-None-Match", "*").text())
                .contains("Response Status: 412 Precondition Failed\n");
    }

    @Test
    void tokenThatIsNotGoodIsTheFaultOfEachSegment() throws IOException {
        Answer answer = putManifest("whole", "[" + entry(0) + ", " + entry(1) + "]", "X-Auth-Token", "none");
        expectInAnyOrder(answer, """
                400 Bad Request
                Content-Length: %d
                Content-Type: text/plain

                Errors:
                /<box>_segments/s/0, 401 Unauthorized
                /<box>_segments/s/1, 401 Unauthorized
                """.formatted(answer.body().length));
        expect(putWithHeartbeat("whole", "[" + entry(0) + "]", "X-Auth-Token", "none"), """
                202 Accepted
                Content-Type: text/plain
                (in chunks)

                 \\r
                \\r
                Response Body: Bad Request
                The server could not comply with the request since it is either malformed or otherwise incorrect.
                Response Status: 400 Bad Request
                Errors:
                /<box>_segments/s/0, 401 Unauthorized
                """);
    }

    @Test
    void whoMayOnlyReadIsRefusedTheManifest() throws IOException {
        String token = token(cloud().reader());
        expect(putManifest("whole", manifest(), "X-Auth-Token", token), """
                403 Forbidden
                Content-Length: 73
                Content-Type: text/html; charset=UTF-8

                <html><h1>Forbidden</h1><p>Access was denied to this resource.</p></html>""");
        assertThat(putWithHeartbeat("whole", manifest(), "X-Auth-Token", token).text())
                .contains("Response Status: 403 Forbidden\n");
    }

    @Test
    void quotaCountsTheManifestAlone() throws IOException {
        assertThat(ask("POST", "/" + box, "X-Container-Meta-Quota-Bytes", "20").code())
                .isEqualTo(204);
        for (Answer answer : List.of(putManifest("whole", manifest()), putWithHeartbeat("whole", manifest()))) {
            expect(answer, """
                    413 Request Entity Too Large
                    Content-Length: 21
                    Content-Type: text/html; charset=UTF-8

                    Upload exceeds quota.""");
        }
    }

    @Test
    void manifestThatIsNoListOfSegmentsIsRefused() throws IOException {
        assertRefused("nojson", "text/html; charset=UTF-8", "Manifest must be valid JSON.\n");
        assertRefused("", "text/html; charset=UTF-8", "Manifest must be valid JSON.\n");
        assertRefused("[] []", "text/html; charset=UTF-8", "Manifest must be valid JSON.\n");
        assertRefused("{}", "text/html; charset=UTF-8", "Manifest must be a list.\n");
    }

    private void assertRefused(String manifest, String type, String words) throws IOException {
        expect(putManifest("whole", manifest), """
                400 Bad Request
                Content-Length: %d
                Content-Type: %s

                %s""".formatted(words.length(), type, words));
    }

    private void assertRefused(String entries, String words) throws IOException {
        String path = "\"path\": \"/" + segments + "/s/0\"";
        assertRefused("[" + entries.replace("PATH", path) + "]", "text/plain", words);
    }

    @Test
    void entryThatCannotBeReadIsNamed() throws IOException {
        assertRefused("{PATH, \"zeta\": 1, \"extra\": 2}", "Index 0: extraneous keys \"extra\", \"zeta\"\n");
        assertRefused("{\"path\": 1}, {\"path\": \"/nowhere\"}", """
                Index 0: "path" must be a string
                Index 1: path does not refer to an object. Path must be of the form /container/object.
                """);
        assertRefused("{PATH, \"etag\": 1}", "Index 0: \"etag\" must be a string or null (if provided)\n");
        assertRefused("{PATH, \"size_bytes\": \"x\"}", "Index 0: invalid size_bytes\n");
        assertRefused(
                "{PATH, \"size_bytes\": 0}, {PATH}", "Index 0: too small; each segment must be at least 1 byte.\n");
        assertRefused("{PATH, \"range\": \"x\"}", "Index 0: invalid range\n");
        assertRefused("{PATH, \"range\": \"1-2,3-4\"}", "Index 0: multiple ranges (only one allowed)\n");
        assertRefused("{PATH, \"size_bytes\": 10, \"range\": \"10-\"}", "Index 0: unsatisfiable range\n");
        assertRefused("{\"path\": \"" + box + "/whole\"}", "Index 0: manifest must not include itself as a segment\n");
        assertRefused("{\"data\": \"aGVsbG8\"}, {PATH}", "Index 0: data must be valid base64\n");
        assertRefused("{\"data\": \"aGVsbG8=\"}", "Inline data segments require at least one object-backed segment.\n");
    }

    @Test
    void entryWithoutAPathIsMoreThanSwiftCanTake() throws IOException {
        expect(putManifest("whole", "[{\"etag\": \"x\"}]"), """
                500 Internal Error
                Content-Length: 17
                Content-Type: text/plain

                An error occurred""");
    }

    @Test
    void tooManySegmentsAreRefusedEvenWithHeartbeat() throws IOException {
        JsonNode limits = JSON.readTree(send("GET", cloud().info(), "").text()).path("slo");
        int most = limits.path("max_manifest_segments").asInt();
        String entry = "{\"path\": \"" + segments + "/s/0\"}";
        String manifest = "[" + String.join(", ", Collections.nCopies(most + 1, entry)) + "]";
        String words = "Number of object-backed segments must be <= " + most;
        for (Answer answer : List.of(putManifest("whole", manifest), putWithHeartbeat("whole", manifest))) {
            expect(answer, """
                    413 Request Entity Too Large
                    Content-Length: %d
                    Content-Type: text/html; charset=UTF-8

                    %s""".formatted(words.length(), words));
        }
        String full = "[" + String.join(", ", Collections.nCopies(most, entry)) + "]";
        assertThat(putManifest("whole", full).code()).isEqualTo(201);
        assertThat(ask("HEAD", "/" + box + "/whole").header("Content-Length")).contains("" + 10 * most);
    }

    @Test
    void tooLongAManifestIsRefusedByItsLength() throws IOException {
        JsonNode limits = JSON.readTree(send("GET", cloud().info(), "").text()).path("slo");
        int most = limits.path("max_manifest_size").asInt();
        String words = "Manifest File > " + most + " bytes";
        Answer answer = putAndBeCutOff(
                "/" + box + "/whole?multipart-manifest=put",
                "Content-Length",
                "" + (most + 1),
                "Expect",
                "100-continue");
        expect(answer, """
                413 Request Entity Too Large
                Content-Length: %d
                Content-Type: text/html; charset=UTF-8

                %s""".formatted(words.length(), words));
    }

    @Test
    void manifestNeedsALength() throws IOException {
        try (Wire wire = Wire.to(cloud().account())) {
            URI url = url("/" + box + "/whole?multipart-manifest=put");
            wire.head("PUT", target(url), head(url, "X-Auth-Token", token(cloud().member())));
            expect(wire.answer("PUT"), """
                    411 Length Required
                    Content-Length: 75
                    Content-Type: text/html; charset=UTF-8

                    <html><h1>Length Required</h1><p>Content-Length header required.</p></html>""");
        }
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

    @Test
    void plainDeleteLeavesTheSegments() throws IOException {
        putManifest("whole", manifest());
        assertThat(ask("DELETE", "/" + box + "/whole").status()).isEqualTo("204 No Content");
        assertThat(ask("HEAD", "/" + segments + "/s/0").code()).isEqualTo(200);
    }

    private Answer delete(String path, String... headers) throws IOException {
        return ask("DELETE", path + "?multipart-manifest=delete", headers);
    }

    private static String report(int deleted, int notFound, String status, String errors) {
        return """
                200 OK
                Content-Type: text/plain
                (in chunks)

                Number Deleted: %d
                Number Not Found: %d
                Response Body:\s
                Response Status: %s
                Errors:
                %s""".formatted(deleted, notFound, status, errors);
    }

    @Test
    void deleteTakesTheSegmentsAlong() throws IOException {
        putManifest("inner", "[" + entry(0) + "]");
        putManifest("whole", "[" + entry(1) + ", {\"path\": \"" + box + "/inner\"}, " + entry(2) + "]");
        ask("DELETE", "/" + segments + "/s/1");
        expect(delete("/" + box + "/whole"), report(4, 1, "200 OK", ""));
        for (String gone : List.of(box + "/whole", box + "/inner", segments + "/s/0", segments + "/s/2")) {
            assertThat(ask("HEAD", "/" + gone).code()).as(gone).isEqualTo(404);
        }
    }

    @Test
    void deleteReportsAsJsonToo() throws IOException {
        putManifest("whole", manifest());
        expect(delete("/" + box + "/whole", "Accept", "application/json"), """
                200 OK
                Content-Type: application/json
                (in chunks)

                {"Response Status": "200 OK", "Response Body": "", "Number Deleted": 4, "Number Not Found": 0,\
                 "Errors": []}""");
    }

    @Test
    void deleteOfWhatIsNoManifestReportsIt() throws IOException {
        expect(delete("/" + box + "/none"), report(0, 1, "200 OK", ""));
        expect(
                delete("/" + segments + "/s/0"),
                report(0, 0, "400 Bad Request", "/<box>_segments/s/0, Not an SLO manifest\n"));
        put("/" + box + "/dynamic", "", "X-Object-Manifest", segments + "/s/");
        expect(
                delete("/" + box + "/dynamic"),
                report(0, 0, "400 Bad Request", "/<box>/dynamic, Not an SLO manifest\n"));
        assertThat(ask("HEAD", "/" + segments + "/s/0").code()).isEqualTo(200);
    }

    @Test
    void deleteReportsWhatWasRefused() throws IOException {
        putManifest("whole", "[" + entry(0) + "]");
        expect(
                delete("/" + box + "/whole", "X-Auth-Token", "none"),
                report(0, 0, "400 Bad Request", "/<box>/whole, 401 Unauthorized\n"));
        expectInAnyOrder(
                delete("/" + box + "/whole", "X-Auth-Token", token(cloud().reader())),
                report(0, 0, "400 Bad Request", """
                        /<box>/whole, 403 Forbidden
                        /<box>_segments/s/0, 403 Forbidden
                        """));
        assertThat(ask("GET", "/" + box + "/whole").text()).isEqualTo("part0-data");
    }
}
