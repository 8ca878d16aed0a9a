package io.caravan.job;

import io.caravan.job.Stage.HandOff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which jobs this process works on. A job is handed on to a stage, taken by it once, and released at the stage's end,
 * whatever that was. Start, recovery after a crash and another try after an outage all are the same question: which jobs
 * are ready now? What is waited for is measured by a clock that nobody sets; a time that was written down by an earlier
 * process is kept to only up to the longest pause that there is.
 */
public final class Dispatcher {

    /** Holds a job that was handed on and that no stage has taken yet. */
    private static final Object HANDED_ON = new Object();

    /** So many owners who have no upload under way get one beyond those that are set: nobody waits for days. */
    public static final int MOST_OWNERS_BEYOND = 4;

    /** So many imports are asked for, and so many jobs put away, at a time. */
    private static final int MOST_OF_OTHERS = 16;

    /** What people want of the jobs. */
    public interface Orders {

        /** Nobody wants anything. */
        Orders NONE = new Orders() {
            @Override
            public boolean holdsBack(ImageJob job) {
                return false;
            }

            @Override
            public boolean callsOff(ImageJob job) {
                return false;
            }

            @Override
            public int priority(ImageJob job) {
                return 0;
            }
        };

        /** Whether the job is not to go on now. */
        boolean holdsBack(ImageJob job);

        /** Whether what is under way for it is to be ended. */
        boolean callsOff(ImageJob job);

        /** Those with a higher number go first. */
        int priority(ImageJob job);
    }

    /** What went wrong with a job that is being worked on, and since when something has. */
    public record FailedStep(String what, Instant since) {}

    private final JobJournal journal;
    private final Clock clock;
    private final Clock steady;
    private final int mostUploads;
    private final Duration longestPause;
    private final Predicate<String> isSuspect;
    private final Orders orders;
    private final Map<String, Object> holders = new HashMap<>();
    private final Map<String, Instant> pauses = new HashMap<>();
    private final Map<String, FailedStep> failedSteps = new HashMap<>();

    /**
     * A dispatcher of one process.
     *
     * @param clock tells the time of day, in which the journal is written
     * @param steady tells how much time has passed
     * @param mostUploads how many images are uploaded at the same time, of whoever has one already
     * @param longestPause no job that an earlier process has left waits longer than that
     * @param isSuspect of these jobs, by their ids, one at a time is handed on
     * @param orders what people want of the jobs
     */
    public Dispatcher(
            JobJournal journal,
            Clock clock,
            Clock steady,
            int mostUploads,
            Duration longestPause,
            Predicate<String> isSuspect,
            Orders orders) {
        this.journal = journal;
        this.clock = clock;
        this.steady = steady;
        this.mostUploads = mostUploads;
        this.longestPause = longestPause;
        this.isSuspect = isSuspect;
        this.orders = orders;
    }

    /**
     * The jobs that are ready to be handed on: open, not held, their pause over, no other job ahead of them for the same
     * object, and not the import service's to work on. A job that has ended keeps its object until what it replaced is
     * cleaned away. No stage gets more at a time than it is to have. Those that people want first go first; else the owners
     * of the images take turns, and of each owner's the oldest go first.
     */
    public synchronized List<ImageJob> ready() {
        List<ImageJob> open = journal.open();
        Set<String> targets = new HashSet<>();
        open.stream()
                .filter(Dispatcher::cleans)
                .forEach(job -> targets.add(job.request().target()));
        Map<HandOff, Turns> turns = new EnumMap<>(HandOff.class);
        turns.put(HandOff.IMAGES, new Turns(mostUploads, MOST_OWNERS_BEYOND, orders::priority));
        turns.put(HandOff.IMPORTS, new Turns(MOST_OF_OTHERS, 0, orders::priority));
        turns.put(HandOff.ENDS, new Turns(MOST_OF_OTHERS, 0, orders::priority));
        boolean suspected = isSuspectUnderWay();
        for (ImageJob job : open) {
            boolean first = job.hasEnded() || targets.add(job.request().target());
            if (polled(job)) {
                continue;
            }
            if (holders.containsKey(job.id())) {
                turns.get(job.handOff()).isUnderWay(job);
            } else if (first
                    && isPauseOver(job)
                    && !orders.holdsBack(job)
                    && !(suspected && isSuspect.test(job.id()))) {
                suspected |= isSuspect.test(job.id());
                turns.get(job.handOff()).isReady(job);
            }
        }
        return turns.values().stream().flatMap(each -> each.next().stream()).toList();
    }

