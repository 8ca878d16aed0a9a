package io.caravan.cloud;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Ends a request whose receiver is there but takes no more bytes. No socket option does: a time-out on reading does not
 * cover writing, and TCP itself waits for ever as long as the other side acknowledges that its window is shut.
 */
public final class StallWatch implements ExecChainHandler, AutoCloseable {

    private final long patienceNanos;
    private final Set<Sending> sendings = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer;

    private StallWatch(Duration patience, ScheduledExecutorService timer) {
        this.patienceNanos = patience.toNanos();
        this.timer = timer;
    }

    /** @param patience how long a request may get none of its bytes away */
    public static StallWatch start(Duration patience) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "stall-watch");
            thread.setDaemon(true);
            return thread;
        });
        StallWatch watch = new StallWatch(patience, timer);
        long period = Math.max(1, patience.toMillis() / 4);
        timer.scheduleWithFixedDelay(watch::look, period, period, TimeUnit.MILLISECONDS);
        return watch;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (request.getEntity() == null || !(scope.originalRequest instanceof Cancellable cancellable)) {
            return chain.proceed(request, scope);
        }
        HttpEntity entity = request.getEntity();
        Sending sending = new Sending(entity, cancellable);
        request.setEntity(sending);
        sendings.add(sending);
        try {
            return chain.proceed(request, scope);
        } finally {
            sendings.remove(sending);
            request.setEntity(entity);
        }
    }

    private void look() {
        long now = System.nanoTime();
        sendings.stream()
                .filter(sending -> sending.writing && now - sending.lastNanos > patienceNanos)
                .forEach(sending -> sending.request.cancel());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** A body on its way, which notes when its last bytes were taken. */
    private static final class Sending extends HttpEntityWrapper {

        private final Cancellable request;
        private volatile boolean writing;
        private volatile long lastNanos;

        Sending(HttpEntity entity, Cancellable request) {
            super(entity);
            this.request = request;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            lastNanos = System.nanoTime();
            writing = true;
            try {
                super.writeTo(new FilterOutputStream(out) {
                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        out.write(bytes, from, length);
                        lastNanos = System.nanoTime();
                    }
                });
            } finally {
                writing = false;
            }
        }
    }
}
