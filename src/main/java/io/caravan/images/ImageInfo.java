package io.caravan.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.settings.Registration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An image as the image service tells of it (API v2, "List images").
 *
 * @param size bytes, once they are known
 * @param owner the project's id
 * @param job the job of Caravan's that has made it, if one has
 * @param created as the service writes it
 */
public record ImageInfo(
        String id,
        String name,
        String status,
        OptionalLong size,
        String diskFormat,
        String visibility,
        String owner,
        boolean isProtected,
        boolean hidden,
        Optional<String> job,
        String created) {

    static ImageInfo of(JsonNode image) {
        JsonNode size = image.path("size");
        return new ImageInfo(
                image.path("id").asText(""),
                image.path("name").asText(""),
                image.path("status").asText(""),
                size.isIntegralNumber() ? OptionalLong.of(size.longValue()) : OptionalLong.empty(),
                image.path("disk_format").asText(""),
                image.path("visibility").asText(""),
                image.path("owner").asText(""),
                image.path("protected").asBoolean(),
                image.path("os_hidden").asBoolean(),
                Optional.of(image.path(Registration.MARK).asText("")).filter(job -> !job.isEmpty()),
                image.path("created_at").asText(""));
    }
}
