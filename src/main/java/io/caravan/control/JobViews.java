package io.caravan.control;

import io.caravan.job.Dispatcher;
import io.caravan.job.ImageJob;
import io.caravan.job.JobJournal;
import io.caravan.job.Stage;
import io.caravan.upload.UploadRun;
import io.caravan.upload.Uploads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds out how each job is, and what it waits for. */
final class JobViews {

    /** When nothing has moved for so long, it is of interest why. */
    private static final Duration STILL = Duration.ofSeconds(3);

    private final JobJournal journal;
    private final Dispatcher dispatcher;
    private final Uploads uploads;
    private final Orders orders;
    private final Clock clock;

    JobViews(JobJournal journal, Dispatcher dispatcher, Uploads uploads, Orders orders, Clock clock) {
        this.journal = journal;
        this.dispatcher = dispatcher;
        this.uploads = uploads;
        this.orders = orders;
        this.clock = clock;
    }

    /** Of all open jobs, in the order of their claims. */
    List<JobView> all() {
        List<ImageJob> open = journal.open();
        Map<String, UploadRun> runs = runs();
        Map<String, ImageJob> first = firstOfEachObject(open);
        List<JobView> views = new ArrayList<>(open.size());
        for (ImageJob job : open) {
            views.add(view(job, Optional.ofNullable(runs.get(job.id())), first));
        }
        return views;
    }

    /** All that is known of one. */
    JobDetails details(ImageJob job) {
        Optional<UploadRun> run = Optional.ofNullable(runs().get(job.id()));
        return new JobDetails(
                view(job, run, firstOfEachObject(journal.open())),
                job,
                run.map(UploadRun::states).orElse(List.of()));
    }

    private JobView view(ImageJob job, Optional<UploadRun> run, Map<String, ImageJob> first) {
        Order order = orders.of(job.id());
        return JobView.of(job, order, run, waitOf(job, order, run, first));
    }

    Map<String, UploadRun> runs() {
        return uploads.running().stream()
                .collect(Collectors.toMap(run -> run.job().id(), Function.identity(), (one, newer) -> newer));
    }

    /** It is worked on, but nothing moves: since a step that has failed is tried again. */
    private JobView.Wait anotherTry(ImageJob job) {
        Optional<Dispatcher.FailedStep> failed = dispatcher.failedStep(job.id());
        if (failed.isEmpty() && job.waits() == 0) {
            return JobView.Wait.NOTHING;
        }
        return new JobView.Wait(
                "another try" + failed.map(last -> ": " + last.what()).orElse(", which is under way"),
                job.waitingSince().or(() -> failed.map(Dispatcher.FailedStep::since)),
                Optional.empty());
    }

    /** Whose turn it is, where several jobs are for one object: the dispatcher's own rule. */
    private static Map<String, ImageJob> firstOfEachObject(List<ImageJob> open) {
        Map<String, ImageJob> first = new HashMap<>();
        open.stream()
                .filter(job -> job.hasEnded() && job.keptAs().isEmpty())
                .forEach(job -> first.put(job.request().target(), job));
        open.stream()
                .filter(job -> !job.hasEnded())
                .forEach(job -> first.putIfAbsent(job.request().target(), job));
        return first;
    }

    private JobView.Wait waitOf(ImageJob job, Order order, Optional<UploadRun> run, Map<String, ImageJob> first) {
        Duration rest = dispatcher.rest(job);
        Optional<Instant> next = Optional.of(clock.instant().plus(rest));
        if (job.hasEnded()) {
            return dispatcher.isHeld(job.id())
                    ? JobView.Wait.NOTHING
                    : new JobView.Wait("to be put away", job.endedAt(), next);
        }
        if (order.cancelled().isPresent()) {
            return JobView.Wait.since(order.cancelled().get(), "the end of what is under way, since it is cancelled");
        }
        if (order.paused().isPresent()) {
            return JobView.Wait.since(order.paused().get(), "caravan resume, since it is paused");
        }
        if (dispatcher.isHeld(job.id())) {
            return run.filter(each -> each.idle().compareTo(STILL) < 0).isPresent()
                    ? JobView.Wait.NOTHING
                    : anotherTry(job);
        }
        if (job.stage() == Stage.IMPORTING && !job.imported().unanswered()) {
            return new JobView.Wait(
                    "its import: " + job.imported().state(), job.imported().postedAt(), next);
        }
        ImageJob before = first.getOrDefault(job.request().target(), job);
        if (!before.id().equals(job.id())) {
            return JobView.Wait.since(job.claimedAt(), before.label() + ", which is for the same object");
        }
        if (!rest.isZero()) {
            return new JobView.Wait(job.reason(), job.waitingSince(), next);
        }
        if (job.isClaimed() && orders.allPaused().isPresent()) {
            return JobView.Wait.since(orders.allPaused().get(), "caravan resume --all, since new work is paused");
        }
        return JobView.Wait.since(job.waitingSince().orElse(job.claimedAt()), "its turn");
    }
}
