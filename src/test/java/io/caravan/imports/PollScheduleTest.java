package io.caravan.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollScheduleTest {

    private static List<Long> pauses(PollSchedule schedule, int polls) {
        return Stream.generate(() -> schedule.pause(polls).toMillis())
                .limit(300)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"0, 60.0", "1, 75.0", "2, 93.75", "5, 183.105", "10, 558.794", "11, 600.0", "100000, 600.0"})
    void growsByAQuarterUpToTenIntervalsGiveOrTakeATenth(int polls, double seconds) {
        List<Long> pauses = pauses(new PollSchedule(Duration.ofSeconds(60)), polls);
        assertThat(pauses).allSatisfy(pause -> assertThat(pause / 1000.0).isBetween(seconds * 0.899, seconds * 1.101));
        assertThat(pauses).anyMatch(pause -> pause / 1000.0 < seconds).anyMatch(pause -> pause / 1000.0 > seconds);
    }

    @Test
    void alwaysLooksLater() {
        assertThat(pauses(new PollSchedule(Duration.ofMillis(1)), 0)).allMatch(pause -> pause >= 1);
    }
}
