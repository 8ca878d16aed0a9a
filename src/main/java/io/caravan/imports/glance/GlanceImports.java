package io.caravan.imports.glance;

import io.caravan.content.ImageContent;
import io.caravan.files.DurableFiles;
import io.caravan.http.HttpAnswers;
import io.caravan.http.ServiceRefusal;
import io.caravan.imports.ImportTools;
import io.caravan.imports.ImportWatch;
import io.caravan.job.FinishJob;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.job.JobFolder;
import io.caravan.job.JobImport;
import io.caravan.job.JobJournal;
import io.caravan.settings.Settings;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import io.caravan.text.Secrets;
import io.caravan.upload.Segment;
import io.caravan.upload.Uploads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the image service's answers mean for a job, from the first intent to an active image. */
public final class GlanceImports {

    private static final Logger LOG = LoggerFactory.getLogger(GlanceImports.class);

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_LARGE = 413;

    /** A way that these answer to is none on this cloud: by its policy, its version, its staging area. */
    private static final Set<Integer> NO_WAY = Set.of(400, 403, 404, 405, 410, 413, 501);

    private final Settings settings;
    private final GlanceWays ways;
    private final GlanceRequests requests;
    private final GlanceVerification verification;
    private final ImageContent content;
    private final Uploads uploads;
    private final JobJournal journal;
    private final FinishJob finish;
    private final JobFolder folder;
    private final ImportWatch watch;
    private final Clock clock;

    GlanceImports(ImportTools tools, GlanceWays ways, GlanceRequests requests) {
        this.settings = tools.settings();
        this.ways = ways;
        this.requests = requests;
        this.verification = new GlanceVerification(tools.content());
        this.content = tools.content();
        this.uploads = tools.uploads();
        this.journal = tools.journal();
        this.finish = tools.finish();
        this.folder = tools.folder();
        this.watch = tools.watch();
        this.clock = tools.clock();
    }

    private ImageJob saved(ImageJob job) {
        journal.save(job);
        return job;
    }

    /** Whether the bytes still have to go into the image. */
    public boolean isToBeSent(ImageJob job, String body) throws IOException {
        return GlanceImage.read(body).isQueued();
    }

    /**
     * Begins a stream of the file's bytes.
     *
     * @throws JobFailure when the file has changed, or is not what was expected
     * @throws IOException when it can't be read now
     */
    public Segment stream(ImageJob job) throws JobFailure, IOException {
        if (ways.isByUpload(job)) {
            content.checkWhole(job); // the image is active behind the last byte
        }
        return uploads.stream(job);
    }

    /**
     * Takes in the answer to the bytes.
     *
     * @throws JobFailure when they are refused, and there is no other way
     * @throws IOException when nothing is known yet
     */
    public ImageJob sent(ImageJob job, Segment stream, int status, String body) throws JobFailure, IOException {
        uploads.abandon(stream);
        if (status >= 300) {
            return anotherWay(job, status, body);
        }
        uploads.checkSource(job);
        content.checkWhole(job);
        LOG.info("{} is sent: {}", job.label(), Quantities.readable(job.source().bytes()));
        return saved(job.knowing(job.imported().in(GlanceRecords.STAGED)).streamed());
    }

    /** The bytes were sent before, by a try whose end was not seen. */
    public ImageJob sentBefore(ImageJob job) {
        return saved(job.streamed());
    }

    /** Whether an import has to be asked for; images in any other state are on their way, or active. */
    public boolean isToBeImported(ImageJob job, String body) throws IOException {
        GlanceImage image = GlanceImage.read(body);
        return !ways.isByUpload(job) && !image.isBusy() && (image.isQueued() || image.isReceiving());
    }

    /** Journals that the image is on its way. */
    public ImageJob accepted(ImageJob job) {
        watch.begin(job);
        ImageJob accepted = job.importing(job.imported().accepted(job.imported().imageId(), clock.instant()));
        LOG.info("{} image {} is being made", job.label(), job.imported().imageId());
        return saved(accepted);
    }

    /**
     * Takes in the answer to the {@code POST} of an import.
     *
     * @throws JobFailure when it is refused, and there is no other way
     * @throws IOException when nothing is known yet
     */
    public ImageJob answered(ImageJob job, int status, String body) throws JobFailure, IOException {
        // a conflict is an import that was taken, and whose answer was lost
        return status < 300 || status == CONFLICT ? accepted(job) : anotherWay(job, status, body);
    }

    /**
     * Takes in the answer to the question whether the service would download from the object store. The image that it was
     * asked with is of no more use where it would.
     */
    public ImageJob allowed(ImageJob job, int status, String body) {
        JobImport known = job.imported();
        if (status < 300 || status == CONFLICT) {
            ways.allowed();
            return saved(job.knowing(known.again(GlanceRecords.STALE)));
        }
        String words = status + ": " + HttpAnswers.words(body);
        ways.refused("the image service does not download from there (" + words + ")");
        LOG.warn("{} won't go by {}: {}", job.label(), known.way().method(), LogText.clean(words));
        return saved(job.knowing(known.by(known.way().without(words))));
    }

