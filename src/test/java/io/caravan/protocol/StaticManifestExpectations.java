package io.caravan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Manifests of static large objects that are refused, and how each refusal is told. */
abstract class StaticManifestExpectations extends StaticFixture {

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
}
