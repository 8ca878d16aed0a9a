package io.caravan.sandbox.keystone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Decides who gets which token, and refuses in Keystone's words. Whatever is wrong with a password, they are the same. */
final class SignIn {
    private static final String MALFORMED = " The server could not comply with the request since it is either"
            + " malformed or otherwise incorrect. The client is assumed to be in error.";
    private static final Set<String> METHODS = Set.of(TokenOwner.PASSWORD, TokenOwner.APPLICATION_CREDENTIAL);

    private final URI identity;

    SignIn(URI identity) {
        this.identity = identity;
    }

    /** What the request is granted; a {@link Refusal} if nothing. */
    TokenOwner judge(ObjectNode request) {
        JsonNode auth = request.path("auth");
        if (!auth.isObject()) {
            throw new Refusal(malformed("Expecting to find auth in request body."));
        }
        JsonNode how = auth.path("identity");
        if (!how.isObject()) {
            throw new Refusal(missing("identity"));
        }
        String method = how.path("methods").path(0).asText();
        if (method.isEmpty()) {
            throw new Refusal(unauthorized());
        }
        if (!METHODS.contains(method)) {
            throw new Refusal(unsupported());
        }
        if (!how.path(method).isObject()) {
            throw new Refusal(malformed("Expecting to find " + method + " in identity."));
        }
        return method.equals(TokenOwner.PASSWORD)
                ? byPassword(how.path(TokenOwner.PASSWORD), auth.path("scope"))
                : byCredential(how.path(TokenOwner.APPLICATION_CREDENTIAL), auth.path("scope"));
    }

    private TokenOwner byPassword(JsonNode password, JsonNode scope) {
        JsonNode named = password.path("user");
        if (!named.isObject()) {
            throw new Refusal(malformed("Expecting to find user in None."));
        }
        TokenOwner.User user = user(named)
                .filter(known -> same(known.userName(), named.path("password").asText()))
                .orElseThrow(() -> new Refusal(unauthorized()));
        if (scope.isMissingNode() || scope.isNull()) {
            return new TokenOwner(user, TokenOwner.PASSWORD, user.hasDefaultProject() ? user.role() : Optional.empty());
        }
        if (scope.asText().equals("unscoped") || scope.has("unscoped")) {
            return new TokenOwner(user, TokenOwner.PASSWORD, Optional.empty());
        }
        if (!isOurs(scope.path("project")) || user.role().isEmpty()) {
            throw new Refusal(unauthorized());
        }
        return new TokenOwner(user, TokenOwner.PASSWORD, user.role());
    }

    private TokenOwner byCredential(JsonNode credential, JsonNode scope) {
        boolean known = credential.has("id") ? isKnownById(credential) : isKnownByName(credential);
        if (!known
                || !same(
                        DemoAccount.APPLICATION_CREDENTIAL_SECRET,
                        credential.path("secret").asText())) {
            throw new Refusal(unauthorized());
        }
        if (!scope.isMissingNode() && !scope.isNull()) {
            throw new Refusal(withIdentity(
                    "Error authenticating with application credential: Application credentials cannot request a scope.",
                    JsonBody.object()));
        }
        return new TokenOwner(TokenOwner.User.DEMO, TokenOwner.APPLICATION_CREDENTIAL, TokenOwner.User.DEMO.role());
    }

    private static boolean isKnownById(JsonNode credential) {
        String id = credential.path("id").asText();
        if (!id.equals(DemoAccount.APPLICATION_CREDENTIAL_ID)) {
            throw new Refusal(error(404, "Not Found", "Could not find Application Credential: " + id + "."));
        }
        return true;
    }

    private static boolean isKnownByName(JsonNode credential) {
        if (!credential.has("name")) {
            throw new Refusal(malformed("Expecting to find name or ID in application credential."));
        }
        if (!credential.path("user").isObject()) {
            throw new Refusal(malformed("Expecting to find user in application credential."));
        }
        return credential.path("name").asText().equals(DemoAccount.APPLICATION_CREDENTIAL_NAME)
                && user(credential.path("user"))
                        .filter(TokenOwner.User.DEMO::equals)
                        .isPresent();
    }

    private static Optional<TokenOwner.User> user(JsonNode named) {
        if (named.has("id")) {
            String id = named.path("id").asText();
            return Stream.of(TokenOwner.User.values())
                    .filter(user -> user.id().equals(id))
                    .findFirst();
        }
        if (!named.path("domain").isObject()) {
            throw new Refusal(malformed("Expecting to find domain in user."));
        }
        String name = named.path("name").asText();
        return Stream.of(TokenOwner.User.values())
                .filter(user -> user.userName().equals(name) && isOurDomain(named.path("domain")))
                .findFirst();
    }

    private static boolean isOurs(JsonNode project) {
        if (project.has("id")) {
            return project.path("id").asText().equals(Addresses.PROJECT_ID);
        }
        if (project.isObject() && !project.path("domain").isObject()) {
            throw new Refusal(malformed("Expecting to find domain in project."));
        }
        return project.path("name").asText().equals(DemoAccount.PROJECT) && isOurDomain(project.path("domain"));
    }

    private static boolean isOurDomain(JsonNode domain) {
        return domain.path("name").asText().equals(DemoAccount.DOMAIN)
                || domain.path("id").asText().equals(Addresses.DOMAIN_ID);
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    Reply unauthorized() {
        return challenged(error(401, "Unauthorized", "The request you have made requires authentication."));
    }

    private Reply unsupported() {
        ObjectNode methods = JsonBody.object();
        METHODS.stream().sorted().forEach(methods.withArray("methods")::add);
        return withIdentity("Attempted to authenticate with an unsupported method.", methods);
    }

    private Reply withIdentity(String message, ObjectNode more) {
        ObjectNode body = JsonBody.object();
        ObjectNode error = body.putObject("error").put("code", 401);
        error.set("identity", more);
        error.put("message", message).put("title", "Unauthorized");
        return challenged(reply(401, body));
    }

    private Reply challenged(Reply reply) {
        return reply.with("WWW-Authenticate", "Keystone uri=\"" + identity + "\"");
    }

    /** 400 in Keystone's words, which go on after these. */
    static Reply malformed(String words) {
        return error(400, "Bad Request", words + MALFORMED);
    }

    /** The first words are Keystone's; its three kilobytes of schema after them are left out. */
    private static Reply missing(String property) {
        return error(
                400,
                "Bad Request",
                "'" + property + "' is a required property\n\nFailed validating 'required' in schema");
    }

    static Reply error(int status, String title, String message) {
        ObjectNode body = JsonBody.object();
        body.putObject("error").put("code", status).put("message", message).put("title", title);
        return reply(status, body);
    }

    private static Reply reply(int status, ObjectNode body) {
        String text = new String(JsonBody.bytes(body), StandardCharsets.UTF_8) + "\n";
        return Reply.of(status, "application/json", text).with("Vary", "X-Auth-Token");
    }
}
