package io.caravan.sandbox.keystone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.FrontDoor;
import io.caravan.sandbox.http.Hashes;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.http.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Fujitsu K5's central portal, as far as it gives tokens; they are good for nothing here. The error for a wrong user is
 * the portal's own; the code of the one for a wrong request is invented, and so is the domain's name as the contract's
 * number.
 */
public final class Portal implements FrontDoor.Service {
    private static final String PATH = "/portal/API/paas/auth/token";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private final Tokens tokens;

    public Portal(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Reply answer(Exchange exchange) throws IOException {
        if (!exchange.method().equals("POST") || !exchange.path().equals(PATH)) {
            return Reply.of(404, "text/plain", "No service lives here.\n");
        }
        Optional<ObjectNode> request = JsonBody.parseObject(exchange.body().bytes(JsonBody.MAX_BODY));
        JsonNode user = request.map(json ->
                        json.path("auth").path("identity").path("password").path("user"))
                .orElse(JsonBody.text(""));
        if (!user.isObject()) {
            return refusal(400, "RCM300001", "The request cannot be read.");
        }
        boolean known = user.path("contract_number").asText().equals(DemoAccount.DOMAIN)
                && user.path("name").asText().equals(DemoAccount.USER)
                && user.path("password").asText().equals(DemoAccount.PASSWORD);
        return known
                ? granted()
                : refusal(401, "RCM301802", "Cannot create token from the specified user information.");
    }

    private Reply granted() {
        Instant expires = tokens.endOfOneIssuedNow();
        ObjectNode body = JsonBody.object();
        body.putObject("token")
                .put("scope", "paas")
                .put("expires_at", TIME.format(expires))
                .putObject("user")
                .put("contract_number", DemoAccount.DOMAIN)
                .put("name", DemoAccount.USER);
        String token = Hashes.hex(Hashes.sha256().digest(("portal " + expires).getBytes(StandardCharsets.UTF_8)));
        return JsonBody.reply(201, body).with("X-Access-Token", token);
    }

    private static Reply refusal(int status, String code, String words) {
        ObjectNode body = JsonBody.object().put("errorLevel", "888");
        body.putObject("framework").put("systemErrorCode", "");
        body.putObject("business")
                .put("businessErrorInfo", words)
                .put("responseErrorCode", code)
                .putArray("embeddedString");
        return JsonBody.reply(status, body);
    }
}
