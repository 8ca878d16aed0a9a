package io.caravan.sandbox.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.FrontDoor;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.http.Reply;
import io.caravan.sandbox.keystone.Tokens;
import java.util.List;

/** The image service, as far as it tells of imported images; like K5's it does not name its versions. */
public final class Images implements FrontDoor.Service {
    private static final String PATH = "/image/v2/images";

    private final ImportLedger ledger;
    private final Tokens tokens;

    public Images(ImportLedger ledger, Tokens tokens) {
        this.ledger = ledger;
        this.tokens = tokens;
    }

    @Override
    public Reply answer(Exchange exchange) {
        if (!exchange.path().equals(PATH) && !exchange.path().startsWith(PATH + "/")) {
            return error(404, "Not Found", "The resource could not be found.");
        }
        if (!tokens.isForProject(exchange.header("X-Auth-Token").orElse(""))) {
            return error(
                    401,
                    "Unauthorized",
                    "This server could not verify that you are authorized to access the document you requested."
                            + " Either you supplied the wrong credentials (e.g., bad password), or your browser does"
                            + " not understand how to supply the credentials required.");
        }
        if (!exchange.method().equals("GET")) {
            return error(404, "Not Found", "The resource could not be found.");
        }
        List<ObjectNode> images = ledger.all().stream()
                .filter(standing -> standing.job().isIn(ImportJob.State.SUCCEEDED))
                .map(standing -> ImageRecord.of(standing.job()))
                .toList();
        if (exchange.path().equals(PATH)) {
            ObjectNode body = JsonBody.object();
            body.putArray("images").addAll(images);
            return JsonBody.reply(200, body.put("schema", "/v2/schemas/images").put("first", "/v2/images"));
        }
        String id = exchange.path().substring(PATH.length() + 1);
        return images.stream()
                .filter(image -> image.path("id").asText().equals(id))
                .findFirst()
                .map(image -> JsonBody.reply(200, image))
                .orElseGet(() -> error(404, "Not Found", "No image found with ID " + id));
    }

    private static Reply error(int status, String title, String words) {
        return Reply.of(status, "text/plain", status + " " + title + "\n\n" + words + "\n\n   ");
    }
}
