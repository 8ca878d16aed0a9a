package io.caravan.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private static final Duration MINUTE = Duration.ofSeconds(60);

    private static List<Double> spread(Backoff backoff, int tries, double less, double more) {
        return Stream.generate(() -> backoff.spread(tries, less, more).toMillis() / 1000.0)
                .limit(300)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 2", "3, 4", "6, 32", "7, 60", "8, 60", "100000, 60", "2147483647, 60"})
    void doublesUpToTheLongest(int tries, long seconds) {
        assertThat(new Backoff(Duration.ofSeconds(1), MINUTE).pause(tries)).hasSeconds(seconds);
    }

    @ParameterizedTest
    @CsvSource({"1, 60.0", "2, 75.0", "3, 93.75", "6, 183.105", "11, 558.794", "12, 600.0", "100000, 600.0"})
    void growsByAQuarterUpToTenIntervalsGiveOrTakeATenth(int tries, double seconds) {
        List<Double> pauses = spread(new Backoff(MINUTE, 1.25, MINUTE.multipliedBy(10)), tries, 0.1, 0.1);

        assertThat(pauses).allSatisfy(pause -> assertThat(pause).isBetween(seconds * 0.899, seconds * 1.101));
        assertThat(pauses).anyMatch(pause -> pause < seconds).anyMatch(pause -> pause > seconds);
    }

    @Test
    void mayBeShorterOnly() {
        List<Double> pauses = spread(new Backoff(MINUTE, MINUTE), 1, 0.25, 0);

        assertThat(pauses).allSatisfy(pause -> assertThat(pause).isBetween(45.0, 60.0));
        assertThat(pauses).anyMatch(pause -> pause < 55);
    }

    @Test
    void isNeverNothingWhereItIsSpread() {
        assertThat(spread(new Backoff(Duration.ofMillis(1), MINUTE), 1, 0.1, 0.1))
                .allMatch(pause -> pause > 0);
    }
}
