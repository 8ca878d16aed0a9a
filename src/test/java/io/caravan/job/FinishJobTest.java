package io.caravan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.SettableClock;
import io.caravan.settings.SettingsFixture;
import io.caravan.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinishJobTest {

    private static final String PREFIX = "x.vmdk/1769768430.123457/10/4/";
    private static final List<SentSegment> SEGMENTS = List.of(
            new SentSegment(PREFIX + "00000000", 4, "e0"),
            new SentSegment(PREFIX + "00000001", 4, "e1"),
            new SentSegment(PREFIX + "00000002", 2, "e2"));

    @TempDir
    private Path spool;

    private final SettableClock clock = new SettableClock();
    private JobFolder folder;
    private FileJobJournal journal;
    private FinishJob finish;
    private Path done;
    private Path failed;

    @BeforeEach
    void makeSpool() throws Exception {
        JobFixture.spool(spool);
        done = spool.resolve("done");
        failed = spool.resolve("failed");
        folder = new JobFolder(spool.resolve("work"));
        journal = new FileJobJournal(folder);
        finish = finishJob();
    }

    private FinishJob finishJob(String... settings) throws Exception {
        return new FinishJob(SettingsFixture.in(spool, settings), journal, folder, clock);
    }

    private ImageJob claimed(String id, String image) throws IOException {
        ImageJob job = JobFixture.job(id, image);
        journal.create(job);
        journal.offer(job);
        Files.writeString(folder.image(job), "0123456789");
        return job;
    }

    /** A job whose import has ended well. */
    private ImageJob imported(String id, String image) throws IOException {
        ImageJob job = claimed(id, image);
        ObjectUpload upload = ObjectUpload.NONE
                .cut(4, ManifestKind.SLO)
                .under(1, PREFIX, 3, JobFixture.CLAIMED_AT.plusSeconds(1))
                .replacing(ReplacedSegments.under("images_segments", "x.vmdk/1.000000/9/4/")
                        .after(3, ""))
                .verified("whole", JobFixture.CLAIMED_AT.plusSeconds(3));
        JobImport end = JobImport.NONE.intending("image-id").accepted("import-id", clock.instant());
        Files.write(folder.segments(id), Json.MAPPER.writeValueAsBytes(SEGMENTS));
        Files.writeString(
                folder.importStatus(id),
                "{\"import_status\": \"succeeded\", \"user_name\": \"demo\", \"password\": \"Z2VoZWlt\"}");
        return finish.succeed(job.uploading(upload).uploaded(upload).importing(end));
    }

    private static JsonNode json(Path file) throws IOException {
        return Json.MAPPER.readTree(file.toFile());
    }

    @Test
    void leavesAReceiptThatTellsAllThatIsKnown() throws IOException {
        finish.putAway(imported("aaaaaaaaaaaa", "x.vmdk"));
        JsonNode expected = Json.MAPPER.readTree("""
                {"job": "aaaaaaaaaaaa", "image": "x.vmdk", "name": "x.vmdk", "size": 10,
                 "container": "images", "object": "x.vmdk", "osType": "centos", "minRam": null, "minDisk": null,
                 "registration": {"diskFormat": null, "containerFormat": null, "visibility": null, "tags": null,
                   "protected": null, "hidden": null, "properties": null, "share": null},
                 "checksums": [], "etag": "whole", "manifest": "images_segments/%1$s", "manifestKind": "slo", "segmentSize": 4,
                 "segments": [{"name": "%1$s00000000", "bytes": 4, "etag": "e0", "from": "sent"},
                              {"name": "%1$s00000001", "bytes": 4, "etag": "e1", "from": "sent"},
                              {"name": "%1$s00000002", "bytes": 2, "etag": "e2", "from": "sent"}],
                 "importId": "import-id", "imageId": "image-id", "way": {"method": "", "why": "", "ruledOut": []},
                 "claimedAt": "2026-01-31T12:00:00.250Z", "uploadStartedAt": "2026-01-31T12:00:01.250Z",
                 "uploadedAt": "2026-01-31T12:00:03.250Z", "doneAt": "2026-01-31T12:36:38.123456Z",
                 "bytesSent": 10, "bytesSpared": 0, "bytesPerSecond": 5,
                 "replaced": [{"container": "images_segments", "prefix": "x.vmdk/1.000000/9/4/", "deleted": 3, "left": ""}],
                 "compared": "", "objectAfterwards": "", "shares": [], "imagesReplaced": [],
                 "importStatus": {"import_status": "succeeded"}}
                """.formatted(PREFIX));
        assertThat(json(done.resolve("x.vmdk.receipt.json"))).isEqualTo(expected);
    }

    @Test
    void repeatsNoSecretOfTheImportsLastWord() throws IOException {
        finish.putAway(imported("aaaaaaaaaaaa", "x.vmdk"));
        assertThat(done.resolve("x.vmdk.receipt.json")).content().doesNotContain("Z2VoZWlt", "user_name");
    }

    @Test
    void namesNoManifestOfAnObjectInOnePiece() throws IOException {
        ImageJob job = claimed("aaaaaaaaaaaa", "x.vmdk");
        Files.writeString(folder.segments(job.id()), "[{\"name\": \"x.vmdk\", \"bytes\": 10, \"etag\": \"e\"}]");
        ObjectUpload upload = ObjectUpload.NONE.under(1, "", 1, clock.instant()).verified("e", clock.instant());
        finish.putAway(finish.succeed(job.uploaded(upload)));
        JsonNode receipt = json(done.resolve("x.vmdk.receipt.json"));
        assertThat(receipt.path("manifest").asText()).isEmpty();
        assertThat(receipt.path("segments")).isEmpty();
        assertThat(receipt.path("etag").asText()).isEqualTo("e");
        assertThat(receipt.path("importStatus").isNull()).isTrue();
        assertThat(receipt.path("imageId").asText()).isEmpty();
    }

    @Test
    void movesTheImageAndItsSidecarToDone() throws IOException {
        ImageJob job = imported("aaaaaaaaaaaa", "x.vmdk");
        Files.writeString(folder.sidecar(job, ".json"), "{}");
        ImageJob put = finish.putAway(job);
        assertThat(put.keptAs()).contains("x.vmdk");
        assertThat(done.toFile().list()).containsExactlyInAnyOrder("x.vmdk", "x.vmdk.json", "x.vmdk.receipt.json");
        assertThat(done.resolve("x.vmdk")).hasContent("0123456789");
        assertThat(folder.images(job.id())).isEmptyDirectory();
    }

    @Test
    void deletesTheImageButNotItsPapersWhereThatIsSet() throws Exception {
        ImageJob job = imported("aaaaaaaaaaaa", "x.vmdk");
        Files.writeString(folder.sidecar(job, ".json"), "{}");
        finishJob("caravan.done.images", "delete").putAway(job);
        assertThat(done.toFile().list()).containsExactlyInAnyOrder("x.vmdk.json", "x.vmdk.receipt.json");
        assertThat(folder.images(job.id())).isEmptyDirectory();
    }

    @Test
    void leavesAReasonBesideAFailedImage() throws IOException {
        ImageJob job = claimed("aaaaaaaaaaaa", "x.vmdk");
        Files.writeString(folder.sidecar(job, ".json"), "{}");
        ImageJob uploading = job.uploading(ObjectUpload.NONE.under(1, PREFIX, 3, clock.instant()));
        ImageJob ended = finish.fail(uploading, "what happened", "what the service said", "what to do");
        assertThat(ended.stage()).isEqualTo(Stage.FAILED);
        finish.putAway(ended);
        assertThat(failed.toFile().list()).containsExactlyInAnyOrder("x.vmdk", "x.vmdk.json", "x.vmdk.error.json");
        JsonNode expected = Json.MAPPER.readTree("""
                {"job": "aaaaaaaaaaaa", "image": "x.vmdk", "stage": "UPLOADING", "error": "what happened",
                 "service": "what the service said", "advice": "what to do", "size": 10,
                 "container": "images", "object": "x.vmdk", "segments": "images_segments/%s", "importId": "",
                 "claimedAt": "2026-01-31T12:00:00.250Z", "failedAt": "2026-01-31T12:36:38.123456Z"}
                """.formatted(PREFIX));
        assertThat(json(failed.resolve("x.vmdk.error.json"))).isEqualTo(expected);
        assertThat(done).isEmptyDirectory();
    }

    @Test
    void deletesNoFailedImage() throws Exception {
        ImageJob job = claimed("aaaaaaaaaaaa", "x.vmdk");
        finishJob("caravan.done.images", "delete").putAway(finish.fail(job, "w", "", "a"));
        assertThat(failed.resolve("x.vmdk")).hasContent("0123456789");
    }

    @Test
    void doesNoHarmWhenItIsDoneTwice() throws IOException {
        ImageJob job = imported("aaaaaaaaaaaa", "x.vmdk");
        Files.writeString(folder.sidecar(job, ".json"), "{}");
        ImageJob put = finish.putAway(job);
        JsonNode receipt = json(done.resolve("x.vmdk.receipt.json"));
        clock.advance(Duration.ofHours(1));
        assertThat(finish.putAway(put)).isEqualTo(put);
        assertThat(json(done.resolve("x.vmdk.receipt.json"))).isEqualTo(receipt);
        assertThat(done.toFile().list()).hasSize(3);
        ImageJob broken = finish.fail(claimed("bbbbbbbbbbbb", "y.vmdk"), "w", "", "a");
        ImageJob away = finish.putAway(broken);
        assertThat(finish.putAway(away)).isEqualTo(away);
        assertThat(failed.toFile().list()).containsExactlyInAnyOrder("y.vmdk", "y.vmdk.error.json");
    }

    @Test
    void goesOnFromTheJournalAfterACrashBeforeTheImageMoved() throws IOException {
        ImageJob job = imported("aaaaaaaaaaaa", "x.vmdk");
        ImageJob put = finish.putAway(job);
        Files.move(done.resolve("x.vmdk"), folder.image(job));
        ImageJob journalled = new FileJobJournal(folder).left().get(0);
        assertThat(journalled).isEqualTo(put);
        clock.advance(Duration.ofHours(1));
        finish.putAway(journalled);
        assertThat(done.toFile().list()).containsExactlyInAnyOrder("x.vmdk", "x.vmdk.receipt.json");
    }

    @Test
    void keepsTheReceiptWhenACrashCameWhileTheJobWasForgotten() throws IOException {
        ImageJob put = finish.putAway(imported("aaaaaaaaaaaa", "x.vmdk"));
        JsonNode receipt = json(done.resolve("x.vmdk.receipt.json"));
        Files.delete(folder.segments(put.id()));
        finish.putAway(put);
        Files.delete(folder.importStatus(put.id()));
        finish.putAway(put);
        assertThat(json(done.resolve("x.vmdk.receipt.json"))).isEqualTo(receipt);
    }

    @Test
    void neverOverwritesWhatLiesThere() throws IOException {
        Files.writeString(done.resolve("x.vmdk"), "older");
        Files.writeString(done.resolve("x.vmdk.receipt.json"), "older receipt");
        ImageJob put = finish.putAway(imported("aaaaaaaaaaaa", "x.vmdk"));
        String name = "x-20260131T123638.123Z.vmdk";
        assertThat(put.keptAs()).contains(name);
        assertThat(done.resolve("x.vmdk")).hasContent("older");
        assertThat(done.resolve("x.vmdk.receipt.json")).hasContent("older receipt");
        assertThat(done.resolve(name)).hasContent("0123456789");
        assertThat(json(done.resolve(name + ".receipt.json")).path("image").asText())
                .isEqualTo("x.vmdk");
    }

    @Test
    void choosesAnotherNameThanAJobThatIsBeingPutAway() throws IOException {
        ImageJob first = imported("aaaaaaaaaaaa", "x.vmdk").keptAs("x.vmdk");
        journal.save(first);
        ImageJob second = finish.putAway(imported("bbbbbbbbbbbb", "x.vmdk"));
        finish.putAway(first);
        assertThat(second.keptAs()).contains("x-20260131T123638.123Z.vmdk");
        assertThat(done.toFile().list()).hasSize(4);
    }

    @Test
    void putsTheLongestNamesAway() throws IOException {
        String longest = "x".repeat(250) + ".vmdk";
        finish.putAway(imported("aaaaaaaaaaaa", longest));
        assertThat(done.resolve(longest)).exists();
        assertThat(done.toFile().list()).hasSize(2);
        finish.putAway(finish.fail(claimed("bbbbbbbbbbbb", longest), "w", "", "a"));
        assertThat(failed.toFile().list()).hasSize(2).contains(longest);
    }
}
