package io.caravan.imports.glance;

import io.caravan.imports.ImportTools;
import io.caravan.job.FinishJob;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.job.JobImport;
import io.caravan.job.JobJournal;
import java.io.IOException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The records of images: begun under an id that was journalled first, so that whatever happens one image comes of a job. */
public final class GlanceRecords {

    private static final Logger LOG = LoggerFactory.getLogger(GlanceRecords.class);

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    /** So many images are begun for a job, one after another, that of a question included; what can't go on is removed. */
    static final int MOST_RECORDS = 4;

    /** So often it is waited for the service to be done with bytes that it may still have to store. */
    private static final int PATIENCE = 3;

    /** The record is there. */
    static final String CREATED = "created";

    /** All bytes are where the service takes them from. */
    static final String STAGED = "staged";

    /** The record can't go on: it is to be removed, and another begun. */
    static final String STALE = "stale";

    private final GlanceWays ways;
    private final JobJournal journal;

    GlanceRecords(ImportTools tools, GlanceWays ways) {
        this.ways = ways;
        this.journal = tools.journal();
    }

    private ImageJob saved(ImageJob job) {
        journal.save(job);
        return job;
    }

    /**
     * Journals the id of the image that is to be made, before anything is asked for; one that was chosen stays.
     *
     * @throws JobFailure when several were begun, and none could be finished
     */
    public ImageJob intend(ImageJob job) throws JobFailure {
        return job.imported().imageId().isEmpty() ? another(job) : job;
    }

    /**
     * Journals another id, since the image of the one before is removed.
     *
     * @throws JobFailure when several were begun, and none could be finished
     */
    public ImageJob another(ImageJob job) throws JobFailure {
        JobImport known = job.imported();
        if (known.way().records() >= MOST_RECORDS) {
            throw new JobFailure(
                    known.way().records() + " images were begun for it, and none could be finished",
                    FinishJob.askTheService(job));
        }
        String id = UUID.randomUUID().toString();
        return saved(job.knowing(known.intending(id).by(known.way().begun())));
    }

    /**
     * Judges what lies under the job's id: nothing, this job's image, one that can't go on, or somebody else's.
     *
     * @param status of the answer
     * @return the job, whose import's state is {@code intended}, where the image is to be made; {@code stale}, where
     *     another is; else it is there, and fit
     * @throws IOException when it is not known yet what becomes of the bytes in it
     */
    public ImageJob found(ImageJob job, int status, String body) throws IOException {
        JobImport known = job.imported();
        if (status == NOT_FOUND) {
            return known.state().equals(JobImport.INTENDED) ? job : stale(job, "it is gone");
        }
        GlanceImage image = GlanceImage.read(body);
        if (!image.isOf(job.id())) {
            throw taken(job); // it is no image of ours, and never touched
        }
        if (known.state().equals(STALE)) {
            return job;
        }
        if (image.isReceiving() && !(known.state().equals(STAGED) && !ways.isByUpload(job))) {
            if (job.waits() < PATIENCE) {
                throw new IOException("the image service has not come to an end with image " + known.imageId() + ": "
                        + image.status());
            }
            return stale(job, "it stays " + image.status());
        }
        if (image.isOver()) {
            return stale(job, "it is " + image.status());
        }
        return known.state().equals(JobImport.INTENDED) ? saved(job.knowing(known.in(CREATED))) : job;
    }

    private ImageJob stale(ImageJob job, String why) {
        LOG.warn(
                "{} image {} can't go on, and is begun anew: {}",
                job.label(),
                job.imported().imageId(),
                why);
        return saved(job.knowing(job.imported().again(STALE)));
    }

    /** Whether the image of the job's id is to be removed, and another one begun. */
    public boolean isStale(ImageJob job) {
        return job.imported().state().equals(STALE);
    }

    /** Whether the image of the job's id is to be made. */
    public boolean isToBeMade(ImageJob job) {
        return job.imported().state().equals(JobImport.INTENDED);
    }

    /**
     * Takes in the answer to the {@code POST} of the image.
     *
     * @throws IOException when its id is taken: of an image that was deleted, too
     */
    public ImageJob created(ImageJob job, int status) throws IOException {
        if (status == CONFLICT) {
            throw taken(job);
        }
        return saved(job.knowing(job.imported().in(CREATED)));
    }

    private IOException taken(ImageJob job) {
        saved(job.knowing(job.imported().intending("")));
        return new IOException("the image id " + job.imported().imageId() + " is taken; another one is tried");
    }
}
