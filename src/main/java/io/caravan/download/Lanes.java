package io.caravan.download;

import io.caravan.http.OpenedBody;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Does several things at a time, and ends all of them with the first that fails. */
final class Lanes implements AutoCloseable {

    /** Something that takes a while. */
    interface Work {
        void run() throws IOException;
    }

    private final int number;
    private final ExecutorService pool;
    private final Semaphore free;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Set<OpenedBody> open = ConcurrentHashMap.newKeySet();

    Lanes(int number) {
        this.number = number;
        this.pool = Executors.newFixedThreadPool(number);
        this.free = new Semaphore(number);
    }

    /**
     * Begins some work, once a lane is free.
     *
     * @throws IOException what other work has failed with meanwhile
     */
    void run(Work work) throws IOException {
        take(1);
        checkRunning();
        pool.execute(() -> {
            try {
                work.run();
            } catch (IOException | RuntimeException | Error e) {
                fail(e);
            } finally {
                free.release();
            }
        });
    }

    /** Waits for all of it. */
    void finish() throws IOException {
        take(number);
        checkRunning();
    }

    private void take(int lanes) throws IOException {
        try {
            free.acquire(lanes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** What is being read: nobody waits for it when other work fails. */
    void watch(OpenedBody body) throws IOException {
        open.add(body);
        checkRunning();
    }

    /** It is read. */
    void unwatch(OpenedBody body) {
        open.remove(body);
    }

    private void fail(Throwable reason) {
        if (failure.compareAndSet(null, reason)) {
            open.forEach(OpenedBody::close);
        }
    }

    /**
     * Makes sure that nothing has failed.
     *
     * @throws IOException what has
     */
    void checkRunning() throws IOException {
        Throwable reason = failure.get();
        if (reason instanceof IOException problem) {
            throw problem;
        }
        if (reason instanceof RuntimeException problem) {
            throw problem;
        }
        if (reason instanceof Error problem) {
            throw problem;
        }
    }

    @Override
    public void close() {
        fail(new InterruptedIOException("given up"));
        pool.shutdownNow();
        boolean interrupted = false;
        while (!pool.isTerminated()) {
            try {
                pool.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                interrupted = true; // nothing is written to once this is over: that is worth the wait
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
