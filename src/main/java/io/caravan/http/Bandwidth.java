package io.caravan.http;

import io.caravan.files.PropertiesFile;
import io.caravan.settings.Transport;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import io.caravan.text.Timetable;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many bytes a second may go in and out, over all connections of a process. The settings file is looked at in passing:
 * what it says from now on holds from now on.
 */
final class Bandwidth {

    private static final Logger LOG = LoggerFactory.getLogger(Bandwidth.class);
    private static final String KEY = "caravan.bandwidth";
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A part of a second: so much may go at once, and is waited for at a time. */
    private static final int PARTS = 32;

    private static final int SMALLEST_PART = 2 << 10;

    private final Supplier<LocalTime> time;
    private final Optional<Path> file;
    private Optional<FileTime> seen;
    private Timetable timetable;
    private long rate;
    private Bucket bucket;
    private long lookedNanos;

    /**
     * @param settings the file that the limit follows, if it does
     * @param time what time of the day it is
     */
    Bandwidth(Transport.Limit limit, Path settings, Supplier<LocalTime> time) {
        this.timetable = limit.timetable();
        this.file = limit.followsFile() ? Optional.of(settings) : Optional.empty();
        this.time = time;
        this.seen = modified();
        this.lookedNanos = System.nanoTime() - LOOK_NANOS;
    }

    /** From now on this holds, until the file says otherwise. */
    synchronized void use(Timetable other) {
        timetable = other;
        lookedNanos = System.nanoTime() - LOOK_NANOS;
    }

    /** How many bytes may go at once; all of them where there is no limit now. */
    synchronized int part(int bytes) {
        look();
        return rate == 0 ? bytes : (int) Math.min(bytes, Math.max(SMALLEST_PART, rate / PARTS));
    }

    /**
     * Waits until so many bytes may go.
     *
     * @param bytes no more than a part
     * @throws InterruptedIOException when the thread is interrupted
     */
    void take(int bytes) throws InterruptedIOException {
        Bucket from;
        synchronized (this) {
            from = rate == 0 ? null : bucket;
        }
        if (from != null) {
            try {
                from.asBlocking().consume(bytes);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }

    private void look() {
        long now = System.nanoTime();
        if (now - lookedNanos < LOOK_NANOS) {
            return;
        }
        lookedNanos = now;
        Optional<FileTime> modified = modified();
        if (!modified.equals(seen)) {
            seen = modified;
            read();
        }
        OptionalLong wanted = timetable.at(time.get());
        if (wanted.orElse(0) != rate) {
            rate = wanted.orElse(0);
            if (rate > 0) {
                limit();
            }
            LOG.info("bandwidth: {}", rate == 0 ? "no limit" : Quantities.readable(rate) + "/s");
        }
    }

    private void limit() {
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(any -> any.capacity(Math.max(SMALLEST_PART, rate / PARTS))
                        .refillGreedy(rate, Duration.ofSeconds(1))
                        .initialTokens(0))
                .build();
        if (bucket == null) {
            bucket = Bucket.builder()
                    .addLimit(configuration.getBandwidths()[0])
                    .withNanosecondPrecision()
                    .build();
        } else {
            bucket.replaceConfiguration(configuration, TokensInheritanceStrategy.RESET);
        }
    }

    private Optional<FileTime> modified() {
        try {
            return file.isPresent() ? Optional.of(Files.getLastModifiedTime(file.get())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What can't be read changes nothing. */
    private void read() {
        try {
            String text = PropertiesFile.read(file.orElseThrow())
                    .getOrDefault(KEY, "")
                    .strip();
            Optional<Timetable> read = text.isEmpty() ? Optional.of(Timetable.UNLIMITED) : Timetable.parse(text);
            if (read.isPresent()) {
                timetable = read.get();
            } else {
                LOG.warn("{}={} in {} is no timetable; the bandwidth stays", KEY, LogText.clean(text), file.get());
            }
        } catch (IOException e) {
            LOG.warn("{} can't be read, the bandwidth stays: {}", file.get(), LogText.clean(e.toString()));
        }
    }
}
