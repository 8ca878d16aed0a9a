package io.caravan.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappedTest {

    @Test
    void breaksBetweenWords() {
        assertThat(Wrapped.at(10, 2, "one two three four")).isEqualTo("one two\n  three\n  four");
        assertThat(Wrapped.at(10, 0, "0123456789 x")).isEqualTo("0123456789\nx");
        assertThat(Wrapped.at(10, 0, "0123456789")).isEqualTo("0123456789");
    }

    @Test
    void leavesALineWholeWhereThereIsNoTerminal() {
        assertThat(Wrapped.at(0, 2, "one two three four")).isEqualTo("one two three four");
    }

    @Test
    void leavesAWordWholeThatFitsNoLineAndLeavesNoLineEmptyForIt() {
        assertThat(Wrapped.at(10, 2, "at http://example.test is it")).isEqualTo("at http://example.test\n  is it");
        assertThat(Wrapped.at(10, 8, "        http://example.test")).isEqualTo("        http://example.test");
    }
}
