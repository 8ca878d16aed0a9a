package io.caravan.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.imports.ImportService;
import io.caravan.imports.none.NoImport;
import io.caravan.imports.vmimport.VmImportService;
import io.caravan.job.Failure;
import io.caravan.job.FileJobJournal;
import io.caravan.job.ImageJob;
import io.caravan.job.ImageRequest;
import io.caravan.job.JobFixture;
import io.caravan.job.JobFolder;
import io.caravan.job.SourceFile;
import io.caravan.job.SourceFiles;
import io.caravan.job.Stage;
import io.caravan.sandbox.SettableClock;
import io.caravan.settings.Registration;
import io.caravan.settings.SettingsFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimImageTest {

    @TempDir
    private Path spool;

    private final SettableClock clock = new SettableClock();
    private Path inbox;
    private JobFolder folder;
    private FileJobJournal journal;
    private ImportService taker = new VmImportService();
    private ClaimImage claimImage;

    @BeforeEach
    void makeSpool() throws Exception {
        JobFixture.spool(spool);
        inbox = spool.resolve("inbox");
        folder = new JobFolder(spool.resolve("work"));
        journal = new FileJobJournal(folder);
        claimImage = claimImage("caravan.image.os-type", "centos", "caravan.inbox.containers", "images,c");
    }

    private ClaimImage claimImage(String... settings) throws Exception {
        return new ClaimImage(SettingsFixture.in(spool, settings), taker::problem, journal, folder, clock);
    }

    private Path drop(String name, String content) throws IOException {
        return Files.writeString(inbox.resolve(name), content);
    }

    private ImageJob claim(String name) throws IOException {
        return claimImage.claim(Dropped.file(name));
    }

    @Test
    void takesAnImageOutOfTheInbox() throws IOException {
        drop("x.vmdk", "image");
        ImageJob job = claim("x.vmdk");
        SourceFile source = SourceFiles.look(folder.image(job));
        assertThat(job.id()).matches("[0-9a-f]{12}");
        assertThat(job)
                .isEqualTo(ImageJob.ofImage(
                        job.id(),
                        "x.vmdk",
                        source,
                        new ImageRequest(
                                "x.vmdk",
                                "images",
                                "x.vmdk",
                                Optional.of("centos"),
                                1000L << 20,
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Registration.NONE,
                                List.of()),
                        clock.instant()));
        assertThat(inbox).isEmptyDirectory();
        assertThat(folder.image(job)).hasContent("image");
        assertThat(journal.open()).containsExactly(job);
        assertThat(new FileJobJournal(folder).left()).containsExactly(job);
    }

    @Test
    void takesItsSidecarAlong() throws IOException {
        drop("x.bin", "image");
        drop("x.bin.json", """
                {"name": "N", "container": "c", "object": "a/o.vmdk", "osType": "rhel7",
                 "segmentSize": "1MiB", "minRam": 1, "minDisk": 0}""");
        ImageJob job = claim("x.bin");
        assertThat(job.request())
                .isEqualTo(new ImageRequest(
                        "N",
                        "c",
                        "a/o.vmdk",
                        Optional.of("rhel7"),
                        1 << 20,
                        true,
                        Optional.of(1),
                        Optional.of(0),
                        Registration.NONE,
                        List.of()));
        assertThat(job.stage()).isEqualTo(Stage.CLAIMED);
        assertThat(inbox).isEmptyDirectory();
        assertThat(folder.sidecar(job, ".json")).exists();
    }

    @Test
    void takesNamesAsTheyAre() throws IOException {
        for (String name : new String[] {"a\\b.vmdk", "größe 😀.vmdk", "{{x}}.vmdk", "${body}.vmdk"}) {
            drop(name, "image");
            ImageJob job = claim(name);
            assertThat(job.image()).isEqualTo(name);
            assertThat(job.stage()).isEqualTo(Stage.CLAIMED);
            assertThat(folder.image(job)).exists();
        }
    }

    @Test
    void takesTheLongestName() throws IOException {
        String longest = "x".repeat(250) + ".vmdk";
        drop(longest, "image");
        ImageJob job = claim(longest);
        assertThat(journal.open()).containsExactly(job);
        assertThat(folder.image(job)).exists();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x.qcow2 | {} | x.qcow2 | .vmdk",
                "x.vmdk | {\"object\": \"a/../b.vmdk\"} | 'a/../b.vmdk' | '..'",
                "x.vmdk | {\"container\": \"a/b\"} | container can't be called 'a/b' | '/'",
                "x.vmdk | {\"osType\": \"plan9\"} | osType is 'plan9' | centos",
                "x.vmdk | {\"segmentSize\": 0} | segmentSize is 0 | 5.0 GiB",
                "x.vmdk | {\"segmentSize\": \"5368709121\"} | segmentSize is 5368709121 | 5.0 GiB",
                "x.vmdk | {\"segmentSize\": \"big\"} | segmentSize is 'big' | a size is",
                "x.vmdk | {\"minRam\": -1} | minRam | not below 0",
                "x.vmdk | {\"minDisk\": -1} | minDisk | not below 0",
                "x.vmdk | {\"name\": \" \"} | name | blank",
                "x.vmdk | {\"colour\": 1} | 'colour' | x.vmdk.json",
                "x.vmdk | { | x.vmdk.json | not JSON",
            })
    void makesAFailedJobOfAnImageThatWillNotDo(String name, String sidecar, String what, String why)
            throws IOException {
        drop(name, "image");
        drop(name + ".json", sidecar);
        ImageJob job = claim(name);
        assertThat(job.stage()).isEqualTo(Stage.FAILED);
        assertThat(job.failure())
                .hasValueSatisfying(failure -> assertThat(failure.what()).contains(what, why));
        assertThat(job.failure())
                .hasValueSatisfying(failure -> assertThat(failure.advice()).contains("inbox/"));
        assertThat(inbox).isEmptyDirectory();
        assertThat(folder.image(job)).hasContent("image");
        assertThat(folder.sidecar(job, ".json")).hasContent(sidecar);
        assertThat(journal.open()).containsExactly(job);
    }

    @Test
    void refusesAnEmptyFileUnlessNothingIsImported() throws Exception {
        drop("x.vmdk", "");
        assertThat(claim("x.vmdk").failure())
                .hasValueSatisfying(failure -> assertThat(failure.what()).contains("empty"));
        drop("x.vmdk", "");
        taker = new NoImport();
        claimImage = claimImage();
        assertThat(claim("x.vmdk").stage()).isEqualTo(Stage.CLAIMED);
    }

    @Test
    void refusesAnImageOfNoOperatingSystem() throws Exception {
        claimImage = claimImage();
        drop("x.vmdk", "image");
        assertThat(claim("x.vmdk").failure())
                .hasValueSatisfying(failure -> assertThat(failure.what()).contains("osType", "caravan.image.os-type"));
    }

    @Test
    void removesTheDoneFileWithTheImage() throws Exception {
        claimImage = claimImage("caravan.image.os-type", "centos", "caravan.inbox.done-file", "true");
        drop("x.vmdk", "image");
        drop("x.vmdk.done", "");
        claim("x.vmdk");
        assertThat(inbox).isEmptyDirectory();
    }

    @Test
    void leavesAnImageThatOnlyLooksLikeADoneFile() throws IOException {
        drop("x.vmdk", "image");
        drop("x.vmdk.done", "another image");
        claim("x.vmdk");
        assertThat(inbox.resolve("x.vmdk.done")).hasContent("another image");
    }

    @Test
    void offersAJobWhoseDoneFileCanNotBeRemoved() throws Exception {
        claimImage = claimImage("caravan.image.os-type", "centos", "caravan.inbox.done-file", "true");
        drop("x.vmdk", "image");
        Files.createDirectories(inbox.resolve("x.vmdk.done/not empty"));
        ImageJob job = claim("x.vmdk");
        assertThat(journal.open()).containsExactly(job);
    }

    @Test
    void givesTheSidecarBackWhenTheImageCanNotBeMoved() throws Exception {
        drop("x.vmdk", "image");
        drop("x.vmdk.json", "{}");
        Trapped trapped = new Trapped(journal, job -> Files.delete(inbox.resolve("x.vmdk")));
        claimImage = new ClaimImage(
                SettingsFixture.in(spool, "caravan.image.os-type", "centos"), taker::problem, trapped, folder, clock);
        assertThatThrownBy(() -> claim("x.vmdk")).isInstanceOf(IOException.class);
        assertThat(inbox.resolve("x.vmdk.json")).hasContent("{}");
        assertThat(folder.work()).isEmptyDirectory();
        assertThat(journal.open()).isEmpty();
    }

    @Test
    void saysWhyAJobCanNotBeWrittenDown() throws Exception {
        drop("x.vmdk", "image");
        drop("x.vmdk.json", "{}");
        Trapped trapped = new Trapped(journal, job -> {
            Files.delete(folder.journal(job.id()));
            throw new IOException("no space left on device");
        });
        claimImage = new ClaimImage(
                SettingsFixture.in(spool, "caravan.image.os-type", "centos"), taker::problem, trapped, folder, clock);
        assertThatThrownBy(() -> claim("x.vmdk")).hasMessageContaining("no space left on device");
        assertThat(inbox.resolve("x.vmdk")).hasContent("image");
        assertThat(inbox.resolve("x.vmdk.json")).hasContent("{}");
        assertThat(journal.open()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesAnImageToIntakeWhoseClaimHadNotBeenFinished(boolean sidecarWasMoved) throws IOException {
        drop("x.vmdk", "image");
        ImageJob job = JobFixture.job("aaaaaaaaaaaa", "x.vmdk");
        journal.create(job);
        Files.writeString(sidecarWasMoved ? folder.sidecar(job, ".json") : inbox.resolve("x.vmdk.json"), "{}");
        claimImage.resume(new FileJobJournal(folder).left().get(0));
        assertThat(journal.open()).isEmpty();
        assertThat(folder.work()).isEmptyDirectory();
        assertThat(inbox.resolve("x.vmdk")).hasContent("image");
        assertThat(inbox.resolve("x.vmdk.json")).hasContent("{}");
    }

    @Test
    void leavesARefusedImageToIntakeWhoseClaimHadNotBeenFinished() throws IOException {
        drop("x.vmdk", "image");
        ImageJob job = JobFixture.job("aaaaaaaaaaaa", "x.vmdk")
                .failed(new Failure(Stage.CLAIMED, "no", "", ""), clock.instant());
        journal.create(job);
        claimImage.resume(job);
        assertThat(journal.open()).isEmpty();
        assertThat(folder.work()).isEmptyDirectory();
        assertThat(inbox.resolve("x.vmdk")).exists();
    }

    /** It is moved first, and the job is written down then. */
    @Test
    void givesASidecarBackWhoseJobHadNotBeenWrittenDown() throws IOException {
        ImageJob job = JobFixture.job("aaaaaaaaaaaa", "x.vmdk");
        journal.prepare(job);
        Files.writeString(folder.sidecar(job, ".json"), "{}");
        drop("x.vmdk", "image");
        claimImage.giveBackSidecars();
        assertThat(journal.left()).isEmpty();
        assertThat(folder.work()).isEmptyDirectory();
        assertThat(inbox.resolve("x.vmdk.json")).hasContent("{}");
        assertThat(claim("x.vmdk").stage()).isEqualTo(Stage.CLAIMED);
    }

    @Test
    void goesOnWithAnImageThatHadBeenMoved() throws IOException {
        ImageJob job = JobFixture.job("aaaaaaaaaaaa", "x.vmdk");
        journal.create(job);
        Files.writeString(folder.image(job), "image");
        drop("x.vmdk", "another image of that name");
        claimImage.resume(job);
        assertThat(journal.open()).containsExactly(job.with(SourceFiles.look(folder.image(job))));
        assertThat(inbox.resolve("x.vmdk")).hasContent("another image of that name");
        assertThat(folder.image(job)).hasContent("image");
    }

    @Test
    void goesOnWithAJobThatHasDoneItsWorkWhateverLiesInTheInbox() throws IOException {
        ImageJob done = JobFixture.job("aaaaaaaaaaaa", "x.vmdk").done(clock.instant());
        journal.create(done);
        drop("x.vmdk", "another image of that name");
        claimImage.resume(done);
        assertThat(journal.open()).containsExactly(done);
        assertThat(inbox.resolve("x.vmdk")).exists();
    }
}
