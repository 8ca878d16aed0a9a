package io.caravan.imports.vmimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.cloud.CloudEndpoints;
import io.caravan.imports.ImportTools;
import io.caravan.imports.ImportWatch;
import io.caravan.job.Dispatcher;
import io.caravan.job.FileJobJournal;
import io.caravan.job.FinishJob;
import io.caravan.job.ImageJob;
import io.caravan.job.ImageRequest;
import io.caravan.job.JobFixture;
import io.caravan.job.JobFolder;
import io.caravan.job.Jobs;
import io.caravan.job.ObjectUpload;
import io.caravan.job.Stage;
import io.caravan.sandbox.SettableClock;
import io.caravan.settings.Registration;
import io.caravan.settings.Settings;
import io.caravan.settings.SettingsFixture;
import io.caravan.text.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VmImportTest {

    private static final String QUEUED = "{\"import_status\": \"queued\"}";

    @TempDir
    private Path spool;

    private final SettableClock clock = new SettableClock();
    private final SettableClock steady = new SettableClock();
    private JobFolder folder;
    private FileJobJournal journal;
    private Dispatcher dispatcher;
    private ImportWatch watch;
    private VmImport vmImport;
    private ImageJob job;

    @BeforeEach
    void uploadAnImage() throws Exception {
        JobFixture.spool(spool);
        folder = new JobFolder(spool.resolve("work"));
        journal = new FileJobJournal(folder);
        dispatcher =
                new Dispatcher(journal, clock, steady, 1, Duration.ofHours(1), id -> false, Dispatcher.Orders.NONE);
        vmImport = vmImport();
        ImageJob claimed = JobFixture.job("aaaaaaaaaaaa", "größe 1.vmdk");
        journal.create(claimed);
        journal.offer(claimed);
        job = claimed.uploaded(ObjectUpload.NONE);
        journal.save(job);
    }

    private VmImport vmImport(String... keys) throws Exception {
        Settings settings = SettingsFixture.in(spool, keys);
        Jobs jobs = new Jobs(journal, dispatcher, settings.retry(), clock);
        FinishJob finish = new FinishJob(settings, journal, folder, clock);
        watch = new ImportWatch(settings.imports(), jobs, finish, clock, steady);
        return new VmImport(new ImportTools(
                settings,
                new CloudEndpoints(Optional.of(URI.create("http://swift/v1/AUTH_p")), Map.of()),
                journal,
                jobs,
                finish,
                folder,
                null,
                null,
                null,
                watch,
                clock));
    }

    /** Time passes for both clocks. */
    private void advance(Duration by) {
        clock.advance(by);
        steady.advance(by);
    }

    /** The jobs that are to be looked at, handed on. */
    private List<ImageJob> due() {
        List<ImageJob> due = dispatcher.due();
        due.forEach(dispatcher::handOn);
        return due;
    }

    private void released(ImageJob held) {
        dispatcher.take(held.id(), this);
        dispatcher.release(held.id(), this);
    }

    private ImageJob accepted() throws IOException {
        return vmImport.accepted(vmImport.intend(job), "{\"import_id\": \"import-1\"}");
    }

    private ImageJob journalled() {
        return journal.find(job.id()).orElseThrow();
    }

    @Test
    void journalsTheImageIdBeforeItIsAskedFor() {
        assertThat(vmImport.isUnanswered(job)).isFalse();
        ImageJob intended = vmImport.intend(job);
        assertThat(UUID.fromString(intended.imported().imageId())).isNotNull();
        assertThat(journalled()).isEqualTo(intended);
        assertThat(vmImport.isUnanswered(intended)).isTrue();
        assertThat(vmImport.isToBePosted(intended)).isTrue();
        assertThat(vmImport.intend(intended)).as("the id stays").isEqualTo(intended);
    }

    @Test
    void asksWithoutCredentialsInGeneration2() throws Exception {
        ImageJob intended = vmImport.intend(job);
        String request = vmImport.order(intended).body().toString();
        JsonNode expected =
                Json.MAPPER.readTree("""
                {"name": "größe 1.vmdk", "location": "/v1/AUTH_p/images/größe 1.vmdk", "id": "%s", "os_type": "centos"}
                """.formatted(intended.imported().imageId()));
        assertThat(Json.MAPPER.readTree(request)).isEqualTo(expected);
        assertThat(request).doesNotContain("password", "geheim", "Z2VoZWlt", "demo");
    }

    @Test
    void asksWithCredentialsInGeneration1() throws Exception {
        vmImport = vmImport("caravan.import.vmimport.credentials", "true", "caravan.cloud.user-domain", "contract");
        JsonNode request =
                Json.MAPPER.readTree(vmImport.order(vmImport.intend(job)).body().toString());
        assertThat(request.path("user_name").asText()).isEqualTo("demo");
        assertThat(request.path("password").asText()).isEqualTo("Z2VoZWlt");
        assertThat(request.path("domain_name").asText()).isEqualTo("contract");
        assertThat(request.path("conversion").isBoolean()).isTrue();
        assertThat(request.path("conversion").asBoolean()).isTrue();
        assertThat(request.path("disk_format").asText()).isEqualTo("raw");
    }

    @Test
    void asksForMemoryAndDiskWhereTheyAreGiven() throws Exception {
        ImageRequest wanted = new ImageRequest(
                "N",
                "c",
                "a/o.vmdk",
                Optional.of("rhel7"),
                4,
                false,
                Optional.of(2048),
                Optional.of(0),
                Registration.NONE,
                List.of());
        ImageJob small = ImageJob.ofImage("b", "x", job.source(), wanted, clock.instant());
        JsonNode request = Json.MAPPER.readTree(vmImport.order(small).body().toString());
        assertThat(request.path("min_ram").isInt()).isTrue();
        assertThat(request.path("min_ram").asInt()).isEqualTo(2048);
        assertThat(request.path("min_disk").isInt()).isTrue();
        assertThat(request.path("location").asText()).isEqualTo("/v1/AUTH_p/c/a/o.vmdk");
    }

    @Test
    void journalsTheAcceptedImport() throws IOException {
        ImageJob accepted = accepted();
        assertThat(accepted.imported().importId()).isEqualTo("import-1");
        assertThat(accepted.imported().postedAt()).contains(clock.instant());
        assertThat(vmImport.isToBePosted(accepted)).isFalse();
        assertThat(vmImport.status(accepted).path()).isEqualTo("/v1/imageimport/import-1/status");
        assertThat(journalled()).isEqualTo(accepted);
    }

    @Test
    void leavesAnImportUnansweredWhoseAnswerHasNoId() {
        ImageJob intended = vmImport.intend(job);
        for (String answer : new String[] {"", "{}", "null", "<html>", "{\"import_id\": null}"}) {
            assertThatThrownBy(() -> vmImport.accepted(intended, answer))
                    .as(answer)
                    .isInstanceOf(IOException.class);
        }
        assertThat(vmImport.isUnanswered(journalled())).isTrue();
    }

    @Test
    void goesOnWithAnImportThatWasFound() throws IOException {
        ImageJob intended = vmImport.intend(job);
        ImportLookup lookup = vmImport.lookUp(intended);
        vmImport.examine(lookup, 200, "{\"imports\": [{\"import_id\": \"import-7\"}]}");
        assertThat(vmImport.found(intended, lookup)).isEqualTo(intended);
        vmImport.examine(lookup, 200, "{\"id\": \"" + intended.imported().imageId() + "\"}");
        assertThat(vmImport.found(intended, lookup).imported().importId()).isEqualTo("import-7");
        assertThat(journalled().imported().importId()).isEqualTo("import-7");
    }

    @Test
    void looksAgainLaterWhileAnImportIsUnderWay() throws IOException {
        ImageJob accepted = accepted();
        assertThat(due()).containsExactly(accepted);
        ImageJob polled = vmImport.record(accepted, "{\"import_status\": \"processing\", \"progress\": \"40\"}");
        assertThat(polled.stage()).isEqualTo(Stage.IMPORTING);
        assertThat(polled.imported().state()).isEqualTo("processing 40 %");
        assertThat(polled.imported().polls()).isEqualTo(1);
        assertThat(journalled()).isEqualTo(polled);
        released(polled);
        assertThat(due()).isEmpty();
        advance(Duration.ofSeconds(66));
        assertThat(due()).containsExactly(polled);
    }

    @Test
    void endsWellAndKeepsTheServicesLastWord() throws IOException {
        String answer = "{\"import_status\": \"succeeded\", \"progress\": 100}";
        ImageJob done = vmImport.record(accepted(), answer);
        assertThat(done.stage()).isEqualTo(Stage.DONE);
        assertThat(journalled()).isEqualTo(done);
        assertThat(folder.importStatus(job.id())).hasContent(answer);
    }

    @Test
    void failsWithTheServicesWords() throws IOException {
        ImageJob failed = vmImport.record(
                accepted(), "{\"import_status\": \"failed\", \"error_message\": \"Specified id is not found.\"}");
        assertThat(failed.stage()).isEqualTo(Stage.FAILED);
        assertThat(failed.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.stage()).isEqualTo(Stage.IMPORTING);
            assertThat(failure.what()).contains("import-1", "failed");
            assertThat(failure.service()).isEqualTo("Specified id is not found.");
        });
        assertThat(journalled()).isEqualTo(failed);
    }

    @Test
    void changesNothingForAnAnswerThatIsNoStatus() throws IOException {
        ImageJob accepted = accepted();
        for (String answer : new String[] {"", "{}", "<html>"}) {
            assertThatThrownBy(() -> vmImport.record(accepted, answer)).isInstanceOf(IOException.class);
        }
        assertThat(journalled()).isEqualTo(accepted);
    }

    @Test
    void countsALookThatMissedWithoutForgettingTheState() throws IOException {
        ImageJob polled = vmImport.record(accepted(), "{\"import_status\": \"processing\", \"progress\": 40}");
        ImageJob missed = watch.lookFailed(polled, "503");
        assertThat(missed.imported().state()).isEqualTo("processing 40 %");
        assertThat(missed.imported().polls()).isEqualTo(2);
    }

    @Test
    void aLookThatMissedPastTheDeadlineIsNoVerdictUntilSeveralHaveMissed() throws IOException {
        ImageJob seen = vmImport.record(accepted(), QUEUED);
        advance(Duration.ofHours(40));
        for (int look = 1; look < 5; look++) {
            seen = watch.lookFailed(seen, "503");
            assertThat(seen.stage()).isEqualTo(Stage.IMPORTING);
        }
        assertThat(watch.lookFailed(seen, "503").stage()).isEqualTo(Stage.FAILED);
    }

    @Test
    void aClockThatIsSetEndsNoImport() throws IOException {
        ImageJob seen = vmImport.record(accepted(), QUEUED);
        clock.advance(Duration.ofHours(37));
        assertThat(vmImport.record(seen, QUEUED).stage()).isEqualTo(Stage.IMPORTING);
    }

    @Test
    void timeInWhichNobodyWatchedIsNotCounted() throws Exception {
        ImageJob seen = vmImport.record(accepted(), QUEUED);
        advance(Duration.ofHours(40));
        VmImport restarted = vmImport();
        assertThat(restarted.record(seen, QUEUED).stage()).isEqualTo(Stage.IMPORTING);
    }

    @Test
    void givesUpAtTheDeadlineAndSaysWhatToLookFor() throws IOException {
        ImageJob accepted = accepted();
        advance(Duration.ofHours(36).minusMillis(1));
        ImageJob polled = vmImport.record(accepted, QUEUED);
        assertThat(polled.stage()).isEqualTo(Stage.IMPORTING);
        advance(Duration.ofMillis(1));
        ImageJob failed = vmImport.record(polled, QUEUED);
        assertThat(failed.stage()).isEqualTo(Stage.FAILED);
        assertThat(failed.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.what()).contains("import-1", "36 h", "queued");
            assertThat(failure.advice()).contains(accepted.imported().imageId());
        });
        assertThat(vmImport.record(polled, "{\"import_status\": \"succeeded\"}").stage())
                .as("a success that comes late is one")
                .isEqualTo(Stage.DONE);
    }
}
