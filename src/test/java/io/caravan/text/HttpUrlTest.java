package io.caravan.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {

    @ParameterizedTest
    @CsvSource({
        "http://swift_proxy:8080/v1/AUTH_x, http://swift_proxy:8080/v1/AUTH_x",
        "HTTP://swift_proxy/, http://swift_proxy",
        "Https://Swift.Example.TEST:443//, https://Swift.Example.TEST:443",
        "http://_a._b.example.test./v1, http://_a._b.example.test./v1",
        "http://[::1]:8080/v1, http://[::1]:8080/v1",
        "http://127.0.0.1, http://127.0.0.1",
        "http://größe_x.test/ü%20(x), http://xn--grsse_x-b1a.test/%C3%BC%20(x)",
        "http://a:/v1, http://a/v1",
    })
    void takesWhatLeadsSomewhere(String text, String url) {
        assertThat(HttpUrl.of(text)).contains(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "swift_proxy",
                "http:",
                "http://",
                "http:///v1",
                "http:/v1",
                "http:x",
                "ftp://a",
                "http://a:0",
                "http://a:65536",
                "http://a:x",
                "http://a_b:99999999999",
                "http://u@a",
                "http://u:p@a_b",
                "http://a,b",
                "http://a$b",
                "http://a..b",
                "http://a_b:1:2",
                "http://a?x",
                "http://a#x",
                "http://a b",
                "http://[x]"
            })
    void refusesWhatDoesNot(String text) {
        assertThat(HttpUrl.of(text)).isEmpty();
    }
}
