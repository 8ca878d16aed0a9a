package io.caravan.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
 * @param way how the service comes by the bytes, where it has several ways
 * @param outcome what came of it behind the import itself
 */
public record JobImport(
        String imageId,
        String importId,
        String state,
        int polls,
        Instant nextPoll,
        Optional<Instant> postedAt,
        long watchedMillis,
        int failedLooks,
        Way way,
        Outcome outcome) {

    /**
     * How the service comes by the bytes.
     *
     * @param method in its word; empty where there is but one
     * @param stream whether the bytes go to the service itself, in one stream, and not into an object
     * @param why it was taken, in words for the operator
     * @param ruledOut methods that were tried and don't work, each with the reason: {@code web-download: …}
     * @param records how many images were begun: one that can't go on is removed, and another begun
     * @param unchangedMillis for how long nothing has changed, of the time watched
     */
    public record Way(
            String method, boolean stream, String why, List<String> ruledOut, int records, long unchangedMillis) {

        /** There is but one, or none was chosen yet. */
        public static final Way NONE = new Way("", false, "", List.of(), 0, 0);

        /** By that method. */
        public Way by(String chosen, boolean isStream, String reason) {
            return new Way(chosen, isStream, reason, ruledOut, records, 0);
        }

        /** Never again by the present one, and why not. */
        public Way without(String reason) {
            List<String> all = new ArrayList<>(ruledOut);
            all.add(method + ": " + reason);
            return new Way("", false, "", List.copyOf(all), records, 0);
        }

        /** Whether a method was tried, and doesn't work. */
        public boolean isRuledOut(String other) {
            return ruledOut.stream().anyMatch(each -> each.startsWith(other + ": "));
        }

        /** With one more image begun. */
        public Way begun() {
            return new Way(method, stream, why, ruledOut, records + 1, 0);
        }

        /** Unchanged for so long. */
        public Way unchanged(long millis) {
            return new Way(method, stream, why, ruledOut, records, millis);
        }
    }

    /**
     * What came of an import that has succeeded.
     *
     * @param verified what of the image was compared with the file, in words
     * @param shares what became of sharing it, a project each
     * @param replaced what became of older images of its name
     * @param object what became of the object that was only a means to the image
     */
    public record Outcome(String verified, List<Share> shares, List<String> replaced, String object) {

        /** Nothing yet. */
        public static final Outcome NONE = new Outcome("", List.of(), List.of(), "");

        /** With what was compared. */
        public Outcome verified(String what) {
            return new Outcome(what, shares, replaced, object);
        }

        /** With what became of sharing it. */
        public Outcome shared(List<Share> all) {
            return new Outcome(verified, List.copyOf(all), replaced, object);
        }

        /** With what became of older images. */
        public Outcome replaced(List<String> all) {
            return new Outcome(verified, shares, List.copyOf(all), object);
        }

        /** With what became of the object. */
        public Outcome object(String what) {
            return new Outcome(verified, shares, replaced, what);
        }
    }

    /**
     * A project that the image is to be shared with.
     *
     * @param project as it was given: an id or a name
     * @param id its id; empty when it isn't known
     * @param status {@code accepted}, {@code pending} or {@code refused}
     * @param why it was refused, or is pending; may be empty
     */
    public record Share(String project, String id, String status, String why) {}

    /** What a journal of an earlier version leaves out, is empty. */
    public JobImport {
        way = way == null ? Way.NONE : way;
        outcome = outcome == null ? Outcome.NONE : outcome;
    }

    /** The state of an import that is asked for, or will be. */
    public static final String INTENDED = "intended";

    /** Nothing was intended yet. */
    public static final JobImport NONE =
            new JobImport("", "", "", 0, Instant.EPOCH, Optional.empty(), 0, 0, Way.NONE, Outcome.NONE);

    /** The intent to have an image of this id made. */
    public JobImport intending(String newImageId) {
        return new JobImport(
                newImageId, "", INTENDED, 0, Instant.EPOCH, Optional.empty(), watchedMillis, 0, way, outcome);
    }

    /** Whether there is an intent that no import id is known for. */
    public boolean unanswered() {
        return !imageId.isEmpty() && importId.isEmpty();
    }

    /** Accepted under this id; the first look is due at once. */
    public JobImport accepted(String importId, Instant now) {
        return new JobImport(imageId, importId, "accepted", 0, now, Optional.of(now), watchedMillis, 0, way, outcome);
    }

    /** Not under way any more: it is to be asked for once more. */
    public JobImport again(String newState) {
        return new JobImport(imageId, "", newState, 0, Instant.EPOCH, Optional.empty(), watchedMillis, 0, way, outcome);
    }

    /** Asked once more; this is what was seen. */
    public JobImport polled(String state, Instant nextPoll) {
        return new JobImport(imageId, importId, state, polls + 1, nextPoll, postedAt, watchedMillis, 0, way, outcome);
    }

    /** Watched for so much longer, whatever was seen. */
    public JobImport watched(Duration longer) {
        long millis = watchedMillis + longer.toMillis();
        return new JobImport(imageId, importId, state, polls, nextPoll, postedAt, millis, failedLooks, way, outcome);
    }

    /** Asked once more, and nothing was seen. */
    public JobImport missed(Instant nextPoll) {
        return new JobImport(
                imageId, importId, state, polls + 1, nextPoll, postedAt, watchedMillis, failedLooks + 1, way, outcome);
    }

    /** In that state, by the service's word or ours. */
    public JobImport in(String newState) {
        return new JobImport(
                imageId, importId, newState, polls, nextPoll, postedAt, watchedMillis, failedLooks, way, outcome);
    }

    /** By that way. */
    public JobImport by(Way newWay) {
        return new JobImport(
                imageId, importId, state, polls, nextPoll, postedAt, watchedMillis, failedLooks, newWay, outcome);
    }

    /** With what came of it. */
    public JobImport with(Outcome newOutcome) {
        return new JobImport(
                imageId, importId, state, polls, nextPoll, postedAt, watchedMillis, failedLooks, way, newOutcome);
    }
}
