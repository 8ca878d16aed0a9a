package io.caravan.imports.vmimport;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.text.LogText;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * What {@code GET /v1/imageimport/<id>/status} says. The service writes numbers as text or as numbers, goes back from
 * {@code processing} to {@code queued}, and may add fields; none of that is an error, nor is a state that isn't known.
 *
 * @param state the service's word
 * @param progress percent, where it gives one
 * @param message what it says of a failure
 */
record ImportStatus(String state, OptionalInt progress, String message) {

    enum Phase {
        UNDER_WAY,
        SUCCEEDED,
        FAILED
    }

    /**
     * Reads a status.
     *
     * @throws IOException when the body has no state: then it is no status
     */
    static ImportStatus of(JsonNode body) throws IOException {
        String state = body.path("import_status").asText("");
        if (state.isBlank()) {
            throw new IOException("the answer has no import_status");
        }
        JsonNode progress = body.path("progress");
        String message = body.path("error_message").asText(body.path("message").asText(""));
        return new ImportStatus(LogText.clean(state), percent(progress.asText("")), message);
    }

    private static OptionalInt percent(String text) {
        return text.matches("\\d{1,3}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    Phase phase() {
        return switch (state) {
            case "succeeded" -> Phase.SUCCEEDED;
            case "failed" -> Phase.FAILED;
            default -> Phase.UNDER_WAY;
        };
    }

    /** {@code processing 40 %}. */
    String text() {
        boolean worthSaying = phase() == Phase.UNDER_WAY && progress.isPresent() && !state.equals("queued");
        return worthSaying ? state + " " + progress.getAsInt() + " %" : state;
    }
}
