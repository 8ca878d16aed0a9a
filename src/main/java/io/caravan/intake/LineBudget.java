package io.caravan.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntConsumer;

/** Keeps a log short whatever lies in the inbox: so many lines in so much time, and one more that counts the rest. */
final class LineBudget {

    private static final int LINES = 20;
    private static final Duration TIME = Duration.ofMinutes(5);

    private final Clock clock;
    private final IntConsumer rest;
    private Instant begin;
    private int spent;

    /** @param rest is told at the end of a time how many lines were left out in it */
    LineBudget(Clock clock, IntConsumer rest) {
        this.clock = clock;
        this.rest = rest;
        this.begin = clock.instant();
    }

    /** Whether there is a line left; it counts as written. */
    boolean take() {
        settle();
        spent++;
        return spent <= LINES;
    }

    /** Tells of what was left out, once the time is over. */
    void settle() {
        Instant now = clock.instant();
        if (begin.isAfter(now) || !begin.plus(TIME).isAfter(now)) {
            if (spent > LINES) {
                rest.accept(spent - LINES);
            }
            begin = now;
            spent = 0;
        }
    }
}
