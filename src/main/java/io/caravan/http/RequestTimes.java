package io.caravan.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/** How long requests take until the head of their answer is there, and how they end: counted, for whoever asks. */
public final class RequestTimes implements ExecChainHandler {

    /** The upper bounds of the buckets, in seconds; the last bucket, for all that is longer, has none. */
    public static final List<Double> BOUNDS = List.of(0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0);

    private static final int ERROR = 0;

    /** By the first digit of the status; the first is for requests without an answer. */
    private static final List<String> OUTCOMES = List.of("error", "1xx", "2xx", "3xx", "4xx", "5xx");

    /**
     * Requests of one kind that ended in one way.
     *
     * @param segments whether they sent bytes of an image
     * @param outcome {@code 2xx} and so on, or {@code error} without an answer
     * @param counts how many there were, by bucket
     * @param seconds how long they took, all together
     */
    public record Times(boolean segments, String outcome, List<Long> counts, double seconds) {}

    private static final class Cell {
        private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.size() + 1);
        private final LongAdder nanos = new LongAdder();
    }

    private final List<Cell> segments = cells();
    private final List<Cell> others = cells();

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        OUTCOMES.forEach(outcome -> cells.add(new Cell()));
        return Collections.unmodifiableList(cells);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        List<Cell> kind = request.getEntity() instanceof Revocable ? segments : others;
        long begun = System.nanoTime();
        int outcome = ERROR;
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            int digit = response.getCode() / 100;
            outcome = digit < OUTCOMES.size() ? digit : ERROR;
            return response;
        } finally {
            count(kind.get(outcome), System.nanoTime() - begun);
        }
    }

    private static void count(Cell cell, long nanos) {
        double seconds = nanos / (double) TimeUnit.SECONDS.toNanos(1);
        int bucket = 0;
        while (bucket < BOUNDS.size() && seconds > BOUNDS.get(bucket)) {
            bucket++;
        }
        cell.counts.incrementAndGet(bucket);
        cell.nanos.add(nanos);
    }

    /** All so far, without what never happened. */
    public List<Times> times() {
        List<Times> times = new ArrayList<>();
        add(times, true, segments);
        add(times, false, others);
        return times;
    }

    private static void add(List<Times> times, boolean ofSegments, List<Cell> cells) {
        for (int outcome = 0; outcome < OUTCOMES.size(); outcome++) {
            Cell cell = cells.get(outcome);
            List<Long> counts = new ArrayList<>();
            long all = 0;
            for (int bucket = 0; bucket <= BOUNDS.size(); bucket++) {
                counts.add(cell.counts.get(bucket));
                all += cell.counts.get(bucket);
            }
            if (all > 0) {
                double seconds = cell.nanos.sum() / (double) TimeUnit.SECONDS.toNanos(1);
                times.add(new Times(ofSegments, OUTCOMES.get(outcome), counts, seconds));
            }
        }
    }
}
