package io.caravan.cloud;

import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done when a request failed that may be tried again: it is said, and the service's {@code Retry-After} kept to. */
public final class BeforeRetry implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(BeforeRetry.class);

    private final Duration longest;

    /** @param longest no service makes us wait longer than that between two tries */
    public BeforeRetry(Duration longest) {
        this.longest = longest;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable trouble = HttpAnswers.cause(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        LOG.info("did not work, may be tried again: {}", HttpAnswers.what(trouble));
        retryAfter(trouble)
                .ifPresent(pause -> exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, pause.toMillis()));
    }

    /** Only the form in seconds is kept to: it needs no clock that agrees with the service's. */
    private Optional<Duration> retryAfter(Throwable trouble) {
        if (!(trouble instanceof HttpOperationFailedException answer) || answer.getResponseHeaders() == null) {
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
