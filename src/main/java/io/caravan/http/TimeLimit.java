package io.caravan.http;

import io.caravan.text.Quantities;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.concurrent.Cancellable;

/** A time for a request as a whole, answer and all: what a connection waits for begins anew with each byte. */
public final class TimeLimit {

    private TimeLimit() {}

    /** Something to do that may fail. */
    public interface Call<T> {
        T answer() throws IOException;
    }

    /**
     * What a call of a request returns.
     *
     * @param most after this long the request is cancelled
     * @throws SocketTimeoutException when it was
     */
    public static <T> T within(Duration most, Cancellable request, Call<T> call) throws IOException {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> end = CompletableFuture.runAsync(
                () -> {
                    over.set(true);
                    request.cancel();
                },
                CompletableFuture.delayedExecutor(most.toMillis(), TimeUnit.MILLISECONDS));
        try {
            return call.answer();
        } catch (IOException e) {
            if (over.get()) {
                SocketTimeoutException late =
                        new SocketTimeoutException("no whole answer in " + Quantities.readable(most));
                late.initCause(e);
                throw late;
            }
            throw e;
        } finally {
            end.cancel(false);
        }
    }
}
