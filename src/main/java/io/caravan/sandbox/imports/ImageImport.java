package io.caravan.sandbox.imports;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.FrontDoor;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.Reply;
import io.caravan.sandbox.keystone.Tokens;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** K5's vmimport. The form of its error bodies is known; most of its numbers are not, and so they are invented. */
public final class ImageImport implements FrontDoor.Service {
    private static final int MAX_LIST = 100;
    private static final Pattern STATUS = Pattern.compile("/vmimport/v1/imageimport/([^/]+)/status");

    private final ImportLedger ledger;
    private final Tokens tokens;

    public ImageImport(ImportLedger ledger, Tokens tokens) {
        this.ledger = ledger;
        this.tokens = tokens;
    }

    @Override
    public Reply answer(Exchange exchange) throws IOException {
        if (!tokens.isForProject(exchange.header("X-Auth-Token").orElse(""))) {
            return error(401, 40101, "The token is missing, unknown or expired.");
        }
        Matcher status = STATUS.matcher(exchange.path());
        if (exchange.path().equals("/vmimport/v1/imageimport")) {
            return switch (exchange.method()) {
                case "POST" -> post(exchange);
                case "GET" -> list(exchange);
                default -> error(405, 40501, "Method not allowed.");
            };
        }
        if (exchange.method().equals("GET") && status.matches()) {
            return ledger.find(status.group(1))
                    .map(standing -> JsonBody.reply(200, StatusAnswer.of(standing)))
                    .orElseGet(() -> error(404, 40401, "Invalid import_id."));
        }
        return error(404, 40400, "Not found.");
    }

    static Reply error(int status, int code, String message) {
        return JsonBody.reply(
                status,
                JsonBody.object().put("error_code", Integer.toString(code)).put("message", message));
    }

    private Reply post(Exchange exchange) throws IOException {
        byte[] body = exchange.body().bytes(JsonBody.MAX_BODY);
        exchange.showImportBody(body);
        Optional<ObjectNode> request = JsonBody.parseObject(body);
        if (request.isEmpty()) {
            return error(400, 40000, "The request body is no JSON object.");
        }
        ImportJob job = ledger.accept(request.get());
        return JsonBody.reply(201, JsonBody.object().put("import_id", job.importId()));
    }

    private Reply list(Exchange exchange) {
        int start = number(exchange, "start", 40035).orElse(0);
        int limit = Math.min(MAX_LIST, number(exchange, "limit", 40036).orElse(MAX_LIST));
        List<ImportLedger.Standing> all = ledger.all();
        ObjectNode body = JsonBody.object();
        ArrayNode imports = body.putArray("imports");
        all.stream()
                .skip(start)
                .limit(limit)
                .forEach(standing -> imports.addObject()
                        .put("import_id", standing.job().importId())
                        .put("import_status", StatusAnswer.word(standing))
                        .put("status", "/v1/imageimport/" + standing.job().importId() + "/status"));
        return JsonBody.reply(200, body);
    }

    private static Optional<Integer> number(Exchange exchange, String parameter, int code) {
        Optional<String> value = exchange.query(parameter);
        if (value.filter(text -> !text.matches("\\d{1,9}")).isPresent()) {
            throw new Refusal(error(400, code, "Query parameter '" + parameter + "' has invalid value."));
        }
        return value.map(Integer::valueOf);
    }
}
