package io.caravan.control;

import io.caravan.job.Dispatcher;
import io.caravan.job.FinishJob;
import io.caravan.job.ImageJob;
import io.caravan.job.JobJournal;
import io.caravan.job.Stage;
import io.caravan.settings.Settings;
import io.caravan.text.LogText;
import io.caravan.upload.UploadRun;
import io.caravan.upload.Uploads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what people ask of a running daemon. What is to outlast this process is written down before it is answered; what an
 * order means for a job that somebody works on, happens once that one has let go of it.
 */
public final class Control {

    private static final Logger LOG = LoggerFactory.getLogger(Control.class);
    private static final String NO_JOB = "no job is under way of that id or image: ";

    private final JobJournal journal;
    private final Dispatcher dispatcher;
    private final FinishJob finish;
    private final Orders orders;
    private final JobViews views;
    private final FailedImages failedImages;
    private final Clock clock;
    private volatile Callable<List<String>> reload = () -> {
        throw new IOException("this daemon has no settings to read again");
    };

    private Control(
            JobJournal journal,
            Dispatcher dispatcher,
            FinishJob finish,
            Orders orders,
            JobViews views,
            FailedImages failedImages,
            Clock clock) {
        this.journal = journal;
        this.dispatcher = dispatcher;
        this.finish = finish;
        this.orders = orders;
        this.views = views;
        this.failedImages = failedImages;
        this.clock = clock;
    }

    /** Over these jobs. */
    public static Control of(
            Settings settings,
            JobJournal journal,
            Dispatcher dispatcher,
            FinishJob finish,
            Orders orders,
            Uploads uploads,
            Clock clock) {
        return new Control(
                journal,
                dispatcher,
                finish,
                orders,
                new JobViews(journal, dispatcher, uploads, orders, clock),
                new FailedImages(settings),
                clock);
    }

    /** Ends each job that is cancelled and that nobody works on; to be called before jobs are handed on. */
    public void carryOut() {
        for (String id : orders.ids()) {
            Optional<ImageJob> job = journal.find(id);
            if (job.isEmpty()) {
                orders.forget(id);
            } else if (orders.of(id).cancelled().isPresent() && !job.get().hasEnded()) {
                dispatcher.ifFree(id, () -> journal.find(id).ifPresent(this::end));
            }
        }
    }

    private void end(ImageJob job) {
        if (job.hasEnded()) {
            return;
        }
        boolean importing = job.stage() == Stage.IMPORTING && !job.imported().unanswered();
        try {
            finish.fail(
                    job,
                    "cancelled"
                            + (importing
                                    ? " while its import " + job.imported().importId()
                                            + " was under way, which the service may go on with"
                                    : ""),
                    "",
                    "to have it tried after all, " + job.again());
        } catch (UncheckedIOException e) {
            // it has failed all the same, and is put away when there is room to write
            LOG.error("{}: {}", job.label(), LogText.clean(e.getMessage()));
        }
    }

    /** @param newReload reads the settings again; what came of it, a sentence each, or why nothing did */
    public void reloadBy(Callable<List<String>> newReload) {
        reload = newReload;
    }

    /** How each job is, in the order of their claims. */
    public List<JobView> jobs() {
        return views.all();
    }

    /** How far the segments are of each job that is being sent, by its id. */
    public Map<String, UploadRun> running() {
        return views.runs();
    }

    /** Since when no new work is taken; empty while it is. */
    public Optional<Instant> paused() {
        return orders.allPaused();
    }

    /** Does what is asked, as far as it can. */
    ControlReply answer(ControlRequest request) {
        if (request.action() == null) {
            return ControlReply.refusal("this is nothing that can be asked for");
        }
        return switch (request.action()) {
            case JOBS -> new ControlReply(jobs(), List.of(), paused(), List.of(), List.of());
            case SHOW -> show(request);
            case RELOAD -> reload();
            default -> change(request);
        };
    }

    private ControlReply reload() {
        try {
            List<String> done = reload.call();
            done.forEach(line -> LOG.info("reload: {}", line));
            return new ControlReply(List.of(), List.of(), orders.allPaused(), done, List.of());
        } catch (Exception e) {
            LOG.warn("reload: nothing has changed: {}", LogText.clean(e.getMessage()));
            return ControlReply.refusal("nothing has changed: " + LogText.clean(e.getMessage()));
        }
    }

