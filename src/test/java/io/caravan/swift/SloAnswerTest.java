package io.caravan.swift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.swift.SloAnswer.Problem;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies as Swift 2.30 sent them. */
class SloAnswerTest {

    @Test
    void takenWithoutABody() throws IOException {
        assertThat(SloAnswer.read(201, "").isTaken()).isTrue();
        assertThat(SloAnswer.read(201, null).isTaken()).isTrue();
    }

    @Test
    void takenAfterAHeartbeat() throws IOException {
        SloAnswer answer = SloAnswer.read(
                202,
                "  \r\n\r\n{\"Response Status\": \"201 Created\", \"Etag\": \"\\\"dbb7\\\"\", \"Response Body\": \"\", \"Errors\": []}");
        assertThat(answer.isTaken()).isTrue();
        assertThat(SloAnswer.read(202, " \r\n\r\nResponse Status: 201 Created\nErrors:\n")
                        .isTaken())
                .isTrue();
    }

    @Test
    void refusedForSegmentsAfterAHeartbeat() throws IOException {
        SloAnswer answer = SloAnswer.read(202, """
                 \r
                {"Response Status": "400 Bad Request", "Response Body": "Bad Request\\nThe server could not comply.",
                 "Errors": [["/c_segments/s%C3%BC%20%25%3F/2", "Size Mismatch"], ["/c_segments/a+b, c", "404 Not Found"]]}""");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.isTaken()).isFalse();
        assertThat(answer.problems())
                .containsExactly(
                        new Problem("/c_segments/s%C3%BC%20%25%3F/2", "Size Mismatch"),
                        new Problem("/c_segments/a+b, c", "404 Not Found"));
        assertThat(answer.problems().get(0).nameIn("c_segments")).contains("sü %?/2");
        assertThat(answer.problems().get(1).nameIn("c_segments")).contains("a+b, c");
        assertThat(answer.problems().get(1).nameIn("c")).isEmpty();
    }

    @Test
    void refusedForSegmentsInPlainText() throws IOException {
        String errors = "Errors:\n/c_segments/a, b/00000001, Etag Mismatch\n/c_segments/nope, 404 Not Found\n";
        SloAnswer answer = SloAnswer.read(400, errors);
        assertThat(answer.problems())
                .containsExactly(
                        new Problem("/c_segments/a, b/00000001", "Etag Mismatch"),
                        new Problem("/c_segments/nope", "404 Not Found"));
        assertThat(SloAnswer.read(202, "Response Status: 400 Bad Request\nBad Request\n" + errors))
                .matches(after -> after.status() == 400)
                .matches(after -> after.problems().equals(answer.problems()));
    }

    @Test
    void refusedAsAWhole() throws IOException {
        SloAnswer answer = SloAnswer.read(400, "Manifest must be valid JSON.\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problems()).isEmpty();
        assertThat(answer.words()).isEqualTo("Manifest must be valid JSON.");
        assertThat(
                        SloAnswer.read(
                                202,
                                "{\"Response Status\": \"404 Not Found\", \"Response Body\": \"<html><h1>Not Found</h1></html>\", \"Errors\": []}"))
                .isEqualTo(new SloAnswer(404, "<html><h1>Not Found</h1></html>", java.util.List.of()));
    }

    /** Of an error no more than 8 KiB are read; that must not look like an outage. */
    @Test
    void aRefusalThatIsCutShortIsOneAllTheSame() throws IOException {
        String cut = "{\"Errors\": [[\"/c_segments/a\", \"Etag Mismatch\"], [\"/c_segm";
        assertThat(SloAnswer.read(400, cut)).isEqualTo(new SloAnswer(400, cut, java.util.List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \r\n ", "{}", "{\"Response Status\": \"20", "Response Stat"})
    void anAnswerThatBreaksOffIsNone(String body) {
        assertThatThrownBy(() -> SloAnswer.read(202, body)).isInstanceOf(IOException.class);
    }
}
