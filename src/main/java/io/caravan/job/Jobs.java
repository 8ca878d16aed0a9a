package io.caravan.job;

import io.caravan.settings.LogText;
import io.caravan.settings.Quantities;
import io.caravan.settings.Settings;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a job that is under way is found, made to wait, and let go of. */
public final class Jobs {

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private final JobJournal journal;
    private final Dispatcher dispatcher;
    private final Settings.Retry retry;
    private final Clock clock;

    public Jobs(JobJournal journal, Dispatcher dispatcher, Settings.Retry retry, Clock clock) {
        this.journal = journal;
        this.dispatcher = dispatcher;
        this.retry = retry;
        this.clock = clock;
    }

    /**
     * The job of that id as it stands in the journal.
     *
     * @throws IllegalStateException when it isn't open: an id that is handed on twice must not start anything twice
     */
    public ImageJob find(String id) {
        return journal.find(id).orElseThrow(() -> new IllegalStateException("no open job " + id));
    }

    /** The job as it was journalled last, which may be later than the one at hand. */
    public ImageJob latest(ImageJob job) {
        return journal.find(job.id()).orElse(job);
    }

    /** Keeps a job in its stage and lets go of it; the pause doubles with each wait, up to the longest that is set. */
    public ImageJob waitAWhile(ImageJob job, String reason) {
        Duration pause = pause(job.waits());
        LOG.warn("{} waits {}: {}", job.label(), Quantities.readable(pause), LogText.clean(reason));
        return keep(job.waiting(clock.instant().plus(pause), reason));
    }

    /** Keeps a job in its stage and lets go of it without a pause: there is work to do that needs no waiting for. */
    public ImageJob again(ImageJob job, String reason) {
        return keep(job.waiting(clock.instant(), reason));
    }

    private ImageJob keep(ImageJob job) {
        try {
            journal.save(job);
        } catch (UncheckedIOException e) {
            // a pause need not survive a crash; what it was for will be found out again
            LOG.error("{}: {}", job.label(), LogText.clean(e.getMessage()));
        } finally {
            dispatcher.release(job);
        }
        return job;
    }

    /** Lets go of a job whose state is journalled. */
    public void release(ImageJob job) {
        dispatcher.release(job);
    }

    /** Forgets a job that has ended and whose files are where they belong. */
    public void close(ImageJob job) {
        try {
            journal.close(job);
        } finally {
            dispatcher.release(job);
        }
    }

    private Duration pause(int waits) {
        long doubled = retry.delay().toMillis() << Math.min(waits, 20);
        long longest = Math.min(doubled, retry.maxDelay().toMillis());
        // up to a quarter less, so that jobs which failed together don't come back together
        return Duration.ofMillis(longest - ThreadLocalRandom.current().nextLong(longest / 4 + 1));
    }
}
