package io.caravan.control;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Optional;

/**
 * What people want of a job.
 *
 * @param paused since when it is to rest
 * @param cancelled since when it is not wanted any more
 * @param priority those with a higher one go first; 0 unless somebody says otherwise
 */
public record Order(Optional<Instant> paused, Optional<Instant> cancelled, int priority) {

    /** The largest priority, and below zero the smallest. */
    public static final int MOST_PRIORITY = 100;

    static final Order NONE = new Order(Optional.empty(), Optional.empty(), 0);

    /** What is left out, is empty. */
    public Order {
        paused = paused == null ? Optional.empty() : paused;
        cancelled = cancelled == null ? Optional.empty() : cancelled;
        priority = Math.max(-MOST_PRIORITY, Math.min(MOST_PRIORITY, priority));
    }

    Order pausedAt(Instant now) {
        return new Order(Optional.of(paused.orElse(now)), cancelled, priority);
    }

    Order resumed() {
        return new Order(Optional.empty(), cancelled, priority);
    }

    Order cancelledAt(Instant now) {
        return new Order(paused, Optional.of(cancelled.orElse(now)), priority);
    }

    Order with(int newPriority) {
        return new Order(paused, cancelled, newPriority);
    }

    /** Whether nothing is wanted. */
    @JsonIgnore
    public boolean isNone() {
        return equals(NONE);
    }
}
