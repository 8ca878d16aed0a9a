package io.caravan.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.settings.Credentials;
import io.caravan.text.LogText;
import io.caravan.text.Secret;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Keystone has granted: the token, and what it is good for.
 *
 * @param user the user's name, or {@code name (domain)} where the answer tells it
 * @param project likewise; empty when the token is for no project
 * @param roles by name
 */
public record Grant(Token token, String user, Optional<String> project, List<String> roles, ServiceCatalog catalog) {

    private static final Duration LEAST_LIFE = Duration.ofSeconds(1);

    /**
     * Reads Keystone's answer.
     *
     * @param askedAt by our clock; how long the token lives is Keystone's word, so that clocks may differ
     * @param reach {@code public}, {@code internal} or {@code admin}
     * @throws IOException when it doesn't say until when the token is good
     */
    static Grant of(String id, Instant askedAt, JsonNode token, String reach) throws IOException {
        Instant expires = time(token, "expires_at")
                .orElseThrow(() -> new IOException("Keystone's answer has no expires_at that is a time"));
        Duration life = Duration.between(time(token, "issued_at").orElse(askedAt), expires);
        Instant until = askedAt.plus(life.compareTo(LEAST_LIFE) < 0 ? LEAST_LIFE : life);
        List<String> roles = new ArrayList<>();
        token.path("roles")
                .forEach(role -> roles.add(LogText.clean(role.path("name").asText(""))));
        return new Grant(
                new Token(id, askedAt, until),
                named(token.path("user")).orElse(""),
                named(token.path("project")),
                List.copyOf(roles),
                ServiceCatalog.of(token, reach));
    }

    /** A time in UTC. Where an application credential ends before its token would, Keystone leaves the zone out. */
    private static Optional<Instant> time(JsonNode token, String field) {
        String text = token.path(field).asText("");
        try {
            return Optional.of(
                    text.endsWith("Z")
                            ? Instant.parse(text)
                            : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> named(JsonNode node) {
        String name = node.path("name").asText(node.path("id").asText(""));
        String domain = node.path("domain")
                .path("name")
                .asText(node.path("domain").path("id").asText(""));
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(LogText.clean(domain.isEmpty() ? name : name + " (" + domain + ")"));
    }

    /** The token itself. */
    public Secret secret() {
        return new Secret(token.id());
    }

    /** Until when the token is good, by our clock. */
    public Instant until() {
        return token.expiresAt();
    }

    /** Who that is: an application credential does not say it by itself. */
    String who(Credentials credentials) {
        return credentials instanceof Credentials.ApplicationCredential && !user.isEmpty()
                ? credentials + " of " + user
                : credentials.toString();
    }
}
