package io.caravan.daemon;

import io.caravan.http.HttpAnswers;
import io.caravan.job.ImageJob;
import io.caravan.settings.Settings;
import io.caravan.text.Backoff;
import io.caravan.upload.EtagMismatchException;
import io.caravan.upload.NotYetWholeException;
import io.caravan.upload.Segment;
import io.caravan.web.Counts;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a step has failed that is tried again: says so, and sets the pause where it isn't the usual one, after the service's
 * {@code Retry-After} and between two looks at an object that isn't whole yet.
 */
final class BeforeRetry implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(BeforeRetry.class);

    private final Duration longest;
    private final Backoff looks;
    private final Counts counts;
    private final BiConsumer<ImageJob, String> stepFailed;

    /**
     * @param retry no service makes us wait longer between two tries than its longest pause
     * @param counts is told of each
     * @param stepFailed is told of which job a step has failed, and how
     */
    BeforeRetry(Settings.Retry retry, Counts counts, BiConsumer<ImageJob, String> stepFailed) {
        this.longest = retry.maxDelay();
        this.looks = new Backoff(retry.delay(), retry.maxVerifyDelay());
        this.counts = counts;
        this.stepFailed = stepFailed;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable problem = HttpAnswers.cause(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        ImageJob job = exchange.getProperty("job", ImageJob.class);
        Segment segment = exchange.getProperty("segment", Segment.class);
        if (segment != null) {
            segment.goesAgain();
        }
        // counted before this is called
        int tries = Math.max(1, exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class));
        counts.retried(reason(problem));
        if (job != null) {
            stepFailed.accept(job, HttpAnswers.what(problem));
        }
        LOG.info("{} try {} failed: {}", job == null ? "" : job.label(), tries, HttpAnswers.what(problem));
        Optional<Duration> ownPause =
                problem instanceof NotYetWholeException ? Optional.of(looks.pause(tries)) : retryAfter(problem);
        ownPause.ifPresent(pause -> exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, pause.toMillis()));
    }

    /** One of few words, for who counts. */
    private static String reason(Throwable problem) {
        if (problem instanceof HttpOperationFailedException answer) {
            return answer.getStatusCode() / 100 + "xx";
        }
        if (problem instanceof EtagMismatchException) {
            return "etag";
        }
        return problem instanceof NotYetWholeException ? "not whole yet" : "no answer";
    }

    /** Only the form in seconds is kept to: it needs no clock that agrees with the service's. */
    private Optional<Duration> retryAfter(Throwable problem) {
        if (!(problem instanceof HttpOperationFailedException answer) || answer.getResponseHeaders() == null) {
            return Optional.empty();
        }
        return answer.getResponseHeaders().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
                .map(header -> header.getValue().strip())
                .filter(value -> value.matches("\\d{1,9}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .map(pause -> pause.compareTo(longest) < 0 ? pause : longest)
                .findFirst();
    }
}
