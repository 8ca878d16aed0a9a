package io.caravan.job;

import io.caravan.job.JobImport.Outcome;
import io.caravan.settings.Settings;
import io.caravan.text.Backoff;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a job that is under way is found, handed on, made to wait, and forgotten; who takes it lets go of it. */
public final class Jobs {

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final Duration BETWEEN_COMPLAINTS = Duration.ofMinutes(1);

    private final JobJournal journal;
    private final Dispatcher dispatcher;
    private final Backoff backoff;
    private final Clock clock;
    private volatile long nextComplaint = System.nanoTime();

    public Jobs(JobJournal journal, Dispatcher dispatcher, Settings.Retry retry, Clock clock) {
        this.journal = journal;
        this.dispatcher = dispatcher;
        this.backoff = retry.backoff();
        this.clock = clock;
    }

    /** The job as it was journalled last, which may be later than the one at hand. */
    public ImageJob latest(ImageJob job) {
        return journal.find(job.id()).orElse(job);
    }

    /** Keeps a job in its stage; the pause doubles with each wait, up to the longest that is set. */
    public ImageJob keepWaiting(ImageJob job, String reason) {
        // up to a quarter less, so that jobs which failed together don't come back together
        Duration pause = backoff.spread(job.waits() + 1, 0.25, 0);
        LOG.warn("{} waits {}: {}", job.label(), Quantities.readable(pause), LogText.clean(reason));
        return keep(job.waiting(clock.instant(), clock.instant().plus(pause), reason), pause);
    }

    /** Keeps a job in its stage without a pause: there is work to do that needs no waiting for. */
    public ImageJob again(ImageJob job, String reason) {
        return keep(job.waiting(clock.instant(), clock.instant(), reason), Duration.ZERO);
    }

    /** Journals a job's state, and lets it rest for so long. */
    public ImageJob keep(ImageJob job, Duration pause) {
        dispatcher.pause(job.id(), pause);
        try {
            journal.save(job);
        } catch (UncheckedIOException e) {
            // a pause need not survive a crash; what it was for will be found out again
            LOG.error("{}: {}", job.label(), LogText.clean(e.getMessage()));
        }
        return job;
    }

    /** Journals more of what came of a job's import. */
    public ImageJob note(ImageJob job, UnaryOperator<Outcome> more) {
        ImageJob latest = latest(job);
        JobImport known = latest.imported();
        ImageJob noted = latest.knowing(known.with(more.apply(known.outcome())));
        journal.save(noted);
        return noted;
    }

    /** Notes that the job goes to another stage, which may take it from now on. */
    public void handOn(ImageJob job) {
        dispatcher.handOn(job);
    }

    /** Takes back a job whose hand-off refuses it; it is offered again after a pause. */
    public void takeBack(ImageJob job, Throwable reason) {
        dispatcher.pause(job.id(), backoff.first());
        dispatcher.takeBack(job);
        long now = System.nanoTime();
        if (now - nextComplaint >= 0) {
            nextComplaint = now + BETWEEN_COMPLAINTS.toNanos();
            LOG.warn("{} can't be handed on, and is offered again: {}", job.label(), LogText.clean(reason.toString()));
        }
    }

    /** Forgets a job that has ended and whose files are where they belong; what can't be forgotten now ends once more. */
    public void close(ImageJob job) {
        try {
            journal.close(job);
            dispatcher.forget(job);
        } catch (UncheckedIOException e) {
            LOG.error("{} can't be forgotten now: {}", job.label(), LogText.clean(e.getMessage()));
            dispatcher.pause(job.id(), backoff.first());
        }
    }
}
