package io.caravan.imports.glance;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.settings.Registration;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * What the image service tells of an image (API v2, {@code GET /v2/images/{id}}). What is missing is empty.
 *
 * @param status {@code queued}, {@code saving}, {@code uploading}, {@code importing}, {@code active}, …
 * @param size bytes, once the service knows
 * @param checksum the MD5 of the bytes that it stores
 * @param hashAlgorithm by which {@code hash} is made of the same bytes
 * @param job the job of Caravan's that has made it; empty for anybody else's image
 * @param failedStores where an import has failed: a status does not tell of it
 * @param isBusy whether an import is under way, as far as the service says so
 */
record GlanceImage(
        String status,
        OptionalLong size,
        String diskFormat,
        String checksum,
        String hashAlgorithm,
        String hash,
        String job,
        String failedStores,
        boolean isBusy) {

    /**
     * Reads a record.
     *
     * @throws IOException when it is none
     */
    static GlanceImage read(String body) throws IOException {
        JsonNode record = Json.MAPPER.readTree(body == null ? "" : body);
        if (record == null || record.path("status").asText("").isBlank()) {
            throw new IOException("the image service's answer is no image: it has no status");
        }
        return of(record);
    }

    static GlanceImage of(JsonNode record) {
        JsonNode size = record.path("size");
        return new GlanceImage(
                LogText.clean(text(record, "status")),
                size.isIntegralNumber() ? OptionalLong.of(size.longValue()) : OptionalLong.empty(),
                text(record, "disk_format"),
                text(record, "checksum"),
                text(record, "os_hash_algo"),
                text(record, "os_hash_value"),
                text(record, Registration.MARK),
                text(record, "os_glance_failed_import"),
                !text(record, "os_glance_import_task").isEmpty());
    }

    private static String text(JsonNode record, String field) {
        return record.path(field).asText("");
    }

    boolean isOf(String jobId) {
        return job.equals(jobId);
    }

    boolean isQueued() {
        return status.equals("queued");
    }

    boolean isActive() {
        return status.equals("active");
    }

    /** Whether bytes are on their way into it, or were when the service was ended. */
    boolean isReceiving() {
        return status.equals("saving") || status.equals("uploading");
    }

    /** Whether nothing becomes of it any more. */
    boolean isOver() {
        return switch (status) {
            case "killed", "deleted", "pending_delete", "deactivated" -> true;
            default -> false;
        };
    }
}
