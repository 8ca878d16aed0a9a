package io.caravan.daemon;

import io.caravan.http.HttpAnswers;
import io.caravan.settings.Settings;
import io.caravan.upload.NotYetWholeException;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;

/**
 * How often, and after which pauses, a step is tried again at once: {@code caravan.retry.*}, and for an object that Swift
 * does not show as a whole yet {@code caravan.verify.*}.
 */
public final class Redeliveries extends RedeliveryPolicy {

    private static final long serialVersionUID = 1L;

    private final int verifyRepeats;

    Redeliveries(Settings.Retry retry) {
        verifyRepeats = retry.verifyRepeats();
        setMaximumRedeliveries(retry.repeats());
        setRedeliveryDelay(retry.delay().toMillis());
        setMaximumRedeliveryDelay(retry.maxDelay().toMillis());
        setUseExponentialBackOff(true);
        setBackOffMultiplier(2);
        setAllowRedeliveryWhileStopping(false);
        setLogExhausted(false);
    }

    @Override
    public boolean shouldRedeliver(Exchange exchange, int tries, Predicate retryWhile) {
        return isNotYetWhole(exchange) ? tries <= verifyRepeats : super.shouldRedeliver(exchange, tries, retryWhile);
    }

    /** Whether what was caught is an object that isn't whole yet. */
    static boolean isNotYetWhole(Exchange exchange) {
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        return caught != null && HttpAnswers.cause(caught) instanceof NotYetWholeException;
    }
}
