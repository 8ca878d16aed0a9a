package io.caravan.cli;

import io.caravan.cli.console.TransferBar;
import io.caravan.cli.console.Wrapped;
import io.caravan.job.ImageJob;
import io.caravan.job.Stage;
import io.caravan.text.LogText;
import io.caravan.upload.UploadRun;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** Shows on standard error how an image gets on. What it waits for, the log tells. */
final class UploadView implements AutoCloseable {

    private static final Duration BETWEEN_STATES = Duration.ofSeconds(5);

    private Optional<TransferBar> bar = Optional.empty();
    private String state = "";
    private long stateNanos = System.nanoTime() - BETWEEN_STATES.toNanos();

    /** Shows the job as it stands now, and the try that is under way. */
    void show(ImageJob job, Collection<UploadRun> running) {
        for (UploadRun run : running) {
            if (bar.isEmpty()) {
                bar = Optional.of(TransferBar.open(LogText.clean(job.image()), run.totalBytes()));
            }
            bar.get().at(run.sentBytes());
        }
        if (running.isEmpty()) {
            close();
        }
        String now = job.imported().state();
        if (job.stage() == Stage.IMPORTING && !now.equals(state) && isTime()) {
            state = now;
            stateNanos = System.nanoTime();
            Wrapped.err(
                    LogText.clean((job.image() + ": import " + job.imported().importId()).strip() + " " + now));
        }
    }

    private boolean isTime() {
        return System.nanoTime() - stateNanos >= BETWEEN_STATES.toNanos();
    }

    @Override
    public void close() {
        bar.ifPresent(TransferBar::close);
        bar = Optional.empty();
    }
}
