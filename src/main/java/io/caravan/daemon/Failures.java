package io.caravan.daemon;

import io.caravan.http.HttpAnswers;
import io.caravan.imports.ImportWatch;
import io.caravan.job.FinishJob;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.job.Jobs;
import io.caravan.text.LogText;
import io.caravan.upload.Segment;
import io.caravan.upload.SegmentOutcome;
import io.caravan.upload.SegmentOutcomes;
import io.caravan.upload.SegmentTally;
import io.caravan.upload.Uploads;
import io.caravan.upload.region.UploadStoppedException;
import java.io.UncheckedIOException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a failure means for its job, in words: kept for later, failed for good, or no more than a look that missed. */
public final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private static final int UNAUTHORIZED = 401;

    /** A verdict it is not: Ceph's gateway says the same while it can't ask Keystone. */
    private static final String NOT_LET_IN = " (though the token is new: this user may have no role that the service"
            + " accepts, or the service can't ask Keystone now, or belongs to another cloud)";

    private final Jobs jobs;
    private final FinishJob finish;
    private final Uploads uploads;
    private final ImportWatch importWatch;
    private final SegmentOutcomes outcomes;

    Failures(Jobs jobs, FinishJob finish, Uploads uploads, ImportWatch importWatch, SegmentOutcomes outcomes) {
        this.jobs = jobs;
        this.finish = finish;
        this.uploads = uploads;
        this.importWatch = importWatch;
        this.outcomes = outcomes;
    }

    /** Whether the step that has failed is tried again at once. */
    public boolean isWorthAnotherTry(Exception caught) {
        return Verdict.of(caught).isAgain();
    }

    /** What becomes of a job whose step is not tried again: it waits, or fails. */
    public ImageJob settle(ImageJob job, Throwable caught) {
        return Verdict.of(caught).isFailure() ? fail(job, caught) : keep(job, caught);
    }

    /** What is reported of a segment that is not tried again. */
    public SegmentOutcome outcome(Segment segment, Throwable caught) {
        Throwable cause = HttpAnswers.cause(caught);
        if (cause instanceof UploadStoppedException) {
            return outcomes.untried(segment);
        }
        return Verdict.of(cause).isFailure() ? outcomes.failed(segment, cause) : outcomes.waiting(segment, cause);
    }

    /** The job is kept in its stage; where the daemon is stopping, without counting that as a wait. */
    public ImageJob keep(ImageJob job, Throwable problem) {
        if (uploads.isStopping() || HttpAnswers.cause(problem) instanceof UploadStoppedException) {
            return jobs.again(jobs.latest(job), cutShort());
        }
        return jobs.keepWaiting(jobs.latest(job), sentence(problem));
    }

    /**
     * The job fails, unless it has ended already, or the daemon is stopping: then nothing was tried to its end, and only
     * what no try would change is a verdict.
     */
    public ImageJob fail(ImageJob asked, Throwable caught) {
        ImageJob job = jobs.latest(asked);
        Throwable problem = HttpAnswers.cause(caught);
        if (uploads.isStopping() && !(problem instanceof JobFailure)) {
            return jobs.again(job, "the daemon was stopped");
        }
        String advice = problem instanceof JobFailure failure ? failure.advice() : FinishJob.askTheService(job);
        try {
            return finish.fail(job, HttpAnswers.what(problem), HttpAnswers.service(problem), advice);
        } catch (UncheckedIOException e) {
            // it has failed all the same, and is put away when there is room to write
            LOG.error("{}: {}", job.label(), LogText.clean(e.getMessage()));
            return jobs.latest(job);
        }
    }

    /** The job fails, for the reason that weighs most among its segments'. */
    public ImageJob failUpload(SegmentTally tally) {
        return fail(tally.run().job(), tally.reason().orElseThrow());
    }

    /** The job of an upload that the cloud, or the daemon's end, has interrupted is kept. */
    public ImageJob keepUpload(SegmentTally tally) {
        ImageJob job = uploads.interrupted(tally);
        return tally.reason().map(problem -> keep(job, problem)).orElseGet(() -> jobs.again(job, cutShort()));
    }

    private String cutShort() {
        return uploads.isStopping() ? "the daemon was stopped" : "it was called off";
    }

    /** The import is looked at again later. */
    public ImageJob lookFailed(ImageJob job, Throwable caught) {
        return importWatch.lookFailed(jobs.latest(job), sentence(caught));
    }

    private static String sentence(Throwable problem) {
        String service = HttpAnswers.service(problem);
        return HttpAnswers.what(problem)
                + (service.isEmpty() ? "" : ": " + service)
                + (isUnauthorized(problem) ? NOT_LET_IN : "");
    }

    private static boolean isUnauthorized(Throwable problem) {
        return HttpAnswers.cause(problem) instanceof HttpOperationFailedException answer
                && answer.getStatusCode() == UNAUTHORIZED;
    }
}