    private ControlReply show(ControlRequest request) {
        List<JobDetails> details = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String word : request.which()) {
            List<ImageJob> found = named(word);
            found.forEach(job -> details.add(views.details(job)));
            if (found.isEmpty()) {
                problems.add(NO_JOB + LogText.clean(word));
            }
        }
        return new ControlReply(List.of(), details, orders.allPaused(), List.of(), problems);
    }

    private ControlReply change(ControlRequest request) {
        List<String> done = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        if (request.all()) {
            all(request, done, problems);
        }
        for (String word : request.which()) {
            try {
                done.add(one(request, word));
            } catch (IOException | ControlRefusal e) {
                problems.add(LogText.clean(e.getMessage()));
            }
        }
        carryOut();
        done.forEach(line -> LOG.info("by command: {}", line));
        return new ControlReply(List.of(), List.of(), orders.allPaused(), done, problems);
    }

    private void all(ControlRequest request, List<String> done, List<String> problems) {
        try {
            switch (request.action()) {
                case PAUSE -> {
                    orders.pauseAll(clock.instant());
                    done.add("no new work is taken; what has begun is finished");
                }
                case RESUME -> {
                    orders.resumeAll();
                    done.add("new work is taken");
                }
                default -> {
                    // each job for itself
                }
            }
        } catch (IOException e) {
            problems.add("it can't be written down: " + LogText.clean(e.toString()));
        }
        for (ImageJob job : journal.open()) {
            if (isMeant(request, job)) {
                try {
                    done.add(apply(request, job));
                } catch (IOException | ControlRefusal e) {
                    problems.add(LogText.clean(e.getMessage()));
                }
            }
        }
    }

    private boolean isMeant(ControlRequest request, ImageJob job) {
        return !job.hasEnded()
                && switch (request.action()) {
                    case CANCEL, PRIORITY -> true;
                    case RETRY -> !dispatcher.isHeld(job.id()) && !orders.holdsBack(job);
                    case RESUME -> orders.of(job.id()).paused().isPresent();
                    default -> false;
                };
    }

    private String one(ControlRequest request, String word) throws IOException, ControlRefusal {
        List<ImageJob> found = named(word);
        if (found.size() > 1) {
            throw new ControlRefusal(LogText.clean(word) + " is the image of several jobs, name one: "
                    + String.join(", ", found.stream().map(ImageJob::id).toList()));
        }
        if (!found.isEmpty()) {
            return apply(request, found.get(0));
        }
        if (request.action() == ControlRequest.Action.RETRY) {
            return failedImages.dropAgain(word);
        }
        throw new ControlRefusal(NO_JOB + LogText.clean(word));
    }

    private List<ImageJob> named(String word) {
        return journal.find(word)
                .map(List::of)
                .orElseGet(() -> journal.open().stream()
                        .filter(job -> job.image().equals(word))
                        .toList());
    }

    private String apply(ControlRequest request, ImageJob job) throws IOException, ControlRefusal {
        if (job.hasEnded()) {
            throw new ControlRefusal(job.label() + " has ended already");
        }
        Order order = orders.of(job.id());
        if (order.cancelled().isPresent() && request.action() != ControlRequest.Action.CANCEL) {
            throw new ControlRefusal(job.label() + " is cancelled");
        }
        return switch (request.action()) {
            case CANCEL -> {
                save(job, order.cancelledAt(clock.instant()));
                yield job.label() + " is cancelled";
            }
            case PAUSE -> {
                if (job.stage() == Stage.IMPORTING) {
                    throw new ControlRefusal(
                            job.label() + " is being imported, and the import service can't be made to pause");
                }
                save(job, order.pausedAt(clock.instant()));
                yield job.label() + " is paused";
            }
            case RESUME -> {
                save(job, order.resumed());
                dispatcher.pause(job.id(), Duration.ZERO);
                yield job.label() + (order.paused().isPresent() ? " goes on" : " was not paused");
            }
            case RETRY -> {
                if (order.paused().isPresent()) {
                    throw new ControlRefusal(job.label() + " is paused: caravan resume " + job.id());
                }
                dispatcher.pause(job.id(), Duration.ZERO);
                yield job.label() + (dispatcher.isHeld(job.id()) ? " is being worked on" : " is tried again now");
            }
            case PRIORITY -> {
                save(job, order.with(request.value()));
                yield job.label() + " has priority " + orders.of(job.id()).priority();
            }
            default -> throw new ControlRefusal("this is nothing that can be done with a job");
        };
    }

    private void save(ImageJob job, Order order) throws IOException {
        try {
            orders.set(job.id(), order);
        } catch (IOException e) {
            throw new IOException(job.label() + ": it can't be written down: " + e, e);
        }
    }
}
