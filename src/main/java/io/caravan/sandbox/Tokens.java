package io.caravan.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The tokens in force: 32 hex characters each, as K5's were. They live in memory only, so a restart ends them all. */
final class Tokens {
    private final Map<String, Instant> expiries = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Duration life;

    Tokens(Clock clock, Duration life) {
        this.clock = clock;
        this.life = life;
    }

    record Token(String id, Instant issued, Instant expires) {}

    Token issue() {
        Instant now = clock.instant();
        expiries.values().removeIf(expiry -> !now.isBefore(expiry));
        Token token = new Token(UUID.randomUUID().toString().replace("-", ""), now, now.plus(life));
        expiries.put(token.id(), token.expires());
        return token;
    }

    boolean isValid(String id) {
        Instant expiry = expiries.get(id);
        return expiry != null && clock.instant().isBefore(expiry);
    }

    void revoke(String id) {
        expiries.remove(id);
    }

    void revokeAll() {
        expiries.clear();
    }
}
