package io.caravan.swift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {

    private final Listing listing = new Listing("my images_segments", "ü x/");

    private static String page(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"name\": \"ü x/%08d\", \"bytes\": %d, \"hash\": \"e%d\", \"last_modified\": \"x\"}"
                        .formatted(i, i, i))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void asksFirstForTheBeginning() {
        assertThat(listing.isMore()).isTrue();
        assertThat(listing.path()).isEqualTo("/my%20images_segments");
        assertThat(listing.query(Optional.of(1000))).isEqualTo("format=json&limit=1000&prefix=%C3%BC%20x%2F&marker=");
        assertThat(listing.query(Optional.empty())).isEqualTo("format=json&prefix=%C3%BC%20x%2F&marker=");
    }

    @Test
    void goesOnUntilAPageIsEmpty() throws IOException {
        listing.add(page(0, 1000));
        assertThat(listing.isMore()).isTrue();
        assertThat(listing.query(Optional.of(1000))).endsWith("&marker=%C3%BC%20x%2F00000999");
        listing.add(page(1000, 1999));
        assertThat(listing.isMore())
                .as("a service may give fewer than were asked for")
                .isTrue();
        assertThat(listing.query(Optional.of(1000))).endsWith("&marker=%C3%BC%20x%2F00001998");
        listing.add("[]");
        assertThat(listing.isMore()).isFalse();
        assertThat(listing.entries()).hasSize(1999);
        assertThat(listing.entries().get("ü x/00001998")).isEqualTo(new Listing.Entry("ü x/00001998", 1998, "e1998"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "[]"})
    void mayBeEmpty(String page) throws IOException {
        listing.add(page);
        assertThat(listing.isMore()).isFalse();
        assertThat(listing.entries()).isEmpty();
    }

    @Test
    void refusesAServerThatRepeatsItself() throws IOException {
        listing.add(page(0, 1000));
        assertThatThrownBy(() -> listing.add(page(0, 1000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not in order: 'ü x/00000000'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"name\": \"other/00000000\", \"bytes\": 1, \"hash\": \"e\"}]",
                "[{\"subdir\": \"ü x/a/\"}]",
                "[{\"name\": \"ü x/0\", \"bytes\": 1}]",
                "[{\"bytes\": 1, \"hash\": \"e\"}]",
                "[null]",
                "null",
                "{\"error\": \"no\"}",
                "<html>no</html>",
                "[{\"name\": \"ü x/0\", \"bytes\": \"many\", \"hash\": \"e\"}]",
                "[{\"name\": ",
            })
    void refusesWhatIsNoPageOfThisListing(String page) {
        assertThatThrownBy(() -> listing.add(page)).isInstanceOf(IOException.class);
    }
}
