package io.caravan.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.job.Dispatcher;
import io.caravan.job.FileJobJournal;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.job.JobFixture;
import io.caravan.job.JobFolder;
import io.caravan.job.Jobs;
import io.caravan.job.ManifestKind;
import io.caravan.job.ObjectUpload;
import io.caravan.job.SourceFiles;
import io.caravan.job.Stage;
import io.caravan.sandbox.SettableClock;
import io.caravan.settings.Settings;
import io.caravan.swift.KnownLimits;
import io.caravan.swift.Listing;
import io.caravan.swift.StoredHead;
import io.caravan.upload.SegmentOutcome.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadsTest {

    private static final String ID = "aaaaaaaaaaaa";

    /** The MD5 of "0123456789". */
    private static final String MD5 = "781e5e245d69b566979b86e28d23f2c7";

    @TempDir
    private Path folderOfTest;

    private final SettableClock clock = new SettableClock();
    private JobFolder folder;
    private FileJobJournal journal;
    private Uploads uploads;
    private Path image;
    private ImageJob job;

    @BeforeEach
    void claimAnImage() throws Exception {
        JobFixture.spool(folderOfTest);
        folder = new JobFolder(folderOfTest.resolve("work"));
        journal = new FileJobJournal(folder);
        Jobs jobs = new Jobs(
                journal,
                new Dispatcher(journal, clock, clock, 1, Duration.ofHours(1), id -> false, Dispatcher.Orders.NONE),
                new Settings.Retry(3, Duration.ofSeconds(1), Duration.ofSeconds(1), 25, Duration.ofSeconds(1)),
                clock);
        uploads = new Uploads(
                journal, jobs, folder, Settings.Manifest.DLO, new KnownLimits(), Dispatcher.Orders.NONE, clock);
        claim(4);
    }

    private void claim(long segmentSize) throws Exception {
        Files.createDirectories(folder.images(ID));
        image = Files.writeString(folder.images(ID).resolve("x.vmdk"), "0123456789");
        Files.setLastModifiedTime(image, FileTime.fromMillis(1_500));
        job = JobFixture.job(ID, "x.vmdk", SourceFiles.look(image), segmentSize);
        journal.create(job);
        journal.offer(job);
        job = uploads.begin(job);
    }

    /** A listing of names below the image's own folder, each with its size. */
    private Listing listing(Object... namesAndBytes) throws IOException {
        Listing listing = uploads.listing(job);
        Map<String, String> entries = new TreeMap<>(); // in the order in which Swift lists names
        for (int i = 0; i < namesAndBytes.length; i += 2) {
            String name = "x.vmdk/1.500000/10/" + namesAndBytes[i];
            entries.put(
                    name,
                    "{\"name\": \"%s\", \"bytes\": %s, \"hash\": \"e%s\"}"
                            .formatted(name, namesAndBytes[i + 1], i / 2));
        }
        listing.add("[" + String.join(",", entries.values()) + "]");
        return listing;
    }

    @Test
    void journalsThePlanBeforeAnythingIsSent() {
        assertThat(job.stage()).isEqualTo(Stage.UPLOADING);
        assertThat(job.upload())
                .isEqualTo(ObjectUpload.NONE
                        .cut(4, ManifestKind.DLO)
                        .under(1, "x.vmdk/1.500000/10/4/", 3, clock.instant()));
        assertThat(journal.find(ID)).contains(job);
        assertThat(job.isSegmented()).isTrue();
        assertThat(uploads.listing(job).query(Optional.empty())).contains("prefix=x.vmdk%2F1.500000%2F10%2F&");
    }

    @Test
    void sendsWhatTheListingLacks() throws Exception {
        UploadRun run = uploads.plan(job, listing("4/00000000", 4, "4/00000002", 2), OlderVersion.NONE);
        assertThat(run.listedEtag(0)).contains("e0");
        assertThat(run.listedEtag(1)).isEmpty();
        assertThat(run.listedEtag(2)).contains("e1");
        assertThat(run.job()).isEqualTo(job);
        assertThat(run.segments()).toIterable().hasSize(3);
        assertThat(uploads.running()).containsExactly(run);
    }

    @Test
    void ignoresWhatLiesUnderOtherPrefixesOfTheImage() throws Exception {
        UploadRun run =
                uploads.plan(job, listing("5/00000000", 5, "4.2/00000000", 3, "40/00000000", 4), OlderVersion.NONE);
        assertThat(run.listedEtag(0)).isEmpty();
        assertThat(run.plan().prefix()).isEqualTo("x.vmdk/1.500000/10/4/");
    }

    @Test
    void goesElsewhereWhenSomethingAlienOrOfAnotherSizeLiesThere() throws Exception {
        for (Listing other : new Listing[] {
            listing("4/00000000", 3),
            listing("4/00000002", 4),
            listing("4/00000003", 4),
            listing("4/readme", 4),
            listing("4/00000000/x", 4),
        }) {
            UploadRun run = uploads.plan(job, other, OlderVersion.NONE);
            assertThat(run.plan().prefix()).isEqualTo("x.vmdk/1.500000/10/4.2/");
            assertThat(run.listedEtag(0)).isEmpty();
            assertThat(run.job().upload().attempt()).isEqualTo(2);
            assertThat(run.job().upload().prefix()).isEqualTo("x.vmdk/1.500000/10/4.2/");
            assertThat(journal.find(ID)).contains(run.job());
        }
    }

    @Test
    void goesOnUnderTheFirstAttemptThatFits() throws Exception {
        UploadRun run = uploads.plan(
                job,
                listing("4/alien", 1, "4.2/00000001", 99, "4.3/00000001", 4, "4.4/00000000", 4),
                OlderVersion.NONE);
        assertThat(run.plan().prefix()).isEqualTo("x.vmdk/1.500000/10/4.3/");
        assertThat(run.listedEtag(1)).contains("e2");
        assertThat(run.listedEtag(0)).isEmpty();
    }

    @Test
    void neverGoesBackToAnEarlierAttempt() throws Exception {
        UploadRun run = uploads.plan(job, listing(), OlderVersion.NONE);
        SegmentTally tally = UploadFixture.landed(run, "e0", "e1", "e2");
        ImageJob elsewhere = uploads.elsewhere(tally);
        assertThat(journal.find(ID)).contains(elsewhere);
        job = uploads.begin(elsewhere);
        assertThat(uploads.plan(job, listing(), OlderVersion.NONE).plan().prefix())
                .isEqualTo("x.vmdk/1.500000/10/4.2/");
    }

    @Test
    void sendsAnObjectInOnePieceUnlessItLiesThere() throws Exception {
        claim(10);
        assertThat(job.isSegmented()).isFalse();
        assertThat(uploads.planWhole(job, there(10L, MD5)).listedEtag(0)).contains(MD5);
        assertThat(uploads.planWhole(job, there(null, MD5)).listedEtag(0)).contains(MD5);
        assertThat(uploads.planWhole(job, there(9L, MD5)).listedEtag(0)).isEmpty();
        UploadRun replacing = uploads.planWhole(job, there(10L, "0".repeat(32)));
        assertThat(replacing.listedEtag(0)).isEmpty();
        assertThat(replacing.expectedEtag()).as("Swift takes no other bytes").isEqualTo(MD5);
        UploadRun fresh = uploads.planWhole(job, new StoredHead(false, Optional.empty(), "", Optional.empty(), false));
        assertThat(fresh.listedEtag(0)).isEmpty();
        assertThat(fresh.expectedEtag()).as("nothing is read twice").isEmpty();
    }

    private static StoredHead there(Long length, String etag) {
        return new StoredHead(true, Optional.ofNullable(length), etag, Optional.empty(), false);
    }

    @Test
    void tellsTriesOfOneImageApart() throws Exception {
        UploadRun first = uploads.plan(job, listing(), OlderVersion.NONE);
        UploadRun second = uploads.plan(job, listing(), OlderVersion.NONE);
        assertThat(first.key()).isNotEqualTo(second.key());
        uploads.ended(UploadFixture.landed(first, "e0", "e1", "e2"));
        assertThat(uploads.running()).containsExactly(second);
    }

    @Test
    void journalsTheVerifiedObjectAndItsPieces() throws Exception {
        SegmentTally tally = UploadFixture.landed(uploads.plan(job, listing(), OlderVersion.NONE), "e0", "e1", "e2");
        ImageJob uploaded = uploads.verified(tally);
        assertThat(uploaded.stage()).isEqualTo(Stage.UPLOADED);
        assertThat(uploaded.upload().etag()).isEqualTo(tally.objectEtag());
        assertThat(uploaded.upload().endedAt()).contains(clock.instant());
        assertThat(journal.find(ID)).contains(uploaded);
        assertThat(folder.segments(ID)).content().contains("4/00000000", "4/00000002", "\"e2\"");
    }

    @Test
    void countsWaitsAnewOnceSomethingHasLanded() throws Exception {
        job = job.waiting(clock.instant(), clock.instant(), "away").waiting(clock.instant(), clock.instant(), "away");
        UploadRun run = uploads.plan(job, listing("4/00000000", 4, "4/00000001", 4), OlderVersion.NONE);
        GatherSegments gather = new GatherSegments();
        SegmentTally tally =
                gather.gather(null, new SegmentOutcome(UploadFixture.segment(run, 0), Kind.SKIPPED, "e0", null));
        gather.gather(tally, new SegmentOutcome(UploadFixture.segment(run, 1), Kind.WAITING, "", null));
        assertThat(uploads.interrupted(tally).waits()).as("only what was there").isEqualTo(2);
        gather.gather(tally, new SegmentOutcome(UploadFixture.segment(run, 2), Kind.LANDED, "e2", null));
        ImageJob afresh = uploads.interrupted(tally);
        assertThat(afresh.waits()).as("one more, though fewer than were listed").isZero();
        assertThat(journal.find(ID)).contains(afresh);
    }

    @Test
    void stopsEveryTry() throws Exception {
        UploadRun run = uploads.plan(job, listing(), OlderVersion.NONE);
        assertThat(run.stopped()).isFalse();
        uploads.stop();
        assertThat(run.stopped()).isTrue();
    }

    @Test
    void refusesAnImageThatIsNotAsItWasClaimed() throws Exception {
        uploads.checkSource(job);
        Files.setLastModifiedTime(image, FileTime.fromMillis(2_500));
        assertThatThrownBy(() -> uploads.checkSource(job))
                .isInstanceOf(JobFailure.class)
                .hasMessageContainingAll("written to", "1970-01-01T00:00:02.500Z");
        Files.writeString(image, "0123456789a");
        assertThatThrownBy(() -> uploads.begin(job))
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining("had 10 bytes, now it has 11");
        Files.delete(image);
        assertThatThrownBy(() -> uploads.checkSource(job))
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining("gone");
    }

    /** As on a network's file system, which is away and back between any two looks. */
    @Test
    void takesAnImageThatIsOutOfReachForNoneThatIsGone() throws Exception {
        Path away = folder.work().resolveSibling("away");
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> flapping = CompletableFuture.runAsync(() -> {
            try {
                while (!enough.get()) {
                    Files.move(folder.work(), away);
                    Files.move(away, folder.work());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            for (int missed = 0; missed < 1000 && !flapping.isDone(); ) {
                try {
                    uploads.checkSource(job);
                } catch (IOException e) {
                    missed++;
                }
            }
        } finally {
            enough.set(true);
            flapping.join();
        }
    }

    @Test
    void takesAnotherFileOfTheSameSizeAndTimeForChanged() throws Exception {
        Path other = Files.writeString(folderOfTest.resolve("other"), "0123456789");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(image));
        Files.delete(image);
        Files.move(other, image);
        assertThatThrownBy(() -> uploads.checkSource(job))
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining("changed");
    }
}
