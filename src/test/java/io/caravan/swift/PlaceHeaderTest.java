package io.caravan.swift;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceHeaderTest {

    @ParameterizedTest
    @CsvSource({
        "c/a%20b 50% off, c/a b 50% off",
        "c/%zz%4, c/%zz%4",
        "c/100%, c/100%",
        "c%2Fp, c/p",
        "c/a+b, c/a+b",
        "c/%2541, c/%41",
        "c/gr%C3%B6%c3%9fe, c/größe",
    })
    void readsAsSwiftDoes(String written, String place) {
        assertThat(PlaceHeader.read(written)).contains(place);
    }

    @Test
    void takesBytesThatAreUtf8ForWhatTheyAre() {
        String asItComes = new String("c/größe %".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(PlaceHeader.read(asItComes)).contains("c/größe %");
    }

    @Test
    void saysWhenNothingCanBeRead() {
        assertThat(PlaceHeader.read("c/%ff")).isEmpty();
        assertThat(PlaceHeader.readings("c/%ff")).isEmpty();
    }

    @Test
    void knowsBothReadings() {
        assertThat(PlaceHeader.readings("c/a%20b")).containsExactlyInAnyOrder("c/a b", "c/a%20b");
    }
}
