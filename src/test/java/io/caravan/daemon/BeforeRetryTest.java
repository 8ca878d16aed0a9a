package io.caravan.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.settings.Settings;
import io.caravan.upload.NotYetWholeException;
import io.caravan.web.Counts;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BeforeRetryTest {

    private final BeforeRetry beforeRetry = new BeforeRetry(
            new Settings.Retry(3, Duration.ofSeconds(1), Duration.ofSeconds(60), 25, Duration.ofSeconds(3)),
            new Counts(),
            (job, what) -> {});

    /** The pause in milliseconds that is asked for after the failure, or null. */
    private Object pauseAfter(Exception problem) {
        // never started: an exchange can't be made without one
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, problem);
        beforeRetry.process(exchange);
        return exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY);
    }

    private static Exception answer(Map<String, String> headers) {
        return new HttpOperationFailedException("http://s", 503, "", null, headers, "");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1000", "' 7 ', 7000", "60, 60000", "61, 60000", "999999999, 60000"})
    void keepsToTheServicesPauseUpToTheLongest(String header, long millis) {
        assertThat(pauseAfter(answer(Map.of("Retry-After", header)))).isEqualTo(millis);
        assertThat(pauseAfter(answer(Map.of("retry-after", header)))).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "9999999999", "Fri, 31 Dec 1999 23:59:59 GMT"})
    void keepsToItsOwnPauseWhenTheServicesIsNoNumberOfSeconds(String header) {
        assertThat(pauseAfter(answer(Map.of("Retry-After", header)))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 2000", "3, 3000", "25, 3000"})
    void looksAgainAtWhatIsNotWholeYetAfterPausesOfItsOwn(int tries, long millis) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new NotYetWholeException("half"));
        exchange.getMessage().setHeader(Exchange.REDELIVERY_COUNTER, tries);
        beforeRetry.process(exchange);

        assertThat(exchange.getMessage().getHeader(Exchange.REDELIVERY_DELAY)).isEqualTo(millis);
    }

    @Test
    void keepsToItsOwnPauseWithoutAnyWord() {
        assertThat(pauseAfter(answer(Map.of("Etag", "1")))).isNull();
        assertThat(pauseAfter(answer(null))).isNull();
        assertThat(pauseAfter(new IOException("reset"))).isNull();
    }
}
