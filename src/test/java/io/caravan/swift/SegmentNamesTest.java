package io.caravan.swift;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of segments, by whoever has made them. */
class SegmentNamesTest {

    @ParameterizedTest
    @CsvSource({
        "a/x.img/1500000000.123456/5/1/, a/x.img",
        "a/x.img/1500000000.123456/5/1.2/, a/x.img",
        "a/x.img/slo/1500000000.123456/5/1/, a/x.img",
        "a/x.img/-1.000000/5/1/, a/x.img",
        "a/x.img/1500000000.123456789/5/, a/x.img",
        "a/x.img/1500000000.5/5/, a/x.img",
        "a/x.img/1500000000/5/, a/x.img",
    })
    void areToldByTheirForm(String prefix, String object) {
        assertThat(SegmentNames.parse(prefix + "00000001")).contains(new SegmentNames(object, prefix, "00000001"));
        assertThat(SegmentNames.isPrefixOf(object, prefix)).isTrue();
        assertThat(SegmentNames.isPrefixOf("a/x", prefix)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/00000001",
                "a/5/00000001",
                "/1500000000.5/5/00000001",
                "a/1500000000.5/5/1",
                "a/x/5/00000001",
                "a/99999999/5/00000001",
                "a/1500000000.5/5/1/x/00000001",
                "a/1500000000.5/5/readme"
            })
    void nothingElseIsOne(String name) {
        assertThat(SegmentNames.parse(name)).isEmpty();
    }

    /** An object may be called as if it were a folder of segments: it is its own, or nobody's, never another's by mistake. */
    @Test
    void ofAnAmbiguousNameTheLongerFormHolds() {
        SegmentNames name =
                SegmentNames.parse("x/1500000000.123456/5/1/00000001").orElseThrow();

        assertThat(name.object()).isEqualTo("x");
        assertThat(SegmentNames.isPrefixOf("x/1500000000.123456", name.prefix()))
                .isFalse();
    }
}
