package io.caravan.web;

import io.caravan.control.JobView;
import io.caravan.http.RequestTimes;
import io.caravan.job.Stage;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What Prometheus is told. All of it is gathered when it asks; before the first time, nothing is made. */
final class Metrics {

    private final Overview overview;
    private final Counts counts;
    private final RequestTimes times;
    private final Clock clock;
    private PrometheusRegistry registry;

    Metrics(Overview overview, Counts counts, RequestTimes times, Clock clock) {
        this.overview = overview;
        this.counts = counts;
        this.times = times;
        this.clock = clock;
    }

    /** In Prometheus' text format. */
    synchronized byte[] text() throws IOException {
        if (registry == null) {
            PrometheusRegistry made = new PrometheusRegistry();
            registerImages(made);
            registerJobs(made);
            registerRequests(made);
            JvmMetrics.builder().register(made);
            registry = made;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, registry.scrape());
        return text.toByteArray();
    }

    private void registerImages(PrometheusRegistry to) {
        CounterWithCallback.builder()
                .name("caravan_images_total")
                .help("Images that have come to an end since the start, by outcome.")
                .labelNames("outcome")
                .callback(counter -> {
                    counter.call((double) counts.images(true), "done");
                    counter.call((double) counts.images(false), "failed");
                })
                .register(to);
        CounterWithCallback.builder()
                .name("caravan_image_bytes_total")
                .unit(Unit.BYTES)
                .help("Bytes of the images that have come to an end since the start, by outcome.")
                .labelNames("outcome")
                .callback(counter -> {
                    counter.call((double) counts.bytes(true), "done");
                    counter.call((double) counts.bytes(false), "failed");
                })
                .register(to);
        CounterWithCallback.builder()
                .name("caravan_retries_total")
                .help("Steps that have failed and were tried again at once, by reason.")
                .labelNames("reason")
                .callback(counter ->
                        counts.retries().forEach((reason, count) -> counter.call((double) count.sum(), reason)))
                .register(to);
    }

    private void registerJobs(PrometheusRegistry to) {
        GaugeWithCallback.builder()
                .name("caravan_jobs")
                .help("Jobs that are under way, by stage.")
                .labelNames("stage")
                .callback(gauge -> {
                    List<JobView> jobs = overview.jobs();
                    for (Stage stage : Stage.values()) {
                        gauge.call(
                                (double) jobs.stream()
                                        .filter(job -> job.stage() == stage)
                                        .count(),
                                stage.name().toLowerCase(Locale.ROOT));
                    }
                })
                .register(to);
        GaugeWithCallback.builder()
                .name("caravan_oldest_wait_seconds")
                .unit(Unit.SECONDS)
                .help("For how long the job waits for the cloud that has waited longest; 0 while none does.")
                .callback(gauge -> gauge.call(oldestWait()))
                .register(to);
        GaugeWithCallback.builder()
                .name("caravan_token_life_seconds")
                .unit(Unit.SECONDS)
                .help("For how long the token at hand is good; 0 while there is none.")
                .callback(gauge -> gauge.call(overview.tokenUntil()
                        .map(until -> Math.max(0, seconds(clock.instant(), until)))
                        .orElse(0.0)))
                .register(to);
        GaugeWithCallback.builder()
                .name("caravan_spool_free_bytes")
                .unit(Unit.BYTES)
                .help("Room that is left on the spool's filesystem.")
                .callback(gauge -> {
                    try {
                        gauge.call((double) overview.freeBytes());
                    } catch (IOException e) {
                        gauge.call(Double.NaN);
                    }
                })
                .register(to);
        GaugeWithCallback.builder()
                .name("caravan_ready")
                .help("1 while /health/ready says so, else 0.")
                .callback(gauge -> gauge.call(overview.problems().isEmpty() ? 1 : 0))
                .register(to);
    }

    private double oldestWait() {
        Instant now = clock.instant();
        return overview.jobs().stream()
                .filter(job -> job.waits() > 0)
                .map(JobView::waitingSince)
                .flatMap(Optional::stream)
                .mapToDouble(since -> Math.max(0, seconds(since, now)))
                .max()
                .orElse(0);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    private void registerRequests(PrometheusRegistry to) {
        to.register(new Collector() {
            @Override
            public MetricSnapshot collect() {
                HistogramSnapshot.Builder histogram = HistogramSnapshot.builder()
                        .name("caravan_request_duration_seconds")
                        .unit(Unit.SECONDS)
                        .help(
                                "Requests to the cloud until the head of the answer was there, by what they were for and how they ended.");
                for (RequestTimes.Times each : times.times()) {
                    histogram.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                            .labels(Labels.of("kind", each.segments() ? "segment" : "other", "status", each.outcome()))
                            .classicHistogramBuckets(buckets(each))
                            .sum(each.seconds())
                            .build());
                }
                return histogram.build();
            }
        });
    }

    private static ClassicHistogramBuckets buckets(RequestTimes.Times each) {
        double[] bounds = Arrays.copyOf(
                RequestTimes.BOUNDS.stream().mapToDouble(Double::doubleValue).toArray(),
                RequestTimes.BOUNDS.size() + 1);
        bounds[bounds.length - 1] = Double.POSITIVE_INFINITY;
        return ClassicHistogramBuckets.of(
                bounds, each.counts().stream().mapToLong(Long::longValue).toArray());
    }
}
