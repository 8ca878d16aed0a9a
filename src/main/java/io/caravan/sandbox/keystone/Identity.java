package io.caravan.sandbox.keystone;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.FrontDoor;
import io.caravan.sandbox.http.Hashes;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.http.Reach;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Keystone v3 with one domain and one project: gives tokens, tells of them, revokes them. */
public final class Identity implements FrontDoor.Service {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'.000000Z'").withZone(ZoneOffset.UTC);

    private final Addresses addresses;
    private final Tokens tokens;
    private final SignIn signIn;

    public Identity(Addresses addresses, Tokens tokens) {
        this.addresses = addresses;
        this.tokens = tokens;
        this.signIn = new SignIn(addresses.identity());
    }

    @Override
    public Reply answer(Exchange exchange) throws IOException {
        String path = exchange.path().replaceFirst("/+$", "");
        return switch (exchange.method() + " " + path) {
            case "POST /identity/v3/auth/tokens" -> logIn(exchange);
            case "GET /identity/v3/auth/tokens", "HEAD /identity/v3/auth/tokens" -> show(exchange);
            case "DELETE /identity/v3/auth/tokens" -> revoke(exchange);
            case "GET /identity/v3" -> JsonBody.reply(200, JsonBody.object().set("version", version()));
            case "GET /identity" -> versions();
            default -> path.equals("/identity/v3/auth/tokens") ? methodNotAllowed() : notFound();
        };
    }

    private Reply logIn(Exchange exchange) throws IOException {
        String type = exchange.header("Content-Type").orElse("application/json");
        if (!type.startsWith("application/json")) {
            return SignIn.malformed("Expecting to find application/json in Content-Type header.");
        }
        Optional<ObjectNode> request = JsonBody.parseObject(exchange.body().bytes(JsonBody.MAX_BODY));
        if (request.isEmpty()) {
            return SignIn.malformed("Expecting to find valid JSON in request body.");
        }
        Tokens.Token token = tokens.issue(signIn.judge(request.get()));
        return tell(201, exchange, token);
    }

    private Reply tell(int status, Exchange exchange, Tokens.Token token) {
        boolean withCatalog = exchange.query("nocatalog").isEmpty();
        return JsonBody.reply(status, JsonBody.object().set("token", token(token, withCatalog)))
                .with("X-Subject-Token", token.id())
                .with("Vary", "X-Auth-Token");
    }

    private ObjectNode token(Tokens.Token issued, boolean withCatalog) {
        TokenOwner grant = issued.grant();
        ObjectNode token = JsonBody.object();
        token.putArray("methods").add(grant.method());
        token.putObject("user")
                .put("id", grant.user().id())
                .put("name", grant.user().userName())
                .putNull("password_expires_at")
                .set("domain", domain());
        token.putArray("audit_ids").add(issued.id().substring(0, 22));
        token.put("expires_at", TIME.format(issued.expires()));
        token.put("issued_at", TIME.format(issued.issued()));
        if (!grant.hasProject()) {
            return token;
        }
        token.putObject("project")
                .put("id", Addresses.PROJECT_ID)
                .put("name", DemoAccount.PROJECT)
                .set("domain", domain());
        token.put("is_domain", false);
        for (String role : grant.roleNames()) {
            token.withArray("roles").addObject().put("id", id(role)).put("name", role);
        }
        if (grant.method().equals(TokenOwner.APPLICATION_CREDENTIAL)) {
            token.putObject("application_credential")
                    .put("id", DemoAccount.APPLICATION_CREDENTIAL_ID)
                    .put("name", DemoAccount.APPLICATION_CREDENTIAL_NAME)
                    .put("restricted", true);
        }
        if (withCatalog) {
            ArrayNode catalog = token.putArray("catalog");
            addService(catalog, "identityv3", "identity", addresses.identity());
            addService(catalog, "objectstorage", "object-store", addresses.objectStore());
            addService(catalog, "image", "image", addresses.image());
            // the type is invented: K5's clients look for the name
            addService(catalog, "vmimport", "vmimport", addresses.imageImport());
        }
        return token;
    }

    private static ObjectNode domain() {
        return JsonBody.object().put("id", Addresses.DOMAIN_ID).put("name", DemoAccount.DOMAIN);
    }

    private static void addService(ArrayNode catalog, String name, String type, URI url) {
        ObjectNode service = catalog.addObject();
        ArrayNode endpoints = service.putArray("endpoints");
        for (Reach reach : Reach.values()) {
            endpoints
                    .addObject()
                    .put("id", id(name + "-endpoint-" + reach.interfaceName()))
                    .put("interface", reach.interfaceName())
                    .put("region_id", DemoAccount.REGION)
                    .put("url", reach.at(url).toString())
                    .put("region", DemoAccount.REGION);
        }
        service.put("id", id(name)).put("type", type).put("name", name);
    }

    private static String id(String of) {
        return Hashes.hex(Hashes.md5().digest(of.getBytes(StandardCharsets.UTF_8)));
    }

    private Reply show(Exchange exchange) {
        return tell(200, exchange, subject(exchange, "validate_token"));
    }

    private Reply revoke(Exchange exchange) {
        tokens.revoke(subject(exchange, "revoke_token").id());
        return Reply.empty(204);
    }

    /** The token that a request is about, if its own token is good. */
    private Tokens.Token subject(Exchange exchange, String action) {
        if (tokens.find(exchange.header("X-Auth-Token").orElse("")).isEmpty()) {
            throw new Refusal(signIn.unauthorized());
        }
        String subject = exchange.header("X-Subject-Token")
                .orElseThrow(() -> new Refusal(SignIn.error(
                        403,
                        "Forbidden",
                        "You are not authorized to perform the requested action: identity:" + action + ".")));
        return tokens.find(subject)
                .orElseThrow(() -> new Refusal(SignIn.error(404, "Not Found", "Failed to validate token")));
    }

    private ObjectNode version() {
        ObjectNode version = JsonBody.object().put("id", "v3.14").put("status", "stable");
        version.put("updated", "2020-04-07T00:00:00Z");
        version.putArray("links").addObject().put("rel", "self").put("href", addresses.identity() + "/");
        version.putArray("media-types")
                .addObject()
                .put("base", "application/json")
                .put("type", "application/vnd.openstack.identity-v3+json");
        return version;
    }

    private Reply versions() {
        ObjectNode versions = JsonBody.object();
        versions.putObject("versions").putArray("values").add(version());
        return JsonBody.reply(300, versions).with("Location", addresses.identity() + "/");
    }

    private static Reply methodNotAllowed() {
        ObjectNode body = JsonBody.object().put("message", "The method is not allowed for the requested URL.");
        return JsonBody.reply(405, body).with("Allow", "DELETE, GET, HEAD, POST");
    }

    private static Reply notFound() {
        return Reply.of(404, "text/html; charset=utf-8", """
                <!doctype html>
                <html lang=en>
                <title>404 Not Found</title>
                <h1>Not Found</h1>
                <p>The requested URL was not found on the server. If you entered the URL manually please check your \
                spelling and try again.</p>
                """);
    }
}
