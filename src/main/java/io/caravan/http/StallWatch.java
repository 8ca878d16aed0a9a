package io.caravan.http;

import io.caravan.text.Quantities;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
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
 * Ends a request that comes to nothing, of every client. Its receiver may be there and yet take no more bytes: no socket
 * option helps, since a time-out on reading does not cover writing, and TCP itself waits for ever as long as the other
 * side acknowledges that its window is shut. Or it may take all, and then send interim answers (1xx) for ever, or its
 * answer's head byte by byte: a time-out on reading begins anew with each. Ended are also requests whose body is
 * {@linkplain Revocable not wanted any more}.
 */
final class StallWatch implements ExecChainHandler, AutoCloseable {

    private static final long LONGEST_PERIOD_MILLIS = 250;

    private final long takingNanos;
    private final long answeringNanos;
    private final Set<Sending> sendings = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer;

    private StallWatch(Duration taking, Duration answering, ScheduledExecutorService timer) {
        this.takingNanos = taking.toNanos();
        this.answeringNanos = answering.toNanos();
        this.timer = timer;
    }

    /**
     * Begins to watch.
     *
     * @param taking how long a request may get none of its bytes away
     * @param answering how long an answer's head may take behind the last of them, connecting included
     */
    static StallWatch start(Duration taking, Duration answering) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "stall-watch");
            thread.setDaemon(true);
            return thread;
        });
        StallWatch watch = new StallWatch(taking, answering, timer);
        long period = Math.max(1, Math.min(LONGEST_PERIOD_MILLIS, taking.toMillis() / 4));
        timer.scheduleWithFixedDelay(watch::look, period, period, TimeUnit.MILLISECONDS);
        return watch;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (!(scope.originalRequest instanceof Cancellable cancellable)) {
            return chain.proceed(request, scope);
        }
        HttpEntity entity = request.getEntity();
        Sending sending = new Sending(cancellable, entity);
        if (entity != null) {
            request.setEntity(new Body(entity, sending));
        }
        sendings.add(sending);
        try {
            return chain.proceed(request, scope);
        } catch (IOException e) {
            throw sending.isRevoked() ? sending.revocation(e) : sending.ended ? late(sending, e) : e;
        } finally {
            sendings.remove(sending);
            request.setEntity(entity);
        }
    }

    private IOException late(Sending sending, IOException problem) {
        SocketTimeoutException late = new SocketTimeoutException(
                sending.writing
                        ? "no more bytes were taken for " + Quantities.readable(Duration.ofNanos(takingNanos))
                        : "no answer in " + Quantities.readable(Duration.ofNanos(answeringNanos)));
        late.initCause(problem);
        return late;
    }

    private void look() {
        long now = System.nanoTime();
        sendings.stream()
                .filter(sending -> sending.isRevoked()
                        || now - sending.lastNanos > (sending.writing ? takingNanos : answeringNanos))
                .forEach(Sending::end);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** A request on its way, and when the last of it was taken. */
    private static final class Sending {

        private final Cancellable request;
        private final HttpEntity body;
        private volatile boolean writing;
        private volatile boolean ended;
        private volatile long lastNanos = System.nanoTime();

        Sending(Cancellable request, HttpEntity body) {
            this.request = request;
            this.body = body;
        }

        boolean isRevoked() {
            return body instanceof Revocable revocable && revocable.isRevoked();
        }

        IOException revocation(IOException cause) {
            IOException revocation = ((Revocable) body).revocation();
            if (revocation != cause && revocation.getCause() == null) {
                revocation.initCause(cause);
            }
            return revocation;
        }

        void end() {
            ended = true;
            request.cancel();
        }
    }

    private static final class Body extends HttpEntityWrapper {

        private final Sending sending;

        Body(HttpEntity entity, Sending sending) {
            super(entity);
            this.sending = sending;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            sending.lastNanos = System.nanoTime();
            sending.writing = true;
            super.writeTo(new FilterOutputStream(out) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    out.write(bytes, from, length);
                    sending.lastNanos = System.nanoTime();
                }
            });
            sending.lastNanos = System.nanoTime();
            sending.writing = false;
        }
    }
}
