package io.caravan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.sandbox.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DispatcherTest {

    @TempDir
    private Path work;

    private final SettableClock clock = new SettableClock();
    private FileJobJournal journal;
    private Dispatcher dispatcher;
    private int claims;

    @BeforeEach
    void open() {
        journal = new FileJobJournal(new JobFolder(work));
        dispatcher = new Dispatcher(journal, clock, clock, 3, Duration.ofHours(1), id -> false, Dispatcher.Orders.NONE);
    }

    /** A job that is offered; each is claimed a second after the one before. */
    private ImageJob offered(String id, String image) {
        ImageJob job = JobFixture.claimedAt(
                JobFixture.job(id, image), clock.instant().minusSeconds(100).plusSeconds(claims++));
        journal.create(job);
        journal.offer(job);
        return job;
    }

    /** Takes a job that was handed on, and lets go of it. */
    private void released(ImageJob job) {
        Object holder = new Object();
        assertThat(dispatcher.take(job.id(), holder)).isPresent();
        dispatcher.release(job.id(), holder);
    }

    /** The jobs that are ready, handed on. */
    private List<ImageJob> ready() {
        List<ImageJob> ready = dispatcher.ready();
        ready.forEach(dispatcher::handOn);
        return ready;
    }

    /** The jobs that are to be looked at, handed on. */
    private List<ImageJob> due() {
        List<ImageJob> due = dispatcher.due();
        due.forEach(dispatcher::handOn);
        return due;
    }

    private ImageJob waits(ImageJob job, int seconds) {
        dispatcher.pause(job.id(), Duration.ofSeconds(seconds));
        return saved(job.waiting(clock.instant(), clock.instant().plusSeconds(seconds), "away"));
    }

    private ImageJob saved(ImageJob job) {
        journal.save(job);
        return job;
    }

    @Test
    void handsAJobOnOnce() {
        ImageJob job = offered("a", "a");
        assertThat(ready()).containsExactly(job);
        assertThat(ready()).isEmpty();
    }

    @Test
    void handsAReleasedJobOnAgain() {
        ImageJob job = offered("a", "a");
        ready();
        released(job);
        assertThat(ready()).containsExactly(job);
    }

    @Test
    void handsJobsOnInTheOrderOfTheirClaims() {
        ImageJob first = offered("z", "z");
        ImageJob second = offered("a", "a");
        assertThat(ready()).containsExactly(first, second);
    }

    @Test
    void keepsAJobUntilItsPauseIsOver() {
        ImageJob job =
                saved(offered("a", "a").waiting(clock.instant(), clock.instant().plusSeconds(10), "the cloud is away"));
        assertThat(ready()).isEmpty();
        clock.advance(Duration.ofSeconds(10).minusNanos(1));
        assertThat(ready()).isEmpty();
        clock.advance(Duration.ofNanos(1));
        assertThat(ready()).containsExactly(job);
    }

    @Test
    void handsOnOneJobAtATimeForAnObject() {
        ImageJob first = offered("a", "same");
        ImageJob second = offered("b", "same");
        ImageJob other = offered("c", "other");
        assertThat(ready()).containsExactly(first, other);
        released(first);
        waits(first, 60);
        assertThat(ready()).as("the first one waits, and is still ahead").isEmpty();
        ImageJob importing = first.importing(JobImport.NONE.intending("i"));
        saved(importing.importing(importing.imported().accepted("j", clock.instant())));
        assertThat(ready()).as("the import still reads the object").isEmpty();
        journal.close(first);
        assertThat(ready()).containsExactly(second);
    }

    @Test
    void letsAJobThatHasEndedKeepItsObjectUntilItIsPutAwayAndWaitForNoOther() {
        ImageJob first = offered("a", "same");
        ImageJob second = offered("b", "same");
        ImageJob done = saved(first.done(clock.instant()));
        assertThat(ready()).as("it may still delete segments").containsExactly(done);
        saved(done.keptAs("same"));
        assertThat(ready()).containsExactly(second);
        ImageJob third = offered("c", "same");
        ImageJob failed = saved(third.failed(new Failure(Stage.CLAIMED, "no", "", ""), clock.instant()));
        assertThat(ready()).containsExactly(failed);
    }

    @Test
    void handsOnNoMoreUploadsThanIsSet() {
        ImageJob first = offered("a", "a");
        ImageJob second = offered("b", "b");
        ImageJob third = offered("c", "c");
        ImageJob fourth = offered("d", "d");
        ImageJob done = saved(offered("e", "e").done(clock.instant()));
        assertThat(ready()).containsExactly(first, second, third, done);
        released(first);
        waits(first, 60);
        assertThat(ready()).containsExactly(fourth);
    }

    @Test
    void countsAJobAsAnUploadUntilItsObjectIsWhole() {
        ImageJob first = offered("a", "a");
        offered("b", "b");
        offered("c", "c");
        ImageJob fourth = offered("d", "d");
        ready();
        ImageJob uploading = saved(first.uploading(ObjectUpload.NONE.under(1, "p/", 3, clock.instant())));
        assertThat(ready()).isEmpty();
        saved(uploading.uploaded(uploading.upload().verified("e", clock.instant())));
        assertThat(ready()).containsExactly(fourth);
    }

    @Test
    void leavesAcceptedImportsToThePoll() {
        ImageJob job = offered("a", "a").importing(JobImport.NONE.intending("i"));
        saved(job);
        assertThat(ready()).as("an unanswered request is looked up").containsExactly(job);
        released(job);
        Instant next = clock.instant().plusSeconds(5);
        dispatcher.pause(job.id(), Duration.ofSeconds(5));
        ImageJob accepted = saved(
                job.importing(job.imported().accepted("j", clock.instant()).polled("queued", next)));
        assertThat(ready()).isEmpty();
        assertThat(due()).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(due()).containsExactly(accepted);
        assertThat(due()).as("it is held").isEmpty();
        released(accepted);
        assertThat(due()).containsExactly(accepted);
    }

    @Test
    void looksAtNoOtherImport() {
        offered("a", "a");
        saved(offered("b", "b").importing(JobImport.NONE.intending("i")));
        saved(offered("c", "c").done(clock.instant()));
        assertThat(due()).isEmpty();
    }

    @Test
    void givesAJobThatWasHandedOnTwiceToOneOnly() {
        ImageJob job = offered("a", "a");
        assertThat(dispatcher.take("a", "early")).as("nobody handed it on").isEmpty();
        ready();
        assertThat(dispatcher.take("a", "first")).contains(job);
        assertThat(dispatcher.take("a", "second")).isEmpty();
        dispatcher.release("a", "second");
        assertThat(ready()).as("the first one holds it").isEmpty();
        dispatcher.release("a", "first");
        assertThat(dispatcher.take("a", "late")).isEmpty();
        assertThat(ready()).containsExactly(job);
    }

    @Test
    void leavesAJobToTheNextStageWhenTheOneBeforeEnds() {
        ImageJob job = offered("a", "a");
        ready();
        dispatcher.take("a", "first");
        dispatcher.handOn(job);
        assertThat(dispatcher.take("a", "second")).contains(job);
        dispatcher.release("a", "first");
        assertThat(ready()).isEmpty();
    }

    @Test
    void offersAgainWhatCouldNotBeHandedOn() {
        ImageJob job = offered("a", "a");
        ready();
        dispatcher.takeBack(job);
        assertThat(ready()).containsExactly(job);
    }

    /** An earlier process's clock may have been a day ahead, or this one's may have been set back. */
    @Test
    void keepsToAWrittenTimeUpToTheLongestPauseOnly() {
        ImageJob job = offered("a", "a").importing(JobImport.NONE.intending("i"));
        ImageJob accepted = saved(job.importing(job.imported()
                .accepted("j", clock.instant())
                .polled("queued", clock.instant().plus(Duration.ofDays(1)))));
        assertThat(due()).isEmpty();
        clock.advance(Duration.ofHours(1));
        assertThat(due()).containsExactly(accepted);
    }

    @Test
    void waitsByAClockThatNobodySets() {
        SettableClock steady = new SettableClock();
        Dispatcher calm =
                new Dispatcher(journal, clock, steady, 3, Duration.ofHours(1), id -> false, Dispatcher.Orders.NONE);
        ImageJob job = offered("a", "a");
        calm.pause("a", Duration.ofSeconds(10));
        clock.advance(Duration.ofDays(1));
        assertThat(calm.ready()).isEmpty();
        clock.advance(Duration.ofDays(-2));
        steady.advance(Duration.ofSeconds(10));
        assertThat(calm.ready()).containsExactly(job);
    }
}
