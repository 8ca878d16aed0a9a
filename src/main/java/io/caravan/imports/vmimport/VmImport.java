package io.caravan.imports.vmimport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.cloud.CloudRequest;
import io.caravan.files.DurableFiles;
import io.caravan.imports.ImportTools;
import io.caravan.imports.ImportWatch;
import io.caravan.job.FinishJob;
import io.caravan.job.ImageJob;
import io.caravan.job.ImageRequest;
import io.caravan.job.JobFolder;
import io.caravan.job.JobImport;
import io.caravan.job.JobJournal;
import io.caravan.settings.Credentials;
import io.caravan.settings.Credentials.Domain;
import io.caravan.settings.Settings;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import io.caravan.text.Secrets;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fujitsu K5's {@code vmimport}: what it is asked, and what its answers mean for a job. The fields are those of the API
 * reference ("Import virtual machine image", {@code POST /v1/imageimport}); the regions of generation 1 also want the
 * user's credentials.
 */
public final class VmImport {

    private static final Logger LOG = LoggerFactory.getLogger(VmImport.class);

    private final Settings settings;
    private final URI objectStore;
    private final JobJournal journal;
    private final FinishJob finish;
    private final JobFolder folder;
    private final ImportWatch watch;
    private final Clock clock;

    VmImport(ImportTools tools) {
        this.settings = tools.settings();
        this.objectStore = tools.endpoints().objectStore().orElseThrow();
        this.journal = tools.journal();
        this.finish = tools.finish();
        this.folder = tools.folder();
        this.watch = tools.watch();
        this.clock = tools.clock();
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
                : job.importing(JobImport.NONE.intending(UUID.randomUUID().toString()));
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
        watch.begin(job);
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
        watch.tell(job, text);
        switch (status.phase()) {
            case SUCCEEDED -> {
                watch.end(job);
                DurableFiles.writePrivate(folder.importStatus(job.id()), told.getBytes(StandardCharsets.UTF_8));
                return finish.succeed(job.importing(job.imported().polled(text, clock.instant())));
            }
            case FAILED -> {
                watch.end(job);
                return finish.fail(
                        job,
                        "the import " + job.imported().importId() + " failed",
                        status.message(),
                        FinishJob.askTheService(job));
            }
            default -> {
                return watch.underWay(job, watch.watched(job), text);
            }
        }
    }
}
