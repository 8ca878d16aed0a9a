package io.caravan.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.caravan.control.Control;
import io.caravan.control.JobView;
import io.caravan.settings.Settings;
import io.caravan.text.Version;
import io.caravan.upload.UploadRun;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the daemon is now, all of it: for the page, the metrics and the health checks. */
public final class Overview {

    private static final Logger LOG = LoggerFactory.getLogger(Overview.class);
    private static final int MOST_JOBS = 1000;
    private static final int MOST_IN_INBOX = 50;

    record CloudState(String authUrl, String importService, Optional<Instant> tokenUntil, String limits) {}

    record SpoolState(String path, long freeBytes) {}

    record Waiting(String name, long bytes) {}

    record Job(@JsonUnwrapped JobView job, String cells) {}

    record State(
            String version,
            Instant time,
            Instant startedAt,
            Optional<Instant> paused,
            CloudState cloud,
            SpoolState spool,
            int inboxCount,
            List<Waiting> inbox,
            int jobCount,
            List<Job> jobs,
            List<Ended.Done> done,
            List<Ended.Failed> failed) {}

    /** What there is once it is signed in. */
    private record Work(Control control, String importService, Supplier<String> limits) {}

    private final Settings settings;
    private final Supplier<Optional<Instant>> tokenUntil;
    private final Ended ended;
    private final Clock clock;
    private final Instant startedAt;
    private volatile Optional<Work> work = Optional.empty();

    /**
     * Of a daemon that isn't signed in yet.
     *
     * @param tokenUntil tells until when the token at hand is good
     */
    public Overview(Settings settings, Counts counts, Supplier<Optional<Instant>> tokenUntil, Clock clock) {
        this.settings = settings;
        this.tokenUntil = tokenUntil;
        this.ended = new Ended(settings.spool(), counts);
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /**
     * It is signed in.
     *
     * @param control tells of the jobs
     * @param importService its name
     * @param limits tells what is known of the cloud's limits, in words
     */
    public void signedIn(Control control, String importService, Supplier<String> limits) {
        work = Optional.of(new Work(control, importService, limits));
    }

    /** What can't be looked at now, a spool whose disk is away say, is shown as empty, or as it was. */
    State state() {
        List<JobView> jobs = jobs();
        Map<String, UploadRun> running = running();
        List<Waiting> inbox = new ArrayList<>();
        int inboxCount = 0;
        long freeBytes = 0;
        try {
            inboxCount = inbox(inbox);
            freeBytes = freeBytes();
            ended.look();
        } catch (IOException e) {
            LOG.debug("the spool can't be looked at", e);
        }
        return new State(
                Version.text(),
                clock.instant(),
                startedAt,
                work.flatMap(all -> all.control().paused()),
                new CloudState(
                        settings.cloud().authUrl().toString(),
                        work.map(Work::importService).orElse(""),
                        tokenUntil(),
                        work.map(all -> all.limits().get()).orElse("")),
                new SpoolState(settings.spool().root().toString(), freeBytes),
                inboxCount,
                inbox,
                jobs.size(),
                jobs.stream()
                        .limit(MOST_JOBS)
                        .map(job -> new Job(
                                job,
                                Optional.ofNullable(running.get(job.id()))
                                        .map(UploadRun::cells)
                                        .orElse("")))
                        .toList(),
                ended.done(),
                ended.failed());
    }

    private int inbox(List<Waiting> first) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(settings.spool().inbox())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith(".")) {
                    continue;
                }
                count++;
                if (first.size() < MOST_IN_INBOX) {
                    first.add(new Waiting(name, bytes(file)));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return count;
    }

    private static long bytes(Path file) {
        try {
            return (Long) Files.getAttribute(file, "size", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return 0; // it was taken meanwhile
        }
    }

    /** Of the spool's filesystem, for this user. */
    long freeBytes() throws IOException {
        return Files.getFileStore(settings.spool().root()).getUsableSpace();
    }

    List<JobView> jobs() {
        return work.map(all -> all.control().jobs()).orElse(List.of());
    }

    private Map<String, UploadRun> running() {
        return work.map(all -> all.control().running()).orElse(Map.of());
    }

    /** Until when the token at hand is good; empty while there is none. */
    Optional<Instant> tokenUntil() {
        return tokenUntil.get();
    }

    /** What speaks against the daemon's being fit to work, a sentence each. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        try {
            Files.delete(Files.createTempFile(settings.spool().work(), ".health", ".tmp"));
        } catch (IOException e) {
            problems.add("the spool can't be written to");
        }
        Instant now = clock.instant();
        if (tokenUntil().filter(until -> until.isAfter(now)).isEmpty()) {
            problems.add("not signed in");
        }
        Duration longest = settings.web().stuckAfter();
        Map<String, UploadRun> running = running();
        for (JobView job : jobs()) {
            Duration still = Optional.ofNullable(running.get(job.id()))
                    .map(UploadRun::idle)
                    .or(() -> waits(job, now))
                    .orElse(Duration.ZERO);
            if (still.compareTo(longest) > 0 && problems.size() < MOST_IN_INBOX) {
                problems.add("job " + job.id() + " has not moved for " + still.toSeconds() + " s"
                        + (job.waitsFor().isEmpty() ? "" : ", it waits for " + job.waitsFor()));
            }
        }
        return problems;
    }

    /** Its turn, an import, and what people hold up, may take as long as they do. */
    private static Optional<Duration> waits(JobView job, Instant now) {
        boolean isForTheCloud = job.waits() > 0
                && job.orders().paused().isEmpty()
                && job.orders().cancelled().isEmpty();
        return isForTheCloud ? job.waitingSince().map(since -> Duration.between(since, now)) : Optional.empty();
    }
}
