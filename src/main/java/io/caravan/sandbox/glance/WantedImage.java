package io.caravan.sandbox.glance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** What Glance refuses of an image that is asked for. */
final class WantedImage {
    private static final Set<String> FORMATS =
            Set.of("ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso", "ploop");
    private static final int LONGEST_NAME = 255;

    private WantedImage() {}

    static void check(ObjectNode wanted) {
        if (wanted.path("name").asText("").length() > LONGEST_NAME) {
            throw GlanceReplies.badRequest("Provided object does not match schema 'image': '…' is too long");
        }
        String format = wanted.path("disk_format").asText("raw");
        if (!FORMATS.contains(format)) {
            throw GlanceReplies.badRequest(
                    "Provided object does not match schema 'image': '" + format + "' is not one of the formats");
        }
        wanted.fieldNames().forEachRemaining(name -> {
            if (name.startsWith("os_glance_")) {
                throw GlanceReplies.forbidden(
                        "Access was denied to this resource.\nAttribute '" + name + "' is reserved.");
            }
        });
        if (wanted.path("visibility").asText("").equals("public")) {
            throw GlanceReplies.forbidden("You are not authorized to complete publicize_image action.");
        }
    }
}