    /** A refusal of the present way: the next one is taken, where that is free. */
    private ImageJob anotherWay(ImageJob job, int status, String body) throws JobFailure, IOException {
        String words = HttpAnswers.words(body);
        String method = job.imported().way().method();
        String asked = method + " of image " + job.imported().imageId();
        if (status == NOT_FOUND && words.contains("No image found")) {
            throw new ServiceRefusal(asked, status, null, words);
        }
        boolean isLast = method.equals(GlanceWays.UPLOAD);
        if (!NO_WAY.contains(status) || isLast || !ways.isFree()) {
            throw new JobFailure(
                    "the image service refuses " + asked + " (" + status + "): " + words, FinishJob.askTheService(job));
        }
        if (ways.isByObject(job) && status != TOO_LARGE) {
            ways.refused("the image service does not download from there (" + status + ": " + words + ")");
        }
        return byAnotherWay(job, GlanceRecords.CREATED, status + ": " + words);
    }

    private ImageJob byAnotherWay(ImageJob job, String state, String why) {
        JobImport known = job.imported();
        LOG.warn("{} can't go by {}: {}", job.label(), known.way().method(), LogText.clean(why));
        return saved(job.sendingBy(known.again(state).by(known.way().without(why))));
    }

    /**
     * Journals what a look at the image has shown. A job whose image is active, or won't ever be, is in stage DONE or
     * FAILED afterwards; one that goes another way is in the stage where that begins; any other is let go of until its next
     * look is due.
     *
     * @throws IOException when an answer can't be read, or the file can't; the import may be fine all the same
     */
    public ImageJob record(ImageJob job, int status, String body, int tasksStatus, String tasks) throws IOException {
        if (status == NOT_FOUND) {
            watch.end(job);
            return finish.fail(
                    job, "image " + job.imported().imageId() + " is gone: somebody has deleted it", "", job.again());
        }
        GlanceImage image = GlanceImage.read(body);
        Optional<GlanceTask> task = GlanceTask.last(tasksStatus, tasks);
        if (image.isActive()) {
            return active(job, image, body);
        }
        boolean failed = !image.failedStores().isEmpty() && !image.isBusy()
                || task.filter(GlanceTask::isFailed).isPresent();
        if (image.isOver() || failed) {
            return failed(job, image, task.map(GlanceTask::message).orElse(""));
        }
        return underWay(job, image, task);
    }

    private ImageJob active(ImageJob job, GlanceImage image, String body) throws IOException {
        watch.tell(job, image.status());
        watch.end(job);
        String verified;
        try {
            uploads.checkSource(job);
            verified = verification.compare(job, image, requests.diskFormat(job));
        } catch (JobFailure e) {
            return finish.fail(job, e.getMessage(), "", e.advice());
        }
        LOG.info(
                "{} image {} is active; compared: {}",
                job.label(),
                job.imported().imageId(),
                verified);
        DurableFiles.writePrivate(
                folder.importStatus(job.id()), Secrets.hide(body).getBytes(StandardCharsets.UTF_8));
        JobImport seen = job.imported().polled(image.status(), clock.instant());
        return finish.succeed(job.importing(seen.with(seen.outcome().verified(verified))));
    }

    private ImageJob failed(ImageJob job, GlanceImage image, String message) {
        watch.end(job);
        if (!image.isOver() && ways.isFree() && !ways.isByUpload(job)) {
            String why = "the import failed" + (message.isEmpty() ? "" : ", " + message);
            return byAnotherWay(job, image.isQueued() ? GlanceRecords.CREATED : GlanceRecords.STALE, why);
        }
        return finish.fail(
                job,
                "the import of image " + job.imported().imageId() + " failed: it is " + image.status(),
                message,
                FinishJob.askTheService(job));
    }

    private ImageJob underWay(ImageJob job, GlanceImage image, Optional<GlanceTask> task) {
        String state = image.status()
                + (image.size().isPresent()
                        ? " " + Quantities.readable(image.size().getAsLong())
                        : "")
                + task.map(GlanceTask::message)
                        .filter(message -> !message.isEmpty())
                        .map(message -> ", " + message)
                        .orElse("");
        JobImport before = job.imported();
        JobImport seen = watch.watched(job);
        watch.tell(job, state);
        long unchanged = state.equals(before.state())
                ? before.way().unchangedMillis() + seen.watchedMillis() - before.watchedMillis()
                : 0;
        if (unchanged >= settings.imports().stall().toMillis()) {
            return stuck(job, state);
        }
        return watch.underWay(job, seen.by(seen.way().unchanged(unchanged)), state);
    }

    /** Nothing moves: the service was ended in the middle, most likely. Another image is begun. */
    private ImageJob stuck(ImageJob job, String state) {
        watch.end(job);
        String what = "nothing has changed about image " + job.imported().imageId() + " for "
                + Quantities.readable(settings.imports().stall()) + "; last seen: " + state;
        if (job.imported().way().records() >= GlanceRecords.MOST_RECORDS) {
            return finish.fail(job, what, "", FinishJob.askTheService(job));
        }
        LOG.warn("{} is begun anew: {}", job.label(), what);
        JobImport anew = job.imported().again(GlanceRecords.STALE);
        return saved(ways.isByObject(job) ? job.knowing(anew).uploaded(job.upload()) : job.sendingBy(anew));
    }
}
