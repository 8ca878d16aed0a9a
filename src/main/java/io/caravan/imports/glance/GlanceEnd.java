package io.caravan.imports.glance;

import io.caravan.http.HttpAnswers;
import io.caravan.imports.ImportTools;
import io.caravan.job.ImageJob;
import io.caravan.job.Jobs;
import io.caravan.job.ReplacedSegments;
import io.caravan.job.Stage;
import io.caravan.text.LogText;
import io.caravan.text.ObjectNames;
import io.caravan.upload.Uploads;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is left to do when a job has ended: behind a good end, and behind a bad one. None of it changes the end. */
public final class GlanceEnd {

    private static final Logger LOG = LoggerFactory.getLogger(GlanceEnd.class);

    private final boolean keepObject;
    private final Jobs jobs;
    private final Uploads uploads;

    GlanceEnd(ImportTools tools) {
        this.keepObject = tools.settings().image().keepObject();
        this.jobs = tools.jobs();
        this.uploads = tools.uploads();
    }

    /** Whether there may be an image that was begun, and that nothing becomes of. */
    public boolean isImageLeft(ImageJob job) {
        return job.stage() == Stage.FAILED && !job.imported().imageId().isEmpty();
    }

    /** Whether what lies under the job's id is this job's image. */
    public boolean isOurs(ImageJob job, int status, String body) throws IOException {
        return status < 300 && GlanceImage.read(body).isOf(job.id());
    }

    /** Says that it is removed. */
    public void removed(ImageJob job) {
        LOG.info(
                "{} image {} was half made, and is removed",
                job.label(),
                job.imported().imageId());
    }

    /** Whether the image is to be protected. */
    public boolean isToBeProtected(ImageJob job) {
        return job.stage() == Stage.DONE
                && job.request().registration().isProtected().orElse(false);
    }

    /** Whether an object is left that was a means to the image, and no more. */
    public boolean isObjectLeft(ImageJob job) {
        return job.stage() == Stage.DONE
                && job.upload().verified()
                && job.imported().outcome().object().isEmpty()
                && job.keptAs().isEmpty()
                && !keepObject;
    }

    /** The segments of the job's own object. */
    public ReplacedSegments ownSegments(ImageJob job) {
        return ReplacedSegments.under(
                job.request().container() + ObjectNames.SEGMENTS, job.upload().prefix());
    }

    /** Journals that the object is gone, and all of its segments. */
    public ImageJob objectRemoved(ImageJob job) {
        LOG.info(
                "{} its object {} is removed",
                job.label(),
                LogText.clean(job.request().target()));
        return jobs.note(job, outcome -> outcome.object("removed"));
    }

    /** Journals what could not be done, unless the daemon is stopping: the next start tries again. */
    public ImageJob left(ImageJob job, String what, Throwable reason) {
        if (uploads.isStopping()) {
            return jobs.latest(job);
        }
        String service = HttpAnswers.service(reason);
        String why = HttpAnswers.what(reason) + (service.isEmpty() ? "" : ": " + service);
        LOG.warn("{} {} is left as it is: {}", job.label(), what, LogText.clean(why));
        return what.equals("object") ? jobs.note(job, outcome -> outcome.object("left: " + why)) : jobs.latest(job);
    }
}
