package io.caravan.sandbox.glance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.Reply;
import java.io.IOException;
import java.time.Clock;
import java.util.Iterator;

/** The projects that images are shared with. */
final class ImageMembers {
    /** Glance's stock limit ({@code image_member_quota}). */
    private static final int MOST = 128;

    private final ImageShelf shelf;
    private final Clock clock;

    ImageMembers(ImageShelf shelf, Clock clock) {
        this.shelf = shelf;
        this.clock = clock;
    }

    Reply answer(Exchange exchange, StoredImage image, String member) throws IOException {
        if (member == null) {
            return switch (exchange.method()) {
                case "GET" -> JsonBody.reply(200, JsonBody.object().set("members", image.members()));
                case "POST" -> add(exchange, image);
                default -> throw GlanceReplies.noResource();
            };
        }
        if (exchange.method().equals("DELETE")) {
            return remove(image, member);
        }
        if (exchange.method().equals("PUT")) {
            throw GlanceReplies.forbidden("You are not authorized to complete modify_member action.");
        }
        throw GlanceReplies.noResource();
    }

    private Reply add(Exchange exchange, StoredImage image) throws IOException {
        // K5 shared what its vmimport had made, which was private
        boolean isOfK5 = image.record().has("BaseImageId");
        if (!isOfK5 && !image.record().path("visibility").asText().equals("shared")) {
            throw GlanceReplies.forbidden("Only shared images have members.");
        }
        String project = JsonBody.parseObject(exchange.body().bytes(JsonBody.MAX_BODY))
                .map(body -> body.path("member").asText(""))
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> GlanceReplies.badRequest("Member to be added not specified"));
        for (JsonNode known : image.members()) {
            if (known.path("member_id").asText().equals(project)) {
                throw GlanceReplies.conflict("Image " + image.id() + " is already associated with " + project);
            }
        }
        if (image.members().size() >= MOST) {
            throw new Refusal(GlanceReplies.error(
                    413,
                    "Request Entity Too Large",
                    "The limit has been exceeded on the number of" + " allowed image members for this image."));
        }
        String now = StoredImage.time(clock.instant());
        ObjectNode made = image.members()
                .addObject()
                .put("member_id", project)
                .put("image_id", image.id())
                .put("status", "pending")
                .put("created_at", now)
                .put("updated_at", now)
                .put("schema", "/v2/schemas/member");
        shelf.save(image);
        return JsonBody.reply(200, made);
    }

    private Reply remove(StoredImage image, String project) throws IOException {
        for (Iterator<JsonNode> all = image.members().iterator(); all.hasNext(); ) {
            if (all.next().path("member_id").asText().equals(project)) {
                all.remove();
                shelf.save(image);
                return Reply.empty(204);
            }
        }
        throw GlanceReplies.refusal(
                404, "Not Found", project + " not found in the member list of the image " + image.id() + ".");
    }
}
