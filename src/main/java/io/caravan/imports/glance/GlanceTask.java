package io.caravan.imports.glance;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import io.caravan.text.Secrets;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The last of an image's tasks (API v2.12, {@code GET /v2/images/{id}/tasks}). Its input, which holds the URL that was
 * asked for with its signature, is not read.
 *
 * @param message how far it is, or why it has failed
 */
record GlanceTask(String status, String message) {

    /** Reads an answer; empty when there are none, or it can't be read: older services have no such list. */
    static Optional<GlanceTask> last(int httpStatus, String body) {
        if (httpStatus != 200 || body == null) {
            return Optional.empty();
        }
        try {
            JsonNode tasks = Json.MAPPER.readTree(body).path("tasks");
            return StreamSupport.stream(tasks.spliterator(), false)
                    .max(Comparator.comparing(task -> task.path("created_at").asText("")))
                    .map(task -> new GlanceTask(
                            LogText.clean(task.path("status").asText("")),
                            LogText.clean(Secrets.hide(task.path("message").asText("")))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    boolean isFailed() {
        return status.equals("failure");
    }
}
