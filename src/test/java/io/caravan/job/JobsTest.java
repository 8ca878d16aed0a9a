package io.caravan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.sandbox.SettableClock;
import io.caravan.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobsTest {

    @TempDir
    private Path work;

    private final SettableClock clock = new SettableClock();
    private ImageJob job;
    private JobFolder folder;
    private FileJobJournal journal;
    private Dispatcher dispatcher;
    private Jobs jobs;

    @BeforeEach
    void handOnAJob() {
        folder = new JobFolder(work);
        journal = new FileJobJournal(folder);
        dispatcher = new Dispatcher(journal, clock, clock, 1, Duration.ofHours(1), id -> false, Dispatcher.Orders.NONE);
        jobs = new Jobs(
                journal,
                dispatcher,
                new Settings.Retry(3, Duration.ofSeconds(4), Duration.ofSeconds(60), 25, Duration.ofSeconds(60)),
                clock);
        job = JobFixture.job("aaaaaaaaaaaa", "x.vmdk");
        journal.create(job);
        journal.offer(job);
        assertThat(ready()).containsExactly(job);
        dispatcher.take(job.id(), this);
    }

    /** The jobs that are ready, handed on. */
    private List<ImageJob> ready() {
        List<ImageJob> ready = dispatcher.ready();
        ready.forEach(dispatcher::handOn);
        return ready;
    }

    private List<ImageJob> readyOnceReleased() {
        dispatcher.release(job.id(), this);
        return ready();
    }

    private ImageJob afterWaits(int waits) {
        ImageJob waited = job;
        for (int i = 0; i < waits; i++) {
            waited = waited.waiting(Instant.EPOCH, Instant.EPOCH, "");
        }
        return waited;
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "1, 8", "2, 16", "3, 32", "4, 60", "5, 60", "21, 60", "1000, 60"})
    void doublesThePauseUpToTheLongestAndTakesUpToAQuarterOff(int waits, long seconds) {
        List<Long> pauses = Stream.generate(() -> jobs.keepWaiting(afterWaits(waits), "away"))
                .limit(40)
                .map(waiting ->
                        Duration.between(clock.instant(), waiting.notBefore()).toMillis())
                .toList();
        assertThat(pauses).allSatisfy(pause -> assertThat(pause).isBetween(seconds * 750, seconds * 1000));
        assertThat(pauses.stream().distinct().count()).as("jobs spread").isGreaterThan(20);
    }

    @Test
    void keepsAWaitingJobAndLetsGoOfIt() {
        ImageJob waiting = jobs.keepWaiting(job, "the cloud is away");
        assertThat(waiting.waits()).isEqualTo(1);
        assertThat(waiting.reason()).isEqualTo("the cloud is away");
        assertThat(journal.find(job.id())).contains(waiting);
        assertThat(readyOnceReleased()).isEmpty();
        clock.advance(Duration.ofSeconds(4));
        assertThat(ready()).containsExactly(waiting);
    }

    @Test
    void letsAJobGoOnWithoutAPause() {
        ImageJob again = jobs.again(job, "elsewhere");
        assertThat(readyOnceReleased()).containsExactly(again);
        assertThat(again.reason()).isEqualTo("elsewhere");
    }

    @Test
    void letsGoEvenWhenTheJournalCanNotBeWritten() throws IOException {
        Files.delete(folder.journal(job.id()));
        Files.delete(folder.images(job.id()));
        Files.delete(folder.of(job.id()));
        ImageJob again = jobs.again(job, "");
        assertThat(readyOnceReleased()).containsExactly(again);
    }

    @Test
    void knowsTheStateThatWasJournalledLast() {
        ImageJob later = job.waiting(clock.instant(), clock.instant(), "later");
        journal.save(later);
        assertThat(jobs.latest(job)).isEqualTo(later);
        jobs.close(later);
        assertThat(jobs.latest(job)).isEqualTo(job);
    }
}
