package io.caravan.swift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwiftListingTest {

    private final List<String> markers = new ArrayList<>();

    private SwiftListing<String> listing(String prefix, String... pages) {
        Queue<String> left = new ArrayDeque<>(List.of(pages));
        return new SwiftListing<>(
                "container images",
                prefix,
                marker -> {
                    markers.add(marker);
                    return left.isEmpty() ? "[]" : left.remove();
                },
                (name, entry) -> entry.path("bytes").isIntegralNumber() ? Optional.of(name) : Optional.empty());
    }

    private static String page(String... names) {
        StringBuilder page = new StringBuilder();
        for (String name : names) {
            page.append(page.isEmpty() ? "[" : ",").append("{\"name\": \"" + name + "\", \"bytes\": 1}");
        }
        return page + "]";
    }

    private static List<String> all(SwiftListing<String> listing) throws IOException {
        List<String> all = new ArrayList<>();
        for (Optional<String> next = listing.next(); next.isPresent(); next = listing.next()) {
            all.add(next.get());
        }
        return all;
    }

    @Test
    void goesOnBehindTheLastNameUntilAPageIsEmpty() throws IOException {
        assertThat(all(listing("", page("a", "b"), page("c"), page("d")))).containsExactly("a", "b", "c", "d");
        assertThat(markers).containsExactly("", "b", "c", "d");
    }

    @Test
    void asksForNothingBeforeItIsAskedItself() {
        listing("", page("a"));

        assertThat(markers).isEmpty();
    }

    @Test
    void aContainerWithoutObjectsHasNone() throws IOException {
        assertThat(all(listing("", ""))).isEmpty();
        assertThat(listing("").nextPage()).isEmpty();
    }

    @Test
    void theOrderIsThatOfUtf8AndNotOfUtf16() throws IOException {
        String bmp = "\uFF5E";
        String beyond = "\uD83D\uDC2B";

        assertThat(all(listing("", page(bmp, beyond)))).containsExactly(bmp, beyond);
        assertThatThrownBy(() -> all(listing("", page(beyond, bmp)))).hasMessageContaining("not in order");
    }

    @Test
    void aServiceThatRepeatsItselfIsNotFollowedForEver() {
        assertThatThrownBy(() -> all(listing("", page("a", "b"), page("a", "b"))))
                .isInstanceOf(IOException.class)
                .hasMessage("the listing of container images is not in order: 'a' comes after 'b'");
        assertThatThrownBy(() -> all(listing("", page("a", "a")))).hasMessageContaining("not in order");
    }

    @Test
    void anEntryThatWasNotAskedForIsRefused() {
        assertThatThrownBy(() -> all(listing("web/", page("web/1", "zoo"))))
                .hasMessageContaining("holds an entry that wasn't asked for: 'zoo'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "{\"name\": \"a\", \"bytes\": 1}",
                "[1]",
                "[{\"name\": 7, \"bytes\": 1}]",
                "[{\"name\": \"\", \"bytes\": 1}]",
                "[{\"name\": \"a\", \"bytes\": \"many\"}]",
                "[{\"name\": \"\\ud800\", \"bytes\": 1}]",
                "null"
            })
    void whatIsNoListingIsRefused(String page) {
        assertThatThrownBy(() -> all(listing("", page)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the listing of container images");
    }

    @Test
    void aNameLongerThanSwiftHasAnyIsRefused() {
        assertThatThrownBy(() -> all(listing("", page("a".repeat(1025)))))
                .hasMessageContaining("wasn't asked for")
                .message()
                .hasSizeLessThan(700);
    }
}
