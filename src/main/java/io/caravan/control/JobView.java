package io.caravan.control;

import io.caravan.job.ImageJob;
import io.caravan.job.Stage;
import io.caravan.upload.UploadRun;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is told of a job.
 *
 * @param id the job's
 * @param image the file's name as it was dropped
 * @param target {@code container/object}
 * @param bytes of the image
 * @param claimedAt when it was taken from the inbox
 * @param progress how far the upload is; empty while nothing is sent
 * @param waitsFor what it waits for, in words; empty while it is worked on
 * @param waitingSince since when; empty where that isn't known, or it waits for nothing
 * @param nextTry when it is tried, or looked at, again at the latest
 * @param waits how often in a row it had to wait for the cloud
 * @param orders what people want of it
 * @param importId the service's id of its import; may be empty
 * @param importState the service's last word on it; may be empty
 */
public record JobView(
        String id,
        String image,
        String target,
        long bytes,
        Stage stage,
        Instant claimedAt,
        Optional<Progress> progress,
        String waitsFor,
        Optional<Instant> waitingSince,
        Optional<Instant> nextTry,
        int waits,
        Order orders,
        String importId,
        String importState) {

    /**
     * How far an upload is.
     *
     * @param percent of the bytes
     * @param bytesPerSecond since this try began
     * @param secondsLeft at that rate; empty while nothing was sent
     * @param segments how many there are
     * @param landed how many of them the cloud has
     */
    public record Progress(int percent, long bytesPerSecond, Optional<Long> secondsLeft, long segments, int landed) {

        static Progress of(UploadRun run) {
            OptionalDouble left = run.secondsLeft();
            return new Progress(
                    run.percent(),
                    (long) run.bytesPerSecond(),
                    left.isEmpty() ? Optional.empty() : Optional.of((long) Math.ceil(left.getAsDouble())),
                    run.segmentCount(),
                    run.landedSegments());
        }
    }

    /** What a job waits for, since when, and until when at the latest. */
    record Wait(String reason, Optional<Instant> since, Optional<Instant> until) {

        static final Wait NOTHING = new Wait("", Optional.empty(), Optional.empty());

        static Wait since(Instant since, String reason) {
            return new Wait(reason, Optional.of(since), Optional.empty());
        }
    }

    static JobView of(ImageJob job, Order orders, Optional<UploadRun> run, Wait wait) {
        return new JobView(
                job.id(),
                job.image(),
                job.request().target(),
                job.source().bytes(),
                job.stage(),
                job.claimedAt(),
                run.map(Progress::of),
                wait.reason(),
                wait.since(),
                wait.until(),
                job.waits(),
                orders,
                job.imported().importId(),
                job.imported().state());
    }
}
