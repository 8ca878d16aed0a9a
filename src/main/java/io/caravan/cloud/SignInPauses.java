package io.caravan.cloud;

import io.caravan.http.SignInException;
import io.caravan.text.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps a refused sign-in from being repeated by everyone who needs a token: too many of them lock an account (Keystone's
 * {@code lockout_failure_attempts}). After a refusal nobody asks until a pause is over, which doubles with each further
 * one; whoever comes meanwhile gets the same refusal. Not for several threads at once.
 */
final class SignInPauses {

    private static final Duration FIRST = Duration.ofSeconds(30);

    private final Backoff backoff;
    private Optional<SignInException> refusal = Optional.empty();
    private int refusals;
    private long sinceNanos;

    SignInPauses(Duration longest) {
        backoff = new Backoff(FIRST, longest);
    }

    /** Throws the last refusal while its pause lasts. */
    void check() throws SignInException {
        if (refusal.isPresent()
                && System.nanoTime() - sinceNanos < backoff.pause(refusals).toNanos()) {
            throw refusal.get();
        }
    }

    /** Notes how asking has ended. */
    void note(Optional<IOException> problem) {
        if (problem.isPresent() && problem.get() instanceof SignInException refused) {
            refusal = Optional.of(refused);
            refusals++;
            sinceNanos = System.nanoTime();
        } else if (problem.isEmpty()) {
            refusal = Optional.empty();
            refusals = 0;
        }
    }
}
