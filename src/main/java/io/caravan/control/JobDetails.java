package io.caravan.control;

import io.caravan.job.ImageJob;
import io.caravan.upload.UploadRun.SegmentState;
import java.util.List;

/**
 * All that is known of a job.
 *
 * @param job what is told of every job
 * @param journal its state, as it is written down
 * @param segments how far each segment is; empty while none is being sent
 */
public record JobDetails(JobView job, ImageJob journal, List<SegmentState> segments) {

    /** What is left out, is empty. */
    public JobDetails {
        segments = segments == null ? List.of() : List.copyOf(segments);
    }
}