    /** The jobs whose import is to be looked at now. */
    public synchronized List<ImageJob> due() {
        boolean suspected = isSuspectUnderWay();
        return journal.open().stream()
                .filter(job -> polled(job) && !holders.containsKey(job.id()) && isPauseOver(job))
                .filter(job -> !(suspected && isSuspect.test(job.id())))
                .toList();
    }

    private boolean isSuspectUnderWay() {
        return holders.keySet().stream().anyMatch(isSuspect);
    }

    /**
     * Notes that a job is handed on to a stage: from now on that one may take it, and whoever held it holds it no more. One
     * that has got elsewhere since it was looked at is not, and nobody takes it there.
     */
    public synchronized void handOn(ImageJob job) {
        if (journal.find(job.id()).filter(now -> now.stage() != job.stage()).isEmpty()) {
            holders.put(job.id(), HANDED_ON);
        }
    }

    /** Takes back a job that could not be handed on. */
    public synchronized void takeBack(ImageJob job) {
        holders.remove(job.id(), HANDED_ON);
    }

    /**
     * Takes a job that was handed on.
     *
     * @param holder whoever is to {@link #release} it
     * @return empty when it isn't there to be taken: it was handed on twice, and somebody has it, or had it
     */
    public synchronized Optional<ImageJob> take(String id, Object holder) {
        if (holders.get(id) != HANDED_ON) {
            return Optional.empty();
        }
        Optional<ImageJob> job = journal.find(id);
        if (job.isPresent()) {
            holders.put(id, holder);
        } else {
            holders.remove(id);
        }
        return job;
    }

    /** Makes another the holder of a job: it is released by that one only. */
    public synchronized void takeOver(String id, Object holder) {
        holders.put(id, holder);
    }

    /** Whether a job is held by that one, and was not handed on. */
    public synchronized boolean isHeldBy(String id, Object holder) {
        return holders.get(id) == holder;
    }

    /** Lets go of a job, unless somebody else holds it by now; when it is ready again, it is handed on again. */
    public synchronized void release(String id, Object holder) {
        if (holders.remove(id, holder)) {
            failedSteps.remove(id);
        }
        if (journal.find(id).isEmpty()) {
            pauses.remove(id);
        }
    }

    /** Knows nothing of a job any more, whoever held it. */
    public synchronized void forget(ImageJob job) {
        holders.remove(job.id());
        pauses.remove(job.id());
        failedSteps.remove(job.id());
    }

    /** Does something with a job while nobody can take it, if nobody has it; else nothing is done. */
    public synchronized void ifFree(String id, Runnable step) {
        if (!holders.containsKey(id)) {
            step.run();
        }
    }

    /** A step of the job has failed, and whoever works on it tries it again. */
    public synchronized void stepFailed(ImageJob job, String what) {
        if (holders.containsKey(job.id())) {
            FailedStep before = failedSteps.get(job.id());
            failedSteps.put(job.id(), new FailedStep(what, before == null ? clock.instant() : before.since()));
        }
    }

    /** What went wrong last with a job that is being worked on. */
    public synchronized Optional<FailedStep> failedStep(String id) {
        return Optional.ofNullable(failedSteps.get(id));
    }

    /** Whether somebody works on a job, or is about to. */
    public synchronized boolean isHeld(String id) {
        return holders.containsKey(id);
    }

    /** How long a job still rests, at the most; none when it need not. */
    public synchronized Duration rest(ImageJob job) {
        Instant end = pauses.get(job.id());
        Duration left = end == null ? leftOver(job) : Duration.between(steady.instant(), end);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Lets a job rest for so long once it is released. */
    public synchronized void pause(String id, Duration pause) {
        pauses.put(id, steady.instant().plus(pause));
    }

    private boolean isPauseOver(ImageJob job) {
        Instant end = pauses.computeIfAbsent(job.id(), id -> steady.instant().plus(leftOver(job)));
        return !end.isAfter(steady.instant());
    }

    /** What is left of a pause that an earlier process has written down. */
    private Duration leftOver(ImageJob job) {
        Instant end = polled(job) ? job.imported().nextPoll() : job.notBefore();
        Duration left = Duration.between(clock.instant(), end);
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(longestPause) < 0 ? left : longestPause;
    }

    private static boolean polled(ImageJob job) {
        return job.stage() == Stage.IMPORTING && !job.imported().unanswered();
    }

    /** Whether the job may still delete segments; the name under which it is kept is chosen behind that. */
    private static boolean cleans(ImageJob job) {
        return job.hasEnded() && job.keptAs().isEmpty();
    }
}
