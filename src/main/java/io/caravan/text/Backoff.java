package io.caravan.text;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between tries that grow with each of them: every pause of Caravan's that is not a fixed period.
 *
 * @param first the pause after the first try
 * @param growth how many times as long each further one is
 * @param longest the longest pause
 */
public record Backoff(Duration first, double growth, Duration longest) {

    /** Pauses that double. */
    public Backoff(Duration first, Duration longest) {
        this(first, 2, longest);
    }

    /**
     * The pause after so many tries.
     *
     * @param tries from 1 on
     */
    public Duration pause(int tries) {
        double millis = (double) first.toMillis() * Math.pow(growth, Math.max(0, tries - 1));
        return Duration.ofMillis((long) Math.min(millis, (double) longest.toMillis()));
    }

    /**
     * The same, shorter or longer by chance, so that what failed together doesn't come back together.
     *
     * @param less by which part at most it is shorter
     * @param more by which part at most it is longer
     */
    public Duration spread(int tries, double less, double more) {
        double factor = 1 + ThreadLocalRandom.current().nextDouble(-less, Math.nextUp(more));
        return Duration.ofMillis(Math.max(1, (long) (pause(tries).toMillis() * factor)));
    }
}
