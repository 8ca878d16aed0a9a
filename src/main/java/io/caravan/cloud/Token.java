package io.caravan.cloud;

import io.caravan.text.Secrets;
import java.time.Duration;
import java.time.Instant;

/**
 * A Keystone token.
 *
 * @param id what is sent as {@code X-Auth-Token}; a secret
 * @param issuedAt by our clock, when it was asked for
 * @param expiresAt by Keystone's word
 */
record Token(String id, Instant issuedAt, Instant expiresAt) {

    private static final Duration LONGEST_MARGIN = Duration.ofMinutes(5);

    Token {
        Secrets.knowToken(id);
    }

    /** When to fetch another: five minutes, or a fifth of its life if that is less, before it expires. */
    Instant renewAt() {
        Duration fifth = Duration.between(issuedAt, expiresAt).dividedBy(5);
        return expiresAt.minus(fifth.compareTo(LONGEST_MARGIN) < 0 ? fifth : LONGEST_MARGIN);
    }

    @Override
    public String toString() {
        return "Token[until " + expiresAt + "]";
    }
}
