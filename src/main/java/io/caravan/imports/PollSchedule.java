package io.caravan.imports;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When to look at an import again: after the interval at first, a quarter later each time, at most ten intervals apart,
 * give or take a tenth so that imports which began together spread.
 *
 * @param interval the pause after the first look
 */
record PollSchedule(Duration interval) {

    private static final double GROWTH = 1.25;
    private static final double MOST = 10;
    private static final double JITTER = 0.1;

    /** The pause after the given number of looks. */
    Duration pause(int polls) {
        double intervals = Math.min(MOST, Math.pow(GROWTH, polls));
        double jitter = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        return Duration.ofMillis(Math.max(1, (long) (interval.toMillis() * intervals * jitter)));
    }
}
