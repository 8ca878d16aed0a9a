package io.caravan.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.files.DurableFiles;
import io.caravan.settings.Settings;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Puts an image that has come to its end where it belongs, with a paper beside it: the receipt in {@code done/}, the
 * reason in {@code failed/}. Each step may be done twice, so a crash in between loses nothing.
 */
public final class FinishJob {

    private static final Logger LOG = LoggerFactory.getLogger(FinishJob.class);
    private final Settings settings;
    private final JobJournal journal;
    private final JobFolder folder;
    private final FinalNames names;
    private final Clock clock;

    public FinishJob(Settings settings, JobJournal journal, JobFolder folder, Clock clock) {
        this.settings = settings;
        this.journal = journal;
        this.folder = folder;
        this.names = new FinalNames(clock);
        this.clock = clock;
    }

    /** What to do about a failure that only the service can explain. */
    public static String askTheService(ImageJob job) {
        return "see what the service said; to try again, " + job.again();
    }

    /** Journals that the job has reached its aim; the image moves later. */
    public ImageJob succeed(ImageJob job) {
        ImageJob done = job.done(clock.instant());
        journal.save(done);
        return done;
    }

    /** Journals why the job won't get further; the image moves later. */
    public ImageJob fail(ImageJob job, String what, String service, String advice) {
        if (job.hasEnded()) {
            return job;
        }
        ImageJob failed = job.failed(new Failure(job.stage(), what, service, advice), clock.instant());
        journal.save(failed);
        return failed;
    }

    /** Moves the image to where it belongs and writes the ended job's paper, last: who sees it finds the image there. */
    public ImageJob putAway(ImageJob job) throws IOException {
        return job.stage() == Stage.DONE ? putAwayDone(job) : putAwayFailed(job);
    }

    /** Moves the image to {@code done/}, or deletes it where that is set, and writes the receipt. */
    private ImageJob putAwayDone(ImageJob job) throws IOException {
        Path done = settings.spool().done();
        ImageJob named = named(job, done);
        String name = named.keptAs().orElseThrow();
        moveSidecars(job, done, name);
        if (job.place().isEmpty() && settings.kept().doneImages()) {
            moveIfThere(job, folder.image(job), done.resolve(name));
        } else if (job.place().isEmpty()) {
            deleteIfThere(job, folder.image(job));
        }
        Path paper = done.resolve(FinalNames.receipt(name));
        // a crash while the job was being forgotten takes away first what a receipt is made of: then it is written
        if (!Files.exists(paper) || job.upload().verified() && !folder.isGone(job, folder.segments(job.id()))) {
            DurableFiles.write(paper, Json.forPeople(receipt(named)));
        }
        LOG.info(
                "{} done: {} in {}{}",
                job.label(),
                LogText.clean(job.request().target()),
                Quantities.readable(
                        Receipt.between(job.claimedAt(), job.endedAt().orElseThrow())),
                job.imported().imageId().isEmpty()
                        ? ""
                        : ", image " + job.imported().imageId());
        return named;
    }

    /** Moves the image and its sidecar to {@code failed/} and writes the reason. */
    private ImageJob putAwayFailed(ImageJob job) throws IOException {
        Path failed = settings.spool().failed();
        ImageJob named = named(job, failed);
        String name = named.keptAs().orElseThrow();
        Failure failure = job.failure().orElseThrow();
        moveSidecars(job, failed, name);
        if (job.place().isEmpty()) {
            moveIfThere(job, folder.image(job), failed.resolve(name));
        }
        DurableFiles.write(failed.resolve(FinalNames.error(name)), Json.forPeople(ErrorReport.of(named, failure)));
        LOG.atLevel(job.place().isEmpty() ? Level.ERROR : Level.INFO)
                .log(
                        "{} failed while {}: {}{}",
                        job.label(),
                        failure.stage(),
                        LogText.clean(failure.what()),
                        failure.service().isEmpty()
                                ? ""
                                : " (the service said: " + LogText.clean(failure.service()) + ")");
        return named;
    }

    private synchronized ImageJob named(ImageJob job, Path end) {
        if (job.keptAs().isPresent()) {
            return job;
        }
        Set<String> reserved = journal.open().stream()
                .filter(other -> other.stage() == job.stage())
                .flatMap(other -> other.keptAs().stream())
                .collect(Collectors.toSet());
        ImageJob named = job.keptAs(names.choose(end, job.image(), reserved));
        journal.save(named);
        return named;
    }

    private void moveSidecars(ImageJob job, Path end, String name) throws IOException {
        for (String suffix : Sidecars.SUFFIXES) {
            moveIfThere(job, folder.sidecar(job, suffix), end.resolve(FinalNames.sidecar(name, suffix)));
        }
    }

    private void moveIfThere(ImageJob job, Path from, Path to) throws IOException {
        if (!folder.isGone(job, from)) {
            DurableFiles.move(from, to);
        }
    }

    private void deleteIfThere(ImageJob job, Path file) throws IOException {
        if (!folder.isGone(job, file)) {
            Files.delete(file);
        }
    }

    private Receipt receipt(ImageJob job) throws IOException {
        List<SentSegment> pieces = job.upload().verified() ? SentSegment.read(folder.segments(job.id())) : List.of();
        return Receipt.of(job, pieces, importStatus(job));
    }

    /** The service's last word as it came, but without what it may repeat of our secrets. */
    private JsonNode importStatus(ImageJob job) throws IOException {
        Path file = folder.importStatus(job.id());
        if (folder.isGone(job, file)) {
            return Json.MAPPER.nullNode();
        }
        JsonNode status = Json.MAPPER.readTree(file.toFile());
        if (status instanceof ObjectNode fields) {
            fields.remove(List.of("password", "user_name"));
        }
        return status;
    }

    /**
     * What {@code failed/<image>.error.json} says.
     *
     * @param stage how far the image had come
     * @param error what happened, and to what
     * @param service what the service said, or empty
     * @param advice what to do now
     */
    record ErrorReport(
            String job,
            String image,
            Stage stage,
            String error,
            String service,
            String advice,
            long size,
            String container,
            String object,
            String segments,
            String importId,
            Instant claimedAt,
            Instant failedAt) {

        static ErrorReport of(ImageJob job, Failure failure) {
            return new ErrorReport(
                    job.id(),
                    job.image(),
                    failure.stage(),
                    failure.what(),
                    failure.service(),
                    failure.advice(),
                    job.source().bytes(),
                    job.request().container(),
                    job.request().object(),
                    job.segmentsPlace(),
                    job.imported().importId(),
                    job.claimedAt(),
                    job.endedAt().orElse(job.claimedAt()));
        }
    }
}
