package io.caravan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;

/** Segments, and manifests of them. */
abstract class StaticFixture extends Expectations {
    /** The container of three segments, {@code s/0} to {@code s/2}. */
    String segments;

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

    String entry(int index, String etag, int size) {
        return """
                {"path": "/%s/s/%d", "etag": "%s", "size_bytes": %d}""".formatted(segments, index, etag, size);
    }

    String entry(int index) {
        return entry(index, md5("part" + index + "-data"), 10);
    }

    String manifest() {
        return "[" + entry(0) + ", " + entry(1) + ", " + entry(2) + "]";
    }

    /** The Etag of a whole that is made of these segments. */
    static String etag(int... indexes) {
        StringBuilder hashes = new StringBuilder();
        for (int index : indexes) {
            hashes.append(md5("part" + index + "-data"));
        }
        return md5(hashes.toString());
    }

    Answer putManifest(String object, String manifest, String... headers) throws IOException {
        return put("/" + box + "/" + object + "?multipart-manifest=put", manifest, headers);
    }

    Answer putWithHeartbeat(String object, String manifest, String... headers) throws IOException {
        return put("/" + box + "/" + object + "?multipart-manifest=put&heartbeat=on", manifest, headers);
    }

    String storedManifest() throws IOException {
        return ask("GET", "/" + box + "/whole?multipart-manifest=get").text();
    }

    /** Swift looks at several segments at once, and reports in the order in which it was done with them. */
    void expectInAnyOrder(Answer answer, String shown) {
        String errors = "Errors:\n";
        String actual = masked(answer.shown());
        int start = actual.indexOf(errors) + errors.length();
        String sorted = actual.substring(start).lines().sorted().collect(Collectors.joining("\n"));
        assertThat(actual.substring(0, start) + sorted).isEqualTo(shown.stripTrailing());
    }
}
