package io.caravan.job;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which jobs this process works on. A job is held from the moment it is handed on until it is settled: it waits, it is
 * the import service's turn, or it has ended. Start, recovery after a crash and another try after an outage all are the
 * same question: which jobs are ready now?
 */
public final class Dispatcher {

    private final JobJournal journal;
    private final Clock clock;
    private final int mostUploads;
    private final Set<String> held = new HashSet<>();

    /** @param mostUploads how many uploads may be handed on at the same time, so that no queue grows without bound */
    public Dispatcher(JobJournal journal, Clock clock, int mostUploads) {
        this.journal = journal;
        this.clock = clock;
        this.mostUploads = mostUploads;
    }

    /**
     * The jobs that are ready, oldest first, and from now on held: open, not held, their pause over, no other job ahead of
     * them for the same object, and not the import service's to work on.
     */
    public synchronized List<ImageJob> ready() {
        Instant now = clock.instant();
        List<ImageJob> ready = new ArrayList<>();
        Set<String> targets = new HashSet<>();
        long uploads = journal.open().stream()
                .filter(job -> held.contains(job.id()) && uploads(job))
                .count();
        for (ImageJob job : journal.open()) {
            boolean first = hasEnded(job) || targets.add(job.request().target());
            boolean room = !uploads(job) || uploads < mostUploads;
            if (first && room && !held.contains(job.id()) && !job.notBefore().isAfter(now) && !polled(job)) {
                held.add(job.id());
                ready.add(job);
                uploads += uploads(job) ? 1 : 0;
            }
        }
        return ready;
    }

    /** The jobs whose import is to be looked at now, from now on held. */
    public synchronized List<ImageJob> due() {
        Instant now = clock.instant();
        return journal.open().stream()
                .filter(job -> polled(job) && !job.imported().nextPoll().isAfter(now) && held.add(job.id()))
                .toList();
    }

    /** Lets go of a job; when it is ready again, it is handed on again. */
    public synchronized void release(ImageJob job) {
        held.remove(job.id());
    }

    private static boolean uploads(ImageJob job) {
        return job.stage() == Stage.CLAIMED || job.stage() == Stage.UPLOADING;
    }

    private static boolean polled(ImageJob job) {
        return job.stage() == Stage.IMPORTING && !job.imported().unanswered();
    }

    private static boolean hasEnded(ImageJob job) {
        return job.stage() == Stage.DONE || job.stage() == Stage.FAILED;
    }
}
