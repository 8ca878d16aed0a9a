package io.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.cli.console.Wrapped;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;

/** How an upload has ended, for people. */
record UploadReport(PrintWriter out) {

    /** A receipt. */
    void done(JsonNode receipt) {
        Duration took = Duration.between(
                Json.MAPPER.convertValue(receipt.path("uploadStartedAt"), Instant.class),
                Json.MAPPER.convertValue(receipt.path("uploadedAt"), Instant.class));
        int segments = receipt.path("segments").size();
        row("image", receipt.path("image").asText());
        boolean isObject = !receipt.path("etag").asText().isEmpty();
        if (isObject) {
            String removed = receipt.path("objectAfterwards").asText();
            row(
                    "object",
                    receipt.path("container").asText() + "/"
                            + receipt.path("object").asText() + (removed.isEmpty() ? "" : ", " + removed));
        }
        row(
                "size",
                Quantities.readable(receipt.path("size").asLong())
                        + (isObject
                                ? segments == 0 ? " in one piece" : " in " + segments + " segments"
                                : " in one stream")
                        + ", " + Quantities.readable(took));
        if (isObject) {
            row("etag", receipt.path("etag").asText());
        }
        if (!receipt.path("compared").asText().isEmpty()) {
            row("compared", receipt.path("compared").asText());
        }
        for (JsonNode share : receipt.path("shares")) {
            String why = share.path("why").asText();
            row(
                    "shared",
                    share.path("project").asText() + ": " + share.path("status").asText()
                            + (why.isEmpty() ? "" : ", " + why));
        }
        if (!receipt.path("imageId").asText().isEmpty()) {
            row(
                    "registered",
                    receipt.path("name").asText() + ", image "
                            + receipt.path("imageId").asText());
        }
    }

    private void row(String what, String value) {
        out.printf("%-11s %s%n", what, LogText.clean(value));
    }

    /** An error file, on standard error. */
    static void failed(JsonNode error) {
        Wrapped.err("caravan: " + LogText.clean(error.path("image").asText()) + " failed while "
                + error.path("stage").asText() + ": "
                + LogText.clean(error.path("error").asText()));
        String service = error.path("service").asText();
        if (!service.isEmpty()) {
            Wrapped.err("  the service said: " + LogText.clean(service));
        }
        Wrapped.err("  " + LogText.clean(error.path("advice").asText()));
    }
}
