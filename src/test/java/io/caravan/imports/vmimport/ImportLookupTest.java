package io.caravan.imports.vmimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportLookupTest {

    private final ImportLookup lookup = new ImportLookup("image-x");

    private static String page(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"import_id\": \"i%d\", \"import_status\": \"queued\"}".formatted(i))
                .collect(Collectors.joining(",", "{\"imports\": [", "]}"));
    }

    private void asked(String path, String query) {
        assertThat(lookup.isUnsettled()).isTrue();
        assertThat(lookup.request().path()).isEqualTo(path);
        assertThat(lookup.request().query()).isEqualTo(query);
    }

    /** Answers the questions for the imports' statuses: each makes another image. */
    private void otherImages(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            assertThat(lookup.request().path()).endsWith("/status");
            lookup.examine(200, "{\"import_status\": \"queued\", \"id\": \"image-other\"}");
        }
    }

    @Test
    void findsTheImportThatMakesTheImage() throws IOException {
        asked("/v1/imageimport", "limit=100");
        lookup.examine(200, page(0, 3));
        asked("/v1/imageimport/i0/status", "");
        otherImages(1);
        asked("/v1/imageimport/i1/status", "");
        lookup.examine(200, "{\"import_status\": \"processing\", \"id\": \"image-x\"}");
        assertThat(lookup.isUnsettled()).isFalse();
        assertThat(lookup.found()).contains("i1");
    }

    @Test
    void findsItOnALaterPage() throws IOException {
        lookup.examine(200, page(0, 100));
        otherImages(100);
        asked("/v1/imageimport", "start=90&limit=100");
        lookup.examine(200, page(90, 105));
        otherImages(4);
        lookup.examine(200, "{\"id\": \"image-x\"}");
        assertThat(lookup.found()).contains("i104");
    }

    @Test
    void asksAboutAnImportOnceThoughPagesOverlap() throws IOException {
        lookup.examine(200, page(0, 100));
        otherImages(100);
        lookup.examine(200, page(98, 103));
        asked("/v1/imageimport/i100/status", "");
    }

    @Test
    void endsWithoutAFindWhenTheListEnds() throws IOException {
        lookup.examine(200, page(0, 2));
        otherImages(2);
        assertThat(lookup.isUnsettled()).isFalse();
        assertThat(lookup.found()).isEmpty();
    }

    @Test
    void endsAtOnceWhenTheListIsEmpty() throws IOException {
        lookup.examine(200, "{\"imports\": []}");
        assertThat(lookup.isUnsettled()).isFalse();
        assertThat(lookup.found()).isEmpty();
    }

    @Test
    void endsWhenTheServiceHasNoFurtherPage() throws IOException {
        lookup.examine(200, page(0, 100));
        otherImages(100);
        lookup.examine(400, "{\"error_code\": \"40035\", \"message\": \"'start' has invalid value.\"}");
        assertThat(lookup.isUnsettled()).isFalse();
        assertThat(lookup.found()).isEmpty();
    }

    @Test
    void knowsNothingFromAServiceThatRepeatsAPage() throws IOException {
        lookup.examine(200, page(0, 100));
        otherImages(100);
        lookup.examine(200, page(0, 100));
        assertThat(lookup.isUnsettled())
                .as("so many may have been posted meanwhile")
                .isTrue();
        assertThatThrownBy(() -> lookup.examine(200, page(0, 100)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not known");
    }

    @Test
    void knowsNothingWhenSomeMayHaveSlippedBetweenTwoPages() throws IOException {
        lookup.examine(200, page(0, 100));
        otherImages(100);
        assertThatThrownBy(() -> lookup.examine(200, page(101, 201)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("changed while it was read");
    }

    @Test
    void findsAnImportThatIsOlderThanAThousandOthers() throws IOException {
        int total = 2_345;
        for (int start = 0; lookup.isUnsettled(); ) {
            asked("/v1/imageimport", (start == 0 ? "" : "start=" + start + "&") + "limit=100");
            int end = Math.min(total, start + 100);
            lookup.examine(200, page(start, end));
            while (lookup.isUnsettled() && lookup.request().path().endsWith("/status")) {
                boolean last = lookup.request().path().contains("/i" + (total - 1) + "/");
                lookup.examine(200, "{\"id\": \"image-" + (last ? "x" : "other") + "\"}");
            }
            start = end - 10;
        }
        assertThat(lookup.found()).contains("i2344");
    }

    @Test
    void passesAnImportThatIsGoneMeanwhile() throws IOException {
        lookup.examine(200, page(0, 2));
        lookup.examine(404, "<html>image-x</html>");
        lookup.examine(200, "{\"id\": \"image-x\"}");
        assertThat(lookup.found()).contains("i1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "a/../b?c", "a b", "%2e%2e", "a\\u0000"})
    void knowsNothingFromAListWithIdsThatLeadElsewhere(String id) {
        String list = "{\"imports\": [{\"import_id\": \"" + id + "\"}]}";
        assertThatThrownBy(() -> lookup.examine(200, list)).hasMessageContaining("which is no id");
        assertThat(lookup.isUnsettled()).isTrue();
    }

    @Test
    void passesEntriesWithoutAnId() throws IOException {
        lookup.examine(200, "{\"imports\": [{\"import_id\": \"i1\"}, {}, {\"import_id\": \"\"}]}");
        otherImages(1);
        assertThat(lookup.isUnsettled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "<html>", "{\"imports\": {}}", "{\"imports\": ["})
    void knowsNothingFromAListThatCanNotBeRead(String list) {
        assertThatThrownBy(() -> lookup.examine(200, list)).isInstanceOf(IOException.class);
        assertThat(lookup.isUnsettled()).isTrue();
    }

    @Test
    void knowsNothingFromAListThatIsRefused() {
        assertThatThrownBy(() -> lookup.examine(404, ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("404");
        assertThat(lookup.isUnsettled()).isTrue();
    }

    @Test
    void knowsNothingFromAStatusThatCanNotBeRead() throws IOException {
        lookup.examine(200, page(0, 1));
        assertThatThrownBy(() -> lookup.examine(200, "<html>")).isInstanceOf(IOException.class);
    }
}
