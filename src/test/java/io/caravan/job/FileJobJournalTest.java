package io.caravan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJobJournalTest {

    private static final ImageJob JOB = JobFixture.job("aaaaaaaaaaaa", "x.vmdk");

    @TempDir
    private Path work;

    private JobFolder folder;
    private FileJobJournal journal;

    @BeforeEach
    void openJournal() {
        folder = new JobFolder(work);
        journal = new FileJobJournal(folder);
    }

    private FileJobJournal afterRestart() {
        return new FileJobJournal(folder);
    }

    @Test
    void writesANewJobDownBeforeAnyoneSeesIt() throws IOException {
        journal.create(JOB);
        assertThat(journal.open()).isEmpty();
        assertThat(journal.find(JOB.id())).isEmpty();
        assertThat(folder.images(JOB.id())).isDirectory();
        assertThat(afterRestart().left()).containsExactly(JOB);
    }

    @Test
    void showsAJobFromItsOfferToItsClose() {
        journal.create(JOB);
        journal.offer(JOB);
        assertThat(journal.open()).containsExactly(JOB);
        assertThat(journal.find(JOB.id())).contains(JOB);
        journal.close(JOB);
        assertThat(journal.open()).isEmpty();
        assertThat(journal.find(JOB.id())).isEmpty();
    }

    @Test
    void keepsTheLastStateOverARestart() throws IOException {
        journal.create(JOB);
        journal.offer(JOB);
        ImageJob waiting = JOB.waiting(JOB.claimedAt(), JOB.claimedAt().plusSeconds(9), "the cloud is away");
        journal.save(waiting);
        assertThat(journal.find(JOB.id())).contains(waiting);
        assertThat(afterRestart().left()).containsExactly(waiting);
    }

    @Test
    void offersNothingByItselfAfterARestart() throws IOException {
        journal.create(JOB);
        FileJobJournal next = afterRestart();
        next.left();
        assertThat(next.open()).isEmpty();
    }

    @Test
    void doesNotOfferAJobThatIsSavedAfterItsClose() {
        journal.create(JOB);
        journal.save(JOB.waiting(JOB.claimedAt(), JOB.claimedAt(), ""));
        assertThat(journal.open()).isEmpty();
    }

    @Test
    void ordersJobsAsTheyWereOfferedAndBehindARestartWhoHasBegunFirst() throws IOException {
        ImageJob later = JobFixture.claimedAt(
                JobFixture.job("000000000000", "l.vmdk"), JOB.claimedAt().plusMillis(1));
        ImageJob twin = JobFixture.job("bbbbbbbbbbbb", "t.vmdk");
        for (ImageJob job : List.of(later, twin, JOB)) {
            journal.create(job);
            journal.offer(job);
        }
        assertThat(journal.open()).as("whatever the clock said").containsExactly(later, twin, JOB);
        assertThat(afterRestart().left()).containsExactly(JOB, twin, later);
        ImageJob begun = later.uploading(later.upload());
        journal.save(begun);
        assertThat(afterRestart().left()).containsExactly(begun, JOB, twin);
    }

    @Test
    void removesAClosedJobsFolderWithItsPapers() throws IOException {
        journal.create(JOB);
        Files.writeString(folder.segments(JOB.id()), "[]");
        Files.writeString(folder.importStatus(JOB.id()), "{}");
        journal.close(JOB);
        assertThat(work).isEmptyDirectory();
        assertThat(afterRestart().left()).isEmpty();
    }

    @Test
    void removesTheFolderOfAClaimThatNeverWas() throws IOException {
        Files.createDirectories(folder.images("cccccccccccc"));
        Files.writeString(folder.of("cccccccccccc").resolve(".1a2b.tmp"), "{\"id\": \"ccc");
        assertThat(journal.left()).isEmpty();
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void keepsAnImageThatLiesInAFolderWithoutAJournal() throws IOException {
        Path image = folder.images("cccccccccccc").resolve("x.vmdk");
        Files.createDirectories(image.getParent());
        Files.writeString(image, "precious");
        assertThat(journal.left()).isEmpty();
        assertThat(image).hasContent("precious");
    }

    @Test
    void ignoresAHalfWrittenStateBesideAWholeOne() throws IOException {
        journal.create(JOB);
        Files.writeString(folder.of(JOB.id()).resolve(".77.tmp"), "{\"id\": \"aaa");
        assertThat(afterRestart().left()).containsExactly(JOB);
    }

    @Test
    void makesNoWorkFolderInPlaceOfOneThatIsAwayAndLeavesNoFolderOfAClaimThatFailed() throws IOException {
        Path away = Files.move(work, work.resolveSibling("away"));
        assertThatThrownBy(() -> journal.create(JOB)).isInstanceOf(UncheckedIOException.class);
        assertThat(work).doesNotExist();
        Files.move(away, work);
        Files.createDirectories(folder.journal(JOB.id()).resolve("in-the-way"));
        assertThatThrownBy(() -> journal.create(JOB)).isInstanceOf(UncheckedIOException.class);
        Files.delete(folder.journal(JOB.id()).resolve("in-the-way"));
        Files.delete(folder.journal(JOB.id()));
        assertThat(folder.of(JOB.id()).resolve("image")).isEmptyDirectory();
    }

    @Test
    void ignoresFilesThatLieAbout() throws IOException {
        Files.writeString(work.resolve("README"), "x");
        assertThat(journal.left()).isEmpty();
        assertThat(work.resolve("README")).exists();
    }

    @Test
    void setsAJobAsideWhoseJournalCanNotBeRead() throws IOException {
        journal.create(JOB);
        ImageJob other = JobFixture.job("bbbbbbbbbbbb", "y.vmdk");
        journal.create(other);
        for (String broken :
                List.of("", "{\"id\": ", "[]", "{\"stage\": \"ABROAD\"}", "null", "{}", "{\"id\": \"aaaaaaaaaaaa\"}")) {
            Files.writeString(folder.journal(JOB.id()), broken);
            assertThat(afterRestart().left()).as("job.json: %s", broken).containsExactly(other);
            assertThat(folder.journal(JOB.id())).hasContent(broken);
            assertThatThrownBy(() -> FileJobJournal.peek(folder))
                    .as("who deletes must know all jobs")
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(folder.journal(JOB.id()).toString());
        }
    }

    @Test
    void refusesAJournalThatWasCopiedFromAnotherJob() throws IOException {
        journal.create(JOB);
        journal.create(JobFixture.job("bbbbbbbbbbbb", "y.vmdk"));
        Files.write(folder.journal("bbbbbbbbbbbb"), Files.readAllBytes(folder.journal(JOB.id())));
        assertThat(afterRestart().left()).containsExactly(JOB);
        assertThatThrownBy(() -> FileJobJournal.peek(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.journal("bbbbbbbbbbbb").toString())
                .hasMessageContaining(JOB.id());
    }

    @Test
    void saysWhenAStateCanNotBeMadeSafe() throws IOException {
        journal.create(JOB);
        journal.offer(JOB);
        Files.delete(folder.journal(JOB.id()));
        Files.delete(folder.images(JOB.id()));
        Files.delete(folder.of(JOB.id()));
        ImageJob waiting = JOB.waiting(JOB.claimedAt(), JOB.claimedAt(), "x");
        assertThatThrownBy(() -> journal.save(waiting)).isInstanceOf(UncheckedIOException.class);
        assertThat(journal.find(JOB.id())).as("what this process knows").contains(waiting);
    }

    @Test
    void neverRemovesAnImage() throws IOException {
        journal.create(JOB);
        journal.offer(JOB);
        Path image = Files.writeString(folder.image(JOB), "image");
        assertThatThrownBy(() -> journal.close(JOB))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(image.toString());
        assertThat(image).hasContent("image");
        assertThat(folder.journal(JOB.id())).exists();
    }
}
