package io.caravan.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The image's import.
 *
 * @param imageId the image's id, chosen here before the request is posted, so that a lost answer can be looked up
 * @param importId the service's id of the import; empty while it is only intended
 * @param state the state last seen, in the service's word, with its progress
 * @param polls how often the service was asked
 * @param nextPoll when to ask next
 * @param postedAt when the service accepted it
 * @param watchedMillis for how long it was looked at, in milliseconds: time in which no process ran isn't counted, and
 *     no clock that somebody sets is asked
 * @param failedLooks how many looks in a row have shown nothing
 */
public record JobImport(
        String imageId,
        String importId,
        String state,
        int polls,
        Instant nextPoll,
        Optional<Instant> postedAt,
        long watchedMillis,
        int failedLooks) {

    /** Nothing was intended yet. */
    public static final JobImport NONE = new JobImport("", "", "", 0, Instant.EPOCH, Optional.empty(), 0, 0);

    /** The intent to have an image of this id made. */
    public static JobImport intended(String imageId) {
        return new JobImport(imageId, "", "intended", 0, Instant.EPOCH, Optional.empty(), 0, 0);
    }

    /** Whether there is an intent that no import id is known for. */
    public boolean unanswered() {
        return !imageId.isEmpty() && importId.isEmpty();
    }

    /** Accepted under this id; the first look is due at once. */
    public JobImport accepted(String importId, Instant now) {
        return new JobImport(imageId, importId, "accepted", 0, now, Optional.of(now), 0, 0);
    }

    /** Asked once more; this is what was seen. */
    public JobImport polled(String state, Instant nextPoll) {
        return new JobImport(imageId, importId, state, polls + 1, nextPoll, postedAt, watchedMillis, 0);
    }

    /** Watched for so much longer, whatever was seen. */
    public JobImport watched(Duration longer) {
        return new JobImport(
                imageId, importId, state, polls, nextPoll, postedAt, watchedMillis + longer.toMillis(), failedLooks);
    }

    /** Asked once more, and nothing was seen. */
    public JobImport missed(Instant nextPoll) {
        return new JobImport(imageId, importId, state, polls + 1, nextPoll, postedAt, watchedMillis, failedLooks + 1);
    }
}
