package io.caravan.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {

    @Test
    void leavesOrdinaryTextAlone() {
        assertThat(LogText.clean("größe: 5 % of \"x\" 日本")).isEqualTo("größe: 5 % of \"x\" 日本");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "\r\n",
                "\t",
                "\0",
                "\u001b",
                "\u007f",
                "\u0085",
                "\u009b",
                "\u2028",
                "\u2029",
                "\u202e",
                "\u2066",
                "\u200f",
                "\ufeff",
                "\udb40\udc41",
                "\ud800"
            })
    void makesOneSpaceOfARunOfControlCharacters(String control) {
        assertThat(LogText.clean("a" + control + control + "b")).isEqualTo("a b");
        assertThat(LogText.clean(control + "a" + control)).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({
        "'a\nb', a\\u000ab",
        "'\u001b[2J', \\u001b[2J",
        "'\u009b31m', \\u009b31m",
        "'x\u202egmi.exe', x\\u202egmi.exe",
        "'größe\t日本 👨‍👩‍👧', 'größe\t日本 👨‍👩‍👧'",
        "'\udb40\udc41', \\udb40\\udc41",
    })
    void showsWhatWouldDoSomething(String text, String shown) {
        assertThat(LogText.visible(text)).isEqualTo(shown);
    }

    @Test
    void shortensWhatIsTooLongForALine() {
        assertThat(LogText.clean("x".repeat(500))).hasSize(500).doesNotContain("…");
        assertThat(LogText.clean("x".repeat(501))).hasSize(501).endsWith("x…");
        assertThat(LogText.clean("x".repeat(1_000_000))).hasSize(501);
    }
}
