package io.caravan.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudHeadersTest {

    private final CloudHeaders headers = new CloudHeaders();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept",
                "X-Object-Manifest",
                "x-object-meta-mtime",
                "X-OBJECT-META-MTIME",
                "ETag",
                "X-Storage-Policy"
            })
    void letsOutWhatRequestsNeed(String name) {
        assertThat(headers.applyFilterToCamelHeaders(name, "x", null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Auth-Token",
                "Authorization",
                "Cookie",
                "Host",
                "CamelHttpPath",
                "CamelFileName",
                "breadcrumbId",
                "Content-Length",
                "Transfer-Encoding",
                "Expect",
                "X-Object-Meta-Other",
                ""
            })
    void keepsAllElseIn(String name) {
        assertThat(headers.applyFilterToCamelHeaders(name, "x", null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Etag", "ETag", "content-length", "Content-Type", "Retry-After", "X-Storage-Policy"})
    void letsInWhatAnswersTell(String name) {
        assertThat(headers.applyFilterToExternalHeaders(name, "x", null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri",
                "CamelHttpPath",
                "CamelBeanMethodName",
                "X-Subject-Token",
                "Set-Cookie",
                "Location"
            })
    void keepsAllElseOut(String name) {
        assertThat(headers.applyFilterToExternalHeaders(name, "x", null)).isTrue();
    }
}
