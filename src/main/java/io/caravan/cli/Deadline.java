package io.caravan.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Interrupts the thread that made it once its time is over, unless it is closed before. */
final class Deadline implements AutoCloseable {

    private final Duration after;
    private final ScheduledExecutorService timer;
    private volatile boolean over;

    private Deadline(Duration after) {
        this.after = after;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "deadline");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param after empty for none */
    static Deadline of(Optional<Duration> after) {
        Deadline deadline = new Deadline(after.orElse(Duration.ZERO));
        Thread caller = Thread.currentThread();
        after.ifPresent(time -> deadline.timer.schedule(
                () -> {
                    deadline.over = true;
                    caller.interrupt();
                },
                time.toMillis(),
                TimeUnit.MILLISECONDS));
        return deadline;
    }

    boolean isOver() {
        return over;
    }

    Duration after() {
        return after;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
