package io.caravan.imports;

import io.caravan.job.FinishJob;
import io.caravan.job.ImageJob;
import io.caravan.job.JobImport;
import io.caravan.job.Jobs;
import io.caravan.job.Stage;
import io.caravan.settings.Settings;
import io.caravan.text.Backoff;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pace of looking at imports, and when to give one up. Only time in which this process, or one before it, could look
 * at it counts.
 */
public final class ImportWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ImportWatch.class);

    /** So many looks in a row that have shown nothing, past the deadline, are enough to give an import up. */
    private static final int FAILED_LOOKS = 5;

    /** Looks are a quarter further apart each time, at most ten intervals, give or take a tenth. */
    private static final double GROWTH = 1.25;

    private static final int MOST_INTERVALS = 10;
    private static final double JITTER = 0.1;

    private final Duration deadline;
    private final Jobs jobs;
    private final FinishJob finish;
    private final Backoff looks;
    private final Clock clock;
    private final Clock steady;
    private final Map<String, Instant> lastLooks = new ConcurrentHashMap<>();

    /**
     * Watches the imports of one process.
     *
     * @param clock tells the time of day, in which the journal is written
     * @param steady tells how much time has passed
     */
    public ImportWatch(Settings.Imports settings, Jobs jobs, FinishJob finish, Clock clock, Clock steady) {
        this.deadline = settings.deadline();
        this.jobs = jobs;
        this.finish = finish;
        Duration interval = settings.pollInterval();
        this.looks = new Backoff(interval, GROWTH, interval.multipliedBy(MOST_INTERVALS));
        this.clock = clock;
        this.steady = steady;
    }

    /** The longest pause between two looks. */
    public static Duration longestPause(Settings.Imports settings) {
        return settings.pollInterval().multipliedBy(MOST_INTERVALS + 1L);
    }

    /** Its time begins to count. */
    public void begin(ImageJob job) {
        lastLooks.put(job.id(), steady.instant());
    }

    /** Its time no longer counts. */
    public void end(ImageJob job) {
        lastLooks.remove(job.id());
    }

    /** What is known of a job's import, with the time added for which this process has watched it since the last look. */
    public JobImport watched(ImageJob job) {
        Instant now = steady.instant();
        Instant before = lastLooks.put(job.id(), now);
        return job.imported().watched(before == null ? Duration.ZERO : Duration.between(before, now));
    }

    /** Says what a look has shown, where that is news. */
    public void tell(ImageJob job, String state) {
        if (!state.equals(job.imported().state())) {
            LOG.info(
                    "{} import {}: {}",
                    job.label(),
                    LogText.clean(job.imported().importId()),
                    state);
        }
    }

    /**
     * A look has shown that the import is under way: the job is let go of until its next look is due, or given up.
     *
     * @param watched as {@link #watched} has it
     */
    public ImageJob underWay(ImageJob job, JobImport watched, String state) {
        Duration pause = pause(job);
        return lookAgain(job, watched.polled(state, clock.instant().plus(pause)), pause);
    }

    /** A look that didn't come to anything: it says nothing about the import. */
    public ImageJob lookFailed(ImageJob job, String problem) {
        if (job.stage() != Stage.IMPORTING) {
            return job; // it has ended, and only writing that down was the failure
        }
        LOG.warn(
                "{} import {} can't be looked at: {}",
                job.label(),
                LogText.clean(job.imported().importId()),
                problem);
        Duration pause = pause(job);
        return lookAgain(job, watched(job).missed(clock.instant().plus(pause)), pause);
    }

    private Duration pause(ImageJob job) {
        return looks.spread(job.imported().polls() + 1, JITTER, JITTER);
    }

    /**
     * The import goes on, as far as is known. It is given up once it was watched for long enough, and only when a look has
     * shown that it has not ended, or several in a row have shown nothing.
     */
    private ImageJob lookAgain(ImageJob job, JobImport seen, Duration pause) {
        boolean isKnown = seen.failedLooks() == 0 || seen.failedLooks() >= FAILED_LOOKS;
        if (seen.watchedMillis() >= deadline.toMillis() && isKnown) {
            end(job);
            return finish.fail(
                    job,
                    "the import " + seen.importId() + " did not end within " + Quantities.readable(deadline)
                            + "; last seen: " + seen.state(),
                    "",
                    "it may still end; look for image " + seen.imageId() + " before you try again");
        }
        return jobs.keep(job.importing(seen), pause);
    }
}
