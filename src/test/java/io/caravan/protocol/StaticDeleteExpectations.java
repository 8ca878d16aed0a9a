package io.caravan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Static large objects that are deleted, with their segments or without. */
abstract class StaticDeleteExpectations extends StaticFixture {
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
