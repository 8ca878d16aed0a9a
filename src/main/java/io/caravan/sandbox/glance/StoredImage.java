package io.caravan.sandbox.glance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.JsonBody;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One image as it is kept on disk.
 *
 * @param record as the service tells it
 * @param tasks its imports
 * @param members projects that it is shared with
 * @param deleted whether it is gone: its id stays taken
 */
record StoredImage(ObjectNode record, ArrayNode tasks, ArrayNode members, boolean deleted) {

    static StoredImage of(ObjectNode record) {
        return new StoredImage(
                record, JsonBody.object().putArray("tasks"), JsonBody.object().putArray("members"), false);
    }

    String id() {
        return record.path("id").asText();
    }

    String status() {
        return record.path("status").asText();
    }

    boolean isProtected() {
        return record.path("protected").asBoolean();
    }

    void status(String status, Instant now) {
        record.put("status", status).put("updated_at", time(now));
    }

    StoredImage gone() {
        return new StoredImage(record, tasks, members, true);
    }

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
