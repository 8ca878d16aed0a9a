package io.caravan.settings;

import static io.caravan.settings.Key.optional;

import io.caravan.settings.Key.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of images that have ended, and when the spool's room is too little.
 *
 * @param doneImages whether an image file stays in {@code done/} after success
 * @param done how long it does, with its papers; empty for ever
 * @param failed how long one stays in {@code failed/}
 * @param warnBelow bytes of room in the spool that are too few
 */
public record Kept(boolean doneImages, Optional<Duration> done, Optional<Duration> failed, long warnBelow) {

    /** What becomes of an image file after success. */
    enum DoneImages {
        /** It lies in {@code done/}. */
        KEEP,
        /** It is deleted; its receipt stays. */
        DELETE
    }

    static final Key<DoneImages> DONE_IMAGES = Key.of(
            "caravan.done.images",
            "keep",
            Kind.oneOf(List.of(DoneImages.values())),
            "What becomes of an image file after success: `keep` (in `done/`) or `delete`. The receipt always stays.");

    static final Key<Duration> DONE_KEEP = optional(
            "caravan.done.keep",
            "for ever",
            Kind.KEPT,
            "How long images stay in `done/`, with their receipts and sidecars: `30d`.");
    static final Key<Duration> FAILED_KEEP = optional(
            "caravan.failed.keep",
            "for ever",
            Kind.KEPT,
            "How long images stay in `failed/`, with their papers and sidecars. Then they are lost.");
    static final Key<Duration> KEEP_PERIOD = Key.of(
            "caravan.keep.period",
            "1m",
            Kind.LENGTH_OF_TIME,
            "How often to look for what has been kept long enough, and for the spool's room.");
    static final Key<Long> WARN_BELOW = Key.of(
            "caravan.spool.warn-below",
            "1GiB",
            Kind.size(Settings.LARGEST_IMAGE),
            "The log says so when the spool's filesystem has less room than that.");

    static final Keys.Section SECTION =
            new Keys.Section("What is kept", "", List.of(DONE_IMAGES, DONE_KEEP, FAILED_KEEP, KEEP_PERIOD, WARN_BELOW));

    static Kept read(SettingValues values) {
        return new Kept(
                values.get(DONE_IMAGES) == DoneImages.KEEP,
                values.find(DONE_KEEP),
                values.find(FAILED_KEEP),
                values.get(WARN_BELOW));
    }
}
