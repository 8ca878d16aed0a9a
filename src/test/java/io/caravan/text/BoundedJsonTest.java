package io.caravan.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.settings.Settings;
import java.io.IOException;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BoundedJsonTest {

    static Stream<String> tooMuch() {
        return Stream.of(
                "[" + String.join(",", Collections.nCopies(300_000, "{}")) + "]",
                "[" + String.join(",", Collections.nCopies(500_000, "1")) + "]",
                "[".repeat(101) + "]".repeat(101),
                "\"" + "x".repeat((1 << 20) + 1) + "\"");
    }

    @ParameterizedTest
    @MethodSource("tooMuch")
    void givesUpOnMoreThanAnybodyNeeds(String json) {
        assertThatThrownBy(() -> BoundedJson.mapper().readTree(json)).isInstanceOf(IOException.class);
    }

    @Test
    void readsTheSegmentsOfTheLargestImage() throws IOException {
        String segment = "{\"name\": \"" + "n".repeat(1024) + "\", \"bytes\": 1048576000, \"etag\": \"e\"}";
        String json = "[" + String.join(",", Collections.nCopies(Settings.MOST_SEGMENTS, segment)) + "]";
        assertThat(BoundedJson.mapper().readTree(json)).hasSize(Settings.MOST_SEGMENTS);
    }
}
