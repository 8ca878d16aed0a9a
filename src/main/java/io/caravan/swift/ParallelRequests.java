package io.caravan.swift;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Looks at many things in the cloud, eight at a time. */
public final class ParallelRequests implements AutoCloseable {

    private static final int AT_ONCE = 8;

    private final ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);

    /**
     * What the looks have shown, in their order.
     *
     * @throws IOException the first failure; the others are given up by {@link #close}
     */
    public <T> List<T> all(List<Callable<T>> looks) throws IOException {
        List<Future<T>> pending = looks.stream().map(pool::submit).toList();
        List<T> seen = new ArrayList<>();
        for (Future<T> look : pending) {
            seen.add(seen(look));
        }
        return seen;
    }

    private static <T> T seen(Future<T> look) throws IOException {
        try {
            return look.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
