package io.caravan.web;

import io.caravan.job.ImageJob;
import io.caravan.job.Stage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What has happened since the start: counted in any case, since that costs nothing, and told to whoever asks. */
public final class Counts {

    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder doneBytes = new LongAdder();
    private final LongAdder failedBytes = new LongAdder();
    private final Map<String, LongAdder> retries = new ConcurrentHashMap<>();

    /** A job has ended. */
    public void ended(ImageJob job) {
        boolean good = job.stage() == Stage.DONE;
        (good ? done : failed).increment();
        (good ? doneBytes : failedBytes).add(job.source().bytes());
    }

    /** @param reason one of few words */
    public void retried(String reason) {
        retries.computeIfAbsent(reason, any -> new LongAdder()).increment();
    }

    long images(boolean good) {
        return (good ? done : failed).sum();
    }

    long bytes(boolean good) {
        return (good ? doneBytes : failedBytes).sum();
    }

    Map<String, LongAdder> retries() {
        return retries;
    }
}
