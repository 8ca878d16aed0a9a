package io.caravan.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.cloud.CloudRequest;
import io.caravan.files.DurableFiles;
import io.caravan.job.FinishJob;
import io.caravan.job.ImageJob;
import io.caravan.job.ImageRequest;
import io.caravan.job.JobFolder;
import io.caravan.job.JobImport;
import io.caravan.job.JobJournal;
import io.caravan.job.Jobs;
import io.caravan.job.Stage;
import io.caravan.settings.Backoff;
import io.caravan.settings.Credentials;
import io.caravan.settings.Domain;
import io.caravan.settings.Settings;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import io.caravan.text.Secrets;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fujitsu K5's {@code vmimport}: what it is asked, and what its answers mean for a job. The fields are those of the API
 * reference ("Import virtual machine image", {@code POST /v1/imageimport}); the regions of generation 1 also want the
 * user's credentials.
 */
public final class VmImport {

    private static final Logger LOG = LoggerFactory.getLogger(VmImport.class);

    /** So many looks in a row that have shown nothing, past the deadline, are enough to give an import up. */
    private static final int FAILED_LOOKS = 5;

    /** Looks are a quarter further apart each time, at most ten intervals, give or take a tenth. */
    private static final double GROWTH = 1.25;

    private static final int MOST_INTERVALS = 10;
    private static final double JITTER = 0.1;

    private final Settings settings;
    private final URI objectStore;
    private final JobJournal journal;
    private final Jobs jobs;
    private final FinishJob finish;
    private final JobFolder folder;
    private final Backoff looks;
    private final Clock clock;
    private final Clock steady;
    private final Map<String, Instant> lastLooks = new ConcurrentHashMap<>();

    /**
     * The service of one process.
     *
     * @param objectStore the account's URL, the last part of whose path names the account
     * @param clock tells the time of day, in which the journal is written
     * @param steady tells how much time has passed
     */
    public VmImport(
            Settings settings,
            URI objectStore,
            JobJournal journal,
            Jobs jobs,
            FinishJob finish,
            JobFolder folder,
            Clock clock,
            Clock steady) {
        this.settings = settings;
        this.objectStore = objectStore;
        this.journal = journal;
        this.jobs = jobs;
        this.finish = finish;
        this.folder = folder;
        Duration interval = settings.imports().pollInterval();
        this.looks = new Backoff(interval, GROWTH, interval.multipliedBy(MOST_INTERVALS));
        this.clock = clock;
        this.steady = steady;
    }

    /** Whether a request for this job may have been posted whose answer never came. */
    public boolean isUnanswered(ImageJob job) {
        return job.imported().unanswered();
    }

    /** Whether the service isn't known to have accepted the job. */
    public boolean isToBePosted(ImageJob job) {
        return job.imported().importId().isEmpty();
    }

    /** {@code GET} of an import's status. */
    public CloudRequest status(ImageJob job) {
        return CloudRequest.of(ImportLookup.statusPath(job.imported().importId()));
    }

    /** {@code GET} of what a search asks next. */
    public CloudRequest next(ImportLookup lookup) {
        return lookup.request();
    }

    /**
     * Takes in what was answered in search of a lost import.
     *
     * @throws IOException when the answer can't be read
     */
    public void examine(ImportLookup lookup, int status, String answer) throws IOException {
        lookup.examine(status, answer);
    }

    /** Journals, before anything is posted, which image id will be asked for; the same one each time. */
    public ImageJob intend(ImageJob job) {
        ImageJob intended = job.imported().unanswered()
                ? job
                : job.importing(JobImport.intended(UUID.randomUUID().toString()));
        // written even when it is known: it may have come to nothing but memory the last time
        journal.save(intended);
        return intended;
    }

    /** {@code POST} of an import. In generation 1 its body holds the password, in base64: it is never to be logged. */
    public CloudRequest order(ImageJob job) {
        ImageRequest request = job.request();
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("name", request.name());
        body.put("location", location(request));
        body.put("id", job.imported().imageId());
        body.put("os_type", request.osType().orElse(""));
        request.minRam().ifPresent(megabytes -> body.put("min_ram", megabytes));
        request.minDisk().ifPresent(gigabytes -> body.put("min_disk", gigabytes));
        // the settings see to it that they are of this kind where they are wanted
        if (settings.imports().credentials()
                && settings.cloud().credentials() instanceof Credentials.Password login
                && login.user() instanceof Credentials.User.ByName user
                && user.domain() instanceof Domain.ByName domain) {
            byte[] password = login.password().reveal().getBytes(StandardCharsets.UTF_8);
            body.put("conversion", true);
            body.put("disk_format", "raw");
            body.put("user_name", user.name());
            body.put("password", Base64.getEncoder().encodeToString(password));
            body.put("domain_name", domain.name());
        }
        return CloudRequest.of(ImportLookup.LIST)
                .header("Content-Type", "application/json")
                .body(body.toString());
    }

