package io.caravan.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimetableTest {

    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        "07:59, 50",
        "08:00, 20",
        "17:59:59, 20",
        "18:00, 50",
        "21:59, 50",
        "22:00, 5",
        "00:00, 5",
        "05:59, 5",
        "06:00, 50"
    })
    void theFirstPartThatHoldsCounts(LocalTime time, long mib) {
        Timetable timetable = Timetable.parse("08:00-18:00=20MiB/s, 22:00-6:00=5MiB/s, 50MiB/s")
                .orElseThrow();

        assertThat(timetable.at(time)).hasValue(mib * MIB);
    }

    @Test
    void whereNoneHoldsThereIsNoLimit() {
        Timetable timetable = Timetable.parse("08:00-18:00=20MiB/s").orElseThrow();

        assertThat(timetable.at(LocalTime.of(18, 0))).isEmpty();
        assertThat(Timetable.UNLIMITED.at(LocalTime.NOON)).isEmpty();
        assertThat(Timetable.parse("08:00-24:00=20MiB/s").orElseThrow().at(LocalTime.MAX))
                .isPresent();
        assertThat(Timetable.parse("08:00-08:00=20MiB/s").orElseThrow().at(LocalTime.MIN))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "50",
                "50MiB",
                "50MiB/h",
                "0/s",
                "-1/s",
                "1/s",
                "63KiB/s",
                "8-18=20MiB/s",
                "08:00-18:00",
                "08:00=20MiB/s",
                "25:00-18:00=20MiB/s",
                "08:60-18:00=20MiB/s",
                "24:01-18:00=20MiB/s",
                "08:00-18:00=/s",
                "50MiB/s,",
                "9999999TiB/s",
                "08:00-18:00=20MiB/s;50MiB/s"
            })
    void anythingElseIsNone(String text) {
        assertThat(Timetable.parse(text)).isEmpty();
    }
}
