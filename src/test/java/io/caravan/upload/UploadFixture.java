package io.caravan.upload;

import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;

/** Uploads for tests, without a cloud. */
final class UploadFixture {

    private UploadFixture() {}

    /** A try at a job's first attempt. */
    static UploadRun run(ImageJob job, Path file, Map<Integer, String> listed) throws JobFailure {
        return new UploadRun(
                job.id() + "/1",
                job,
                SegmentPlan.of(job, 1),
                file,
                listed,
                "",
                OlderVersion.NONE,
                false,
                () -> false,
                () -> false);
    }

    static Segment segment(UploadRun run, int index) {
        Iterator<Segment> segments = run.segments();
        for (int i = 0; i < index; i++) {
            segments.next();
        }
        return segments.next();
    }

    /** A tally of all segments, landed with these Etags. */
    static SegmentTally landed(UploadRun run, String... etags) {
        SegmentTally tally = null;
        for (int index = 0; index < etags.length; index++) {
            tally = new GatherSegments()
                    .gather(
                            tally,
                            new SegmentOutcome(segment(run, index), SegmentOutcome.Kind.LANDED, etags[index], null));
        }
        return tally;
    }
}
