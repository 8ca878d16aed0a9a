package io.caravan.upload;

import io.caravan.text.Quantities;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each upload under way: how far it is, how fast, how long it will take. */
public final class UploadProgress {

    private static final Logger LOG = LoggerFactory.getLogger(UploadProgress.class);

    private final Uploads uploads;

    public UploadProgress(Uploads uploads) {
        this.uploads = uploads;
    }

    /** Says it for all of them. */
    public void report() {
        uploads.running().stream()
                .filter(run -> !run.stopped())
                .forEach(run -> LOG.info("{} {}", run.job().label(), line(run)));
    }

    /** {@code 54 %, 120.3 MB/s, 12 s left, 22 of 40 segments landed}; {@code …, in one stream} where none can land. */
    static String line(UploadRun run) {
        OptionalDouble left = run.secondsLeft();
        return String.format(
                Locale.ROOT,
                "%d %%, %.1f MB/s, %s left, %s",
                run.percent(),
                run.bytesPerSecond() / 1e6,
                left.isEmpty()
                        ? "unknown time"
                        : Quantities.readable(Duration.ofMillis((long) (left.getAsDouble() * 1000))),
                run.job().isStream()
                        ? "in one stream"
                        : run.landedSegments() + " of " + run.segmentCount() + " segments landed");
    }
}
