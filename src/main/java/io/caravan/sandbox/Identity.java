package io.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Keystone v3 with one domain, one user and one project, and K5's habit to scope every token. */
final class Identity implements FrontDoor.Service {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'.000000Z'").withZone(ZoneOffset.UTC);
    private static final String MALFORMED = " The server could not comply with the request since it is either"
            + " malformed or otherwise incorrect. The client is assumed to be in error.";

    private final Addresses addresses;
    private final Tokens tokens;

    Identity(Addresses addresses, Tokens tokens) {
        this.addresses = addresses;
        this.tokens = tokens;
    }

    @Override
    public Reply answer(Exchange exchange) throws IOException {
        String path = exchange.path().replaceFirst("/+$", "");
        return switch (exchange.method() + " " + path) {
            case "POST /identity/v3/auth/tokens" -> logIn(exchange);
            case "DELETE /identity/v3/auth/tokens" -> revoke(exchange);
            case "GET /identity/v3" -> Json.reply(200, Json.object().set("version", version()));
            case "GET /identity" -> versions();
            default -> notFound();
        };
    }

    private Reply logIn(Exchange exchange) throws IOException {
        String type = exchange.header("Content-Type").orElse("application/json");
        if (!type.startsWith("application/json")) {
            return error(400, "Bad Request", "Expecting to find application/json in Content-Type header." + MALFORMED);
        }
        Optional<ObjectNode> request = Json.parseObject(exchange.body().bytes(Json.MAX_BODY));
        if (request.isEmpty()) {
            return error(400, "Bad Request", "Expecting to find valid JSON in request body." + MALFORMED);
        }
        JsonNode auth = request.get().path("auth");
        for (String required : new String[] {"auth", "identity"}) {
            JsonNode holder = required.equals("auth") ? request.get() : auth;
            if (!holder.path(required).isObject()) {
                return missing(required);
            }
        }
        if (!isKnown(auth.path("identity")) || !isOurs(auth.path("scope"))) {
            return unauthorized();
        }
        Tokens.Token token = tokens.issue();
        boolean withCatalog = exchange.query("nocatalog").isEmpty();
        return Json.reply(201, Json.object().set("token", token(token, withCatalog)))
                .with("X-Subject-Token", token.id())
                .with("Vary", "X-Auth-Token");
    }

    /** Another method than the password is refused like a wrong password; that is invented. */
    private static boolean isKnown(JsonNode identity) {
        JsonNode user = identity.path("password").path("user");
        boolean byId = user.path("id").asText().equals(Addresses.USER_ID);
        boolean byName = user.path("name").asText().equals(Sandbox.USER) && isOurDomain(user.path("domain"));
        byte[] given = user.path("password").asText().getBytes(StandardCharsets.UTF_8);
        boolean password = MessageDigest.isEqual(given, Sandbox.PASSWORD.getBytes(StandardCharsets.UTF_8));
        return identity.path("methods").path(0).asText().equals("password") && (byId || byName) && password;
    }

    private static boolean isOurs(JsonNode scope) {
        if (scope.isMissingNode() || scope.isNull() || scope.asText().equals("unscoped")) {
            return true;
        }
        JsonNode project = scope.path("project");
        return project.path("id").asText().equals(Addresses.PROJECT_ID)
                || project.path("name").asText().equals(Sandbox.PROJECT) && isOurDomain(project.path("domain"));
    }

    private static boolean isOurDomain(JsonNode domain) {
        return domain.path("name").asText().equals(Sandbox.DOMAIN)
                || domain.path("id").asText().equals(Addresses.DOMAIN_ID);
    }

    private ObjectNode token(Tokens.Token issued, boolean withCatalog) {
        ObjectNode token = Json.object();
        token.putArray("methods").add("password");
        token.putObject("user")
                .put("id", Addresses.USER_ID)
                .put("name", Sandbox.USER)
                .putNull("password_expires_at")
                .set("domain", domain());
        token.putArray("audit_ids").add(issued.id().substring(0, 22));
        token.put("expires_at", TIME.format(issued.expires()));
        token.put("issued_at", time(issued.issued()));
        token.putObject("project")
                .put("id", Addresses.PROJECT_ID)
                .put("name", Sandbox.PROJECT)
                .set("domain", domain());
        token.put("is_domain", false);
        for (String role : new String[] {"reader", "member"}) {
            token.withArray("roles").addObject().put("id", id(role)).put("name", role);
        }
        if (withCatalog) {
            ArrayNode catalog = token.putArray("catalog");
            addService(catalog, "identityv3", "identity", addresses.identity().toString());
            addService(
                    catalog,
                    "objectstorage",
                    "object-store",
                    addresses.objectStore().toString());
            addService(catalog, "image", "image", addresses.image().toString());
            // the type is invented: K5's clients look for the name
            addService(catalog, "vmimport", "vmimport", addresses.imageImport().toString());
        }
        return token;
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static ObjectNode domain() {
        return Json.object().put("id", Addresses.DOMAIN_ID).put("name", Sandbox.DOMAIN);
    }

    private static void addService(ArrayNode catalog, String name, String type, String url) {
        ObjectNode service = catalog.addObject();
        service.putArray("endpoints")
                .addObject()
                .put("id", id(name + "-endpoint"))
                .put("interface", "public")
                .put("region_id", Sandbox.REGION)
                .put("url", url)
                .put("region", Sandbox.REGION);
        service.put("id", id(name)).put("type", type).put("name", name);
    }

    private static String id(String of) {
        return Hashes.hex(Hashes.md5().digest(of.getBytes(StandardCharsets.UTF_8)));
    }

    private Reply revoke(Exchange exchange) {
        String subject = exchange.header("X-Subject-Token").orElse("");
        if (!tokens.isValid(exchange.header("X-Auth-Token").orElse(""))) {
            return unauthorized();
        }
        if (!tokens.isValid(subject)) {
            return error(404, "Not Found", "Failed to validate token");
        }
        tokens.revoke(subject);
        return Reply.empty(204);
    }

    private ObjectNode version() {
        ObjectNode version = Json.object().put("id", "v3.14").put("status", "stable");
        version.put("updated", "2020-04-07T00:00:00Z");
        version.putArray("links").addObject().put("rel", "self").put("href", addresses.identity() + "/");
        version.putArray("media-types")
                .addObject()
                .put("base", "application/json")
                .put("type", "application/vnd.openstack.identity-v3+json");
        return version;
    }

    private Reply versions() {
        ObjectNode versions = Json.object();
        versions.putObject("versions").putArray("values").add(version());
        return Json.reply(300, versions).with("Location", addresses.identity() + "/");
    }

    /** The first words are Keystone's; its three kilobytes of schema after them are left out. */
    private Reply missing(String property) {
        return error(
                400,
                "Bad Request",
                "'" + property + "' is a required property\n\nFailed validating 'required' in schema");
    }

    private Reply unauthorized() {
        return error(401, "Unauthorized", "The request you have made requires authentication.")
                .with("WWW-Authenticate", "Keystone uri=\"" + addresses.identity() + "\"");
    }

    private static Reply error(int status, String title, String message) {
        ObjectNode body = Json.object();
        body.putObject("error").put("code", status).put("message", message).put("title", title);
        String text = new String(Json.bytes(body), StandardCharsets.UTF_8) + "\n";
        return Reply.of(status, "application/json", text);
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