    private String location(ImageRequest request) {
        String account = objectStore.getPath().substring(objectStore.getPath().lastIndexOf('/') + 1);
        return "/v1/" + account + "/" + request.target();
    }

    /** A search for the import that an unanswered request may have begun. */
    public ImportLookup lookUp(ImageJob job) {
        LOG.info(
                "{} looks for an import of image {}: its request may have been taken",
                job.label(),
                job.imported().imageId());
        return new ImportLookup(job.imported().imageId());
    }

    /**
     * Journals the id of the import that was just accepted.
     *
     * @throws IOException when the answer has none; then the import is looked up before it is posted again
     */
    public ImageJob accepted(ImageJob job, String answer) throws IOException {
        String importId = Json.MAPPER.readTree(answer).path("import_id").asText("");
        if (!ImportLookup.isId(importId)) {
            throw new IOException("vmimport accepted the image, but its answer has no import_id"
                    + (importId.isEmpty() ? "" : " that is one: '" + LogText.clean(importId) + "'"));
        }
        return accept(job, importId);
    }

    /** Journals the id of the import that was found, if there was one. */
    public ImageJob found(ImageJob job, ImportLookup lookup) {
        return lookup.found().map(importId -> accept(job, importId)).orElse(job);
    }

    private ImageJob accept(ImageJob job, String importId) {
        lastLooks.put(job.id(), steady.instant());
        ImageJob accepted = job.importing(job.imported().accepted(importId, clock.instant()));
        journal.save(accepted);
        LOG.info("{} import {} accepted", job.label(), LogText.clean(importId));
        return accepted;
    }

    /**
     * Journals what a look at the import has shown. A job whose import has ended is in stage DONE or FAILED afterwards;
     * any other is let go of until its next look is due.
     *
     * @throws IOException when the answer is no status; the import may be fine all the same
     */
    public ImageJob record(ImageJob job, String answer) throws IOException {
        String told = Secrets.hide(answer);
        JsonNode body = Json.MAPPER.readTree(told);
        ImportStatus status = ImportStatus.of(body);
        String text = status.text();
        if (!text.equals(job.imported().state())) {
            LOG.info(
                    "{} import {}: {}",
                    job.label(),
                    LogText.clean(job.imported().importId()),
                    text);
        }
        switch (status.phase()) {
            case SUCCEEDED -> {
                lastLooks.remove(job.id());
                DurableFiles.writePrivate(folder.importStatus(job.id()), told.getBytes(StandardCharsets.UTF_8));
                return finish.succeed(job.importing(job.imported().polled(text, clock.instant())));
            }
            case FAILED -> {
                lastLooks.remove(job.id());
                return finish.fail(
                        job,
                        "the import " + job.imported().importId() + " failed",
                        status.message(),
                        FinishJob.askTheService(job));
            }
            default -> {
                Duration pause = looks.spread(job.imported().polls() + 1, JITTER, JITTER);
                return lookAgain(job, watched(job).polled(text, clock.instant().plus(pause)), pause);
            }
        }
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
        Duration pause = looks.spread(job.imported().polls() + 1, JITTER, JITTER);
        return lookAgain(job, watched(job).missed(clock.instant().plus(pause)), pause);
    }

    /**
     * The import goes on, as far as is known. It is given up once it was watched for long enough, and only when a look has
     * shown that it has not ended, or several in a row have shown nothing.
     */
    private ImageJob lookAgain(ImageJob job, JobImport seen, Duration pause) {
        Duration deadline = settings.imports().deadline();
        boolean isKnown = seen.failedLooks() == 0 || seen.failedLooks() >= FAILED_LOOKS;
        if (seen.watchedMillis() >= deadline.toMillis() && isKnown) {
            lastLooks.remove(job.id());
            return finish.fail(
                    job,
                    "the import " + seen.importId() + " did not end within " + Quantities.readable(deadline)
                            + "; last seen: " + seen.state(),
                    "",
                    "it may still end; look for image " + seen.imageId() + " before you try again");
        }
        return jobs.keep(job.importing(seen), pause);
    }

    /** The job with the time added for which this process has watched its import since the last look. */
    private JobImport watched(ImageJob job) {
        Instant now = steady.instant();
        Instant before = lastLooks.put(job.id(), now);
        return job.imported().watched(before == null ? Duration.ZERO : Duration.between(before, now));
    }
}
