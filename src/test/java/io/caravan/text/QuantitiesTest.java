package io.caravan.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "12B, 12",
        "1KiB, 1024",
        "1000MiB, 1048576000",
        "1 GiB, 1073741824",
        "2gib, 2147483648",
        "999999999999999999, 999999999999999999",
        "8589934591GiB, 9223372035781033984",
    })
    void readsSizes(String text, long bytes) {
        assertThat(Quantities.bytes(text)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "MiB",
                "-1",
                "+1",
                "1.5GiB",
                "1MB",
                "1M",
                "0x10",
                "1 000",
                "8589934592GiB",
                "1000000000000000000",
                "9999999999999999999GiB",
                "٣"
            })
    void takesNothingElseForASize(String text) {
        assertThat(Quantities.bytes(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "0s, PT0S", "30s, PT30S", "5m, PT5M", "36h, PT36H", "2d, PT48H"})
    void readsTimes(String text, Duration time) {
        assertThat(Quantities.time(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5 s", "-5s", "1.5s", "5S", "1h30m", "5w", "1234567890123s"})
    void takesNothingElseForATime(String text) {
        assertThatThrownBy(() -> Quantities.time(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 byte",
        "1023, 1023 bytes",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "25165824, 24.0 MiB",
        "5368709120, 5.0 GiB",
        "1099511627776, 1.0 TiB",
        "9223372036854775807, 8388608.0 TiB",
    })
    void writesSizesForPeople(long bytes, String text) {
        assertThat(Quantities.readable(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0.0 s",
        "PT0.42S, 0.4 s",
        "PT10S, 10 s",
        "PT59.9S, 59 s",
        "PT60S, 1 min 0 s",
        "PT3M5S, 3 min 5 s",
        "PT1H, 1 h 0 min",
        "PT2H7M59S, 2 h 7 min",
        "PT36H, 36 h 0 min",
    })
    void writesTimesForPeople(Duration time, String text) {
        assertThat(Quantities.readable(time)).isEqualTo(text);
    }
}
