package io.caravan.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.LogLines;
import io.caravan.job.JobFixture;
import io.caravan.sandbox.SettableClock;
import io.caravan.settings.SettingsFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxFilterTest {

    private static final Duration SETTLE = Duration.ofSeconds(5);

    @TempDir
    private Path spool;

    private final SettableClock clock = new SettableClock();
    private InboxFilter filter;

    private final LogLines lines = LogLines.of(InboxFilter.class);
    private final AtomicInteger openJobs = new AtomicInteger();

    @AfterEach
    void listenNoMore() {
        lines.close();
    }

    @BeforeEach
    void makeInbox() throws Exception {
        JobFixture.spool(spool);
        filter = filter();
    }

    private InboxFilter filter(String... settings) throws Exception {
        return new InboxFilter(
                SettingsFixture.in(spool, settings), clock, openJobs::get, () -> false, new InboxTurns());
    }

    private Path drop(String name, String content) throws IOException {
        return Files.writeString(spool.resolve("inbox").resolve(name), content);
    }

    private boolean accepts(String name) throws IOException {
        filter.look();
        return filter.accept(Dropped.file(name));
    }

    /** Whether the file is taken once it has lain still for long enough. */
    private boolean acceptsAfterAWhile(String name) throws IOException {
        accepts(name);
        clock.advance(SETTLE);
        return accepts(name);
    }

    @Test
    void takesAFileOnceItHasStoodStillForLongEnough() throws IOException {
        drop("x.vmdk", "image");
        assertThat(accepts("x.vmdk")).isFalse();
        clock.advance(SETTLE.minusMillis(1));
        assertThat(accepts("x.vmdk")).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(accepts("x.vmdk")).isTrue();
        assertThat(accepts("x.vmdk")).as("the answer stays").isTrue();
    }

    @Test
    void startsWaitingAnewWheneverAFileGrows() throws IOException {
        drop("x.vmdk", "im");
        accepts("x.vmdk");
        clock.advance(SETTLE);
        drop("x.vmdk", "image");
        assertThat(accepts("x.vmdk")).isFalse();
        clock.advance(SETTLE.minusMillis(1));
        assertThat(accepts("x.vmdk")).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(accepts("x.vmdk")).isTrue();
    }

    @Test
    void startsWaitingAnewWhenOnlyTheTimeStampChanges() throws IOException {
        Path file = drop("x.vmdk", "image");
        accepts("x.vmdk");
        clock.advance(SETTLE);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(accepts("x.vmdk")).isFalse();
    }

    @Test
    void judgesEachFileByItself() throws IOException {
        drop("x.vmdk", "image");
        accepts("x.vmdk");
        clock.advance(SETTLE);
        drop("y.vmdk", "still copied");
        assertThat(accepts("y.vmdk")).isFalse();
        assertThat(accepts("x.vmdk")).isTrue();
    }

    @Test
    void takesAFileAtOnceWhereNoStandstillIsAskedFor() throws Exception {
        filter = filter("caravan.inbox.settle", "0s");
        drop("x.vmdk", "image");
        assertThat(accepts("x.vmdk")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x.vmdk", "no ending", "x.json.vmdk", "part", "x.done", "größe 😀.vmdk", "a\\b.vmdk", "x\n"})
    void takesAnyOrdinaryName(String name) throws IOException {
        drop(name, "image");
        assertThat(acceptsAfterAWhile(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".hidden",
                ".x.vmdk.Xy12",
                "x.vmdk.part",
                "x.vmdk.tmp",
                "x.vmdk.filepart",
                "X.VMDK.PART",
                "x.Tmp",
                "x.vmdk.crdownload",
                "x.vmdk.Partial",
                "x.vmdk.a1b2c3.partial",
                "x.vmdk.opdownload",
                "x.vmdk.download",
                "x.vmdk.aria2",
                "x.vmdk.!qB",
                "x.vmdk.!ut",
                "x.vmdk.unison",
                "~syncthing~x.vmdk.tmp",
                "x.vmdk.kate-swp",
                "x.vmdk~",
                "x.vmdk.json",
                "x.JSON"
            })
    void leavesHiddenFilesCopiesUnderWayAndSidecars(String name) throws IOException {
        drop(name, "image");
        assertThat(acceptsAfterAWhile(name)).isFalse();
    }

    @Test
    void leavesWhatIsNoRegularFile() throws IOException {
        Path outside = Files.writeString(spool.resolve("secret.vmdk"), "image");
        Files.createSymbolicLink(spool.resolve("inbox/link.vmdk"), outside);
        Files.createSymbolicLink(spool.resolve("inbox/dangling.vmdk"), spool.resolve("nowhere"));
        Files.createDirectory(spool.resolve("inbox/folder.vmdk"));
        assertThat(acceptsAfterAWhile("link.vmdk")).isFalse();
        assertThat(acceptsAfterAWhile("dangling.vmdk")).isFalse();
        assertThat(acceptsAfterAWhile("folder.vmdk")).isFalse();
        assertThat(acceptsAfterAWhile("gone.vmdk")).isFalse();
    }

    @Test
    void waitsForTheDoneFileWhereThatIsSet() throws Exception {
        filter = filter("caravan.inbox.done-file", "true");
        drop("x.vmdk", "image");
        assertThat(acceptsAfterAWhile("x.vmdk")).isFalse();
        drop("x.vmdk.done", "");
        assertThat(accepts("x.vmdk")).isTrue();
        assertThat(acceptsAfterAWhile("x.vmdk.done")).isFalse();
    }

    @Test
    void leavesAPostponedFileAloneForAFewSeconds() throws IOException {
        drop("x.vmdk", "image");
        drop("y.vmdk", "image");
        accepts("y.vmdk");
        assertThat(acceptsAfterAWhile("x.vmdk")).isTrue();
        filter.postpone(Dropped.file("x.vmdk"));
        clock.advance(Duration.ofSeconds(5).minusMillis(1));
        assertThat(accepts("x.vmdk")).isFalse();
        assertThat(accepts("y.vmdk")).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(accepts("x.vmdk")).isTrue();
    }

    @Test
    void leavesAFileAloneForLongerEachTime() throws IOException {
        drop("x.vmdk", "image");
        assertThat(acceptsAfterAWhile("x.vmdk")).isTrue();
        for (int seconds : new int[] {5, 10, 20, 40, 80, 160, 300, 300}) {
            filter.postpone(Dropped.file("x.vmdk"));
            clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(accepts("x.vmdk")).as("after %d s", seconds).isFalse();
            clock.advance(Duration.ofMillis(1));
            assertThat(accepts("x.vmdk")).as("after %d s", seconds).isTrue();
        }
    }

    @Test
    void takesNothingWhileTooManyJobsAreOpen() throws IOException {
        drop("x.vmdk", "image");
        openJobs.set(20_000);
        assertThat(acceptsAfterAWhile("x.vmdk")).isFalse();
        assertThat(accepts("x.vmdk")).isFalse();
        assertThat(lines.all()).singleElement().asString().contains("20000 jobs are open");
        openJobs.set(19_999);
        assertThat(accepts("x.vmdk")).isTrue();
    }

    @Test
    void tellsOfSomeAndCountsTheRest() throws IOException {
        for (int i = 0; i < 100; i++) {
            Files.createDirectory(spool.resolve("inbox").resolve("folder-" + i));
        }
        filter.look();
        filter.look();
        assertThat(lines.all()).hasSize(20);
        clock.advance(Duration.ofMinutes(5));
        filter.look();
        assertThat(lines.all()).hasSize(21).last().asString().contains("inbox/: 80 more are left alone");
    }

    @Test
    void forgetsThatAFileWasPostponedOnceItIsGone() throws IOException {
        Path file = drop("x.vmdk", "image");
        filter.postpone(Dropped.file("x.vmdk"));
        Files.delete(file);
        accepts("x.vmdk");
        drop("x.vmdk", "another image");
        assertThat(acceptsAfterAWhile("x.vmdk")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.vmdk.aria2", "x.vmdk.ARIA2", "x.vmdk.part", "x.vmdk.lftp-pget-status", "x.vmdk.st"})
    void aFileIsUnderWayAsLongAsItsDownloaderSaysSoBesideIt(String score) throws IOException {
        drop("x.vmdk", "all bytes are reserved, few are there");
        Path beside = drop(score, "");
        assertThat(acceptsAfterAWhile("x.vmdk")).isFalse();
        assertThat(acceptsAfterAWhile("x.vmdk")).isFalse();
        assertThat(lines.all())
                .containsExactly("INFO inbox/x.vmdk waits: " + score + " says that it is still being written");

        Files.delete(beside);
        assertThat(accepts("x.vmdk")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.vmdk.JSON", "x.vmdk.Json", "X.VMDK.json"})
    void anImageWaitsForAsLongAsItsSidecarMayBeSpelledOtherwise(String sidecar) throws IOException {
        drop("x.vmdk", "image");
        Path other = drop(sidecar, "{}");
        assertThat(acceptsAfterAWhile("x.vmdk")).isFalse();
        assertThat(acceptsAfterAWhile("x.vmdk")).isFalse();
        assertThat(lines.all())
                .singleElement()
                .asString()
                .startsWith("WARN inbox/x.vmdk waits: " + sidecar)
                .contains("x.vmdk.json", "rename");

        Files.move(other, other.resolveSibling("x.vmdk.json"));
        assertThat(accepts("x.vmdk")).isTrue();
    }

    @Test
    void imagesThatDifferInCapitalsOnlyHaveSidecarsOfTheirOwn() throws IOException {
        drop("x.vmdk", "image");
        drop("x.vmdk.json", "{}");
        drop("X.VMDK", "image");
        drop("X.VMDK.json", "{}");
        acceptsAfterAWhile("x.vmdk");
        accepts("X.VMDK");
        clock.advance(SETTLE);
        assertThat(accepts("x.vmdk")).isTrue();
        assertThat(accepts("X.VMDK")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.json", "x.vmdk.json", "x.JSON"})
    void aSidecarWithoutAnImageIsToldOfOnce(String sidecar) throws IOException {
        drop(sidecar, "{}");
        accepts(sidecar);
        clock.advance(Duration.ofSeconds(59));
        accepts(sidecar);
        assertThat(lines.all()).as("its image may be on its way").isEmpty();
        clock.advance(Duration.ofSeconds(1));
        accepts(sidecar);
        accepts(sidecar);
        assertThat(lines.all())
                .singleElement()
                .asString()
                .startsWith("WARN inbox/" + sidecar + " waits for its image")
                .contains(" " + sidecar.substring(0, sidecar.length() - 5) + ";");
    }

    @Test
    void aSidecarMayWaitForACopyUnderWay() throws IOException {
        drop("x.vmdk.json", "{}");
        drop("x.vmdk.part", "im");
        accepts("x.vmdk.json");
        clock.advance(Duration.ofMinutes(10));
        accepts("x.vmdk.json");
        assertThat(lines.all()).isEmpty();
    }

    @Test
    void aCopyThatHasStoodStillForAnHourIsToldOfOnce() throws IOException {
        drop("x.vmdk.part", "im");
        accepts("x.vmdk.part");
        clock.advance(Duration.ofMinutes(59));
        drop("x.vmdk.part", "image");
        accepts("x.vmdk.part");
        clock.advance(Duration.ofMinutes(59));
        accepts("x.vmdk.part");
        assertThat(lines.all()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        accepts("x.vmdk.part");
        accepts("x.vmdk.part");
        assertThat(lines.all())
                .containsExactly(
                        "WARN inbox/x.vmdk.part has stood still for an hour; under that name it is never taken,"
                                + " rename it once it is whole");
    }

    @Test
    void aFolderIsToldOfOnceUnlessItIsHidden() throws IOException {
        Files.createDirectory(spool.resolve("inbox/images"));
        Files.createDirectory(spool.resolve("inbox/.trash"));
        filter.look();
        filter.look();
        assertThat(lines.all()).singleElement().asString().startsWith("WARN inbox/images is a folder");
    }

    @Test
    void aClockThatIsSetBackMakesNobodyWaitForLong() throws IOException {
        drop("x.vmdk", "image");
        assertThat(acceptsAfterAWhile("x.vmdk")).isTrue();
        clock.advance(Duration.ofHours(-1));
        assertThat(acceptsAfterAWhile("x.vmdk")).isTrue();
        filter.postpone(Dropped.file("x.vmdk"));
        clock.advance(Duration.ofHours(-1));
        assertThat(acceptsAfterAWhile("x.vmdk")).isTrue();
    }

    @Test
    void aNameThatCannotBeJudgedIsNobodyElsesFailure() throws IOException {
        drop("x.vmdk", "image");
        assertThat(accepts("x\0.vmdk")).isFalse();
        assertThat(acceptsAfterAWhile("x.vmdk")).isTrue();
    }
}
