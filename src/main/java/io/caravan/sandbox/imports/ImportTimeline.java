package io.caravan.sandbox.imports;

import java.time.Duration;

/**
 * How long an import waits and works, by the sandbox's clock. K5 says that queued and processing may repeat; so half-way
 * through its work an import is queued once more, for a tenth of {@link #processing()}.
 *
 * @param queued time until the work begins
 * @param processing time of the work, the second wait included
 */
public record ImportTimeline(Duration queued, Duration processing) {
    /** Throws {@link IllegalArgumentException} for a negative time. */
    public ImportTimeline {
        if (queued.isNegative() || processing.isNegative()) {
            throw new IllegalArgumentException("an import's times cannot be negative: " + queued + ", " + processing);
        }
    }

    /** An import that is over as soon as the object has been read. */
    public static ImportTimeline immediate() {
        return new ImportTimeline(Duration.ZERO, Duration.ZERO);
    }

    enum Phase {
        QUEUED,
        PROCESSING,
        OVER
    }

    /** Where an import stands; progress is in per cent and reaches 99 before the end. */
    record Point(Phase phase, int progress) {}

    Point at(Duration sinceAccepted) {
        if (sinceAccepted.compareTo(queued) < 0) {
            return new Point(Phase.QUEUED, 0);
        }
        Duration worked = sinceAccepted.minus(queued);
        if (worked.compareTo(processing) >= 0) {
            return new Point(Phase.OVER, 99);
        }
        int percent = (int) Math.min(99, worked.toMillis() * 100 / Math.max(1, processing.toMillis()));
        return percent >= 50 && percent < 60 ? new Point(Phase.QUEUED, 50) : new Point(Phase.PROCESSING, percent);
    }
}
