package io.caravan.sandbox.keystone;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The tokens in force: 32 hex characters each, as K5's were. They live in memory only, so a restart ends them all. */
public final class Tokens {
    /** As Keystone's begin; a token is told from any other text by it. */
    private static final String LIKE_FERNET = "gAAAAAB";

    private final Map<String, Token> inForce = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Duration life;

    public Tokens(Clock clock, Duration life) {
        this.clock = clock;
        this.life = life;
    }

    record Token(String id, Instant issued, Instant expires, TokenOwner grant) {}

    Token issue(TokenOwner grant) {
        Instant now = clock.instant();
        inForce.values().removeIf(token -> !now.isBefore(token.expires()));
        Token token =
                new Token(LIKE_FERNET + UUID.randomUUID().toString().replace("-", ""), now, now.plus(life), grant);
        inForce.put(token.id(), token);
        return token;
    }

    /** When a token would end that was issued now. */
    Instant endOfOneIssuedNow() {
        return clock.instant().plus(life);
    }

    /** The token of this id, if it is in force. */
    Optional<Token> find(String id) {
        return Optional.ofNullable(inForce.get(id))
                .filter(token -> clock.instant().isBefore(token.expires()));
    }

    /** What a token is good for; empty if it is not in force. */
    public Optional<TokenOwner> grant(String id) {
        return find(id).map(Token::grant);
    }

    /** True for a token with a project. */
    public boolean isForProject(String id) {
        return grant(id).filter(TokenOwner::hasProject).isPresent();
    }

    void revoke(String id) {
        inForce.remove(id);
    }

    public void revokeAll() {
        inForce.clear();
    }
}
