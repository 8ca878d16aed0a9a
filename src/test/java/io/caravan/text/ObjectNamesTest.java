package io.caravan.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectNamesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "azAZ09-._~ | azAZ09-._~",
                "a b        | a%20b",
                "100%       | 100%25",
                "a?b        | a%3Fb",
                "a#b        | a%23b",
                "a+b        | a%2Bb",
                "a;b        | a%3Bb",
                "a'b\"c     | a%27b%22c",
                "a&b=c      | a%26b%3Dc",
                "a*b        | a%2Ab",
                "(a)!       | %28a%29%21",
                "a/b        | a%2Fb",
                "a\\b       | a%5Cb",
                "%2F        | %252F",
                "{{x}}      | %7B%7Bx%7D%7D",
                "ü          | %C3%BC",
                "日         | %E6%97%A5",
                "😀         | %F0%9F%98%80",
            })
    void encodesEachByteThatIsNotUnreserved(String text, String encoded) {
        assertThat(PercentCode.encode(text)).isEqualTo(encoded);
    }

    @Test
    void keepsTheSlashesBetweenThePartsOfAPath() {
        assertThat(PercentCode.path("my images")).isEqualTo("/my%20images");
        assertThat(PercentCode.path("c", "a b/ü/x?")).isEqualTo("/c/a%20b/%C3%BC/x%3F");
        assertThat(PercentCode.path("c", "prefix/")).isEqualTo("/c/prefix/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a/b.vmdk", "...", ".hidden", "a..b", "a b", "%2e%2e", "ü/日", "x\n"})
    void takesOrdinaryAndOddObjectNames(String name) {
        assertThat(ObjectNames.problemWithObject(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "/", "/a", "a/", "a//b", "a/./b", "a/../b", "../x", "x/.."})
    void refusesObjectNamesThatMayLeadElsewhere(String name) {
        assertThat(ObjectNames.problemWithObject(name))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("no part of its path is empty, '.' or '..'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\ud800"})
    void refusesCharactersThatHaveNoPlaceInAName(String name) {
        assertThat(ObjectNames.problemWithObject(name)).isPresent();
        assertThat(ObjectNames.problemWithContainer(name)).isPresent();
    }

    @Test
    void countsTheBytesOfAnObjectsName() {
        assertThat(ObjectNames.problemWithObject("x".repeat(1024))).isEmpty();
        assertThat(ObjectNames.problemWithObject("ü".repeat(512))).isEmpty();
        assertThat(ObjectNames.problemWithObject("x".repeat(1025)))
                .hasValueSatisfying(problem -> assertThat(problem).contains("at most 1024 bytes, this has 1025"));
        assertThat(ObjectNames.problemWithObject("ü".repeat(512) + "x"))
                .hasValueSatisfying(problem -> assertThat(problem).contains("this has 1025"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"images", "my images", "ü", "...", ".hidden"})
    void takesContainerNames(String name) {
        assertThat(ObjectNames.problemWithContainer(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/"})
    void refusesContainerNamesThatAreNone(String name) {
        assertThat(ObjectNames.problemWithContainer(name)).isPresent();
    }

    @Test
    void leavesRoomForTheNameOfTheSegmentContainer() {
        assertThat(ObjectNames.problemWithContainer("x".repeat(247))).isEmpty();
        assertThat(ObjectNames.problemWithContainer("x".repeat(248)))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("_segments").contains("256 bytes"));
        assertThat(ObjectNames.problemWithContainer("ü".repeat(124))).isPresent();
    }
}
