package io.caravan.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.control.ControlReply;
import io.caravan.text.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobsTableTest {

    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static final String URL =
            "https://swift.example.com:8080/v1/AUTH_" + "a1b2".repeat(12) + "/images_segments/";
    private static final String NAME = "a-name-of-an-image-that-is-rather-long-and-has-no-blank-in-it.qcow2";

    private static List<String> lines(int columns) throws Exception {
        ControlReply reply = Json.ofOurOwn().readValue("""
                {"paused": "2026-11-28T09:00:00Z", "jobs": [{"id": "0123456789ab", "image": "%s", "target": "images/x",
                 "bytes": 5000000000, "stage": "UPLOADING", "claimedAt": "2026-11-28T09:00:00Z",
                 "progress": {"percent": 100, "bytesPerSecond": 12345600000, "secondsLeft": 360000, "segments": 9, "landed": 8},
                 "waitsFor": "PUT %s: 503 Service Unavailable", "waitingSince": "2026-11-28T09:56:40Z",
                 "nextTry": "2026-11-28T10:01:12Z", "waits": 3, "orders": {"priority": 7},
                 "importId": "", "importState": ""}]}""".formatted(NAME, URL), ControlReply.class);
        return new JobsTable(columns, NOW).list(reply, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 132})
    void nothingIsWiderThanTheTerminal(int columns) throws Exception {
        assertThat(lines(columns)).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
    }

    @Test
    void whereThereIsRoomNothingIsCut() throws Exception {
        assertThat(lines(200)).anyMatch(line -> line.endsWith(NAME)).anyMatch(line -> line.contains(URL));
        assertThat(lines(0)).hasSize(5).anyMatch(line -> line.contains(NAME));
        assertThat(lines(0).get(4))
                .isEqualTo("    priority 7; waits 3 min 20 s for PUT " + URL
                        + ": 503 Service Unavailable; next try in 1 min 12 s");
    }
}
