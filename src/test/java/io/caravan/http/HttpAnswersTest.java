package io.caravan.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAnswersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"error\": {\"code\": 401, \"message\": \"Sign in, please.\", \"title\": \"x\"}} | Sign in, please.",
                "{\"error_code\": \"40035\", \"message\": \"'start' has invalid value.\"} | 40035 'start' has invalid value.",
                "{\"error_code\": 40035, \"error_message\": \"No such id.\"} | 40035 No such id.",
                "{\"message\": \"Not found\"} | Not found",
                "{\"message\": null, \"error_message\": \"x\"} | x",
                "{\"errorLevel\": \"888\"} | {\"errorLevel\": \"888\"}",
                "{\"error\": \"short\"} | {\"error\": \"short\"}",
                "{\"message\": \"cut sho | {\"message\": \"cut sho",
                "<html><h1>Forbidden</h1><p>Access was denied.</p></html> | Forbidden Access was denied.",
                "Quota exceeded | Quota exceeded",
            })
    void findsTheServicesWordsWhateverTheyAreWrappedIn(String body, String words) {
        assertThat(HttpAnswers.words(body)).isEqualTo(words);
    }

    @Test
    void hasNoWordsOfAnEmptyBody() {
        assertThat(HttpAnswers.words(null)).isEmpty();
        assertThat(HttpAnswers.words("")).isEmpty();
        assertThat(HttpAnswers.words(" \r\n")).isEmpty();
        assertThat(HttpAnswers.words("<html></html>")).isEmpty();
    }

    @Test
    void putsWordsOnOneBoundedLineWithoutControlCharacters() {
        assertThat(HttpAnswers.words("<p>a\r\n\t b</p>\n<p>c</p>")).isEqualTo("a b c");
        assertThat(HttpAnswers.words("a\u001b[31mred\nb")).isEqualTo("a [31mred b");
        assertThat(HttpAnswers.words("{\"message\": \"a\\u001b[2J\\nb\"}")).isEqualTo("a [2J b");
        assertThat(HttpAnswers.words("x".repeat(100_000))).hasSize(501).endsWith("…");
        assertThat(HttpAnswers.words("{\"message\": \"" + "x".repeat(100_000) + "\"}"))
                .hasSize(501);
    }

    @Test
    void tellsWhatWasAskedWithoutTheQuery() {
        HttpOperationFailedException refused =
                new HttpOperationFailedException("http://s/v1/c?prefix=x", 507, "Insufficient", null, Map.of(), "full");
        assertThat(HttpAnswers.what(refused)).isEqualTo("http://s/v1/c answered 507 Insufficient");
        assertThat(HttpAnswers.service(refused)).isEqualTo("full");
        HttpOperationFailedException bare =
                new HttpOperationFailedException("http://s/v1", 500, null, null, Map.of(), null);
        assertThat(HttpAnswers.what(bare)).isEqualTo("http://s/v1 answered 500");
        assertThat(HttpAnswers.service(bare)).isEmpty();
        HttpOperationFailedException elsewhere =
                new HttpOperationFailedException("http://s/v1", 301, "Moved", "https://s/v1?x=y", Map.of(), "moved");
        assertThat(HttpAnswers.service(elsewhere)).isEqualTo("it sends to https://s/v1");
    }

    @Test
    void namesTheKindOfFailureThatIsNotOurOwn() {
        assertThat(HttpAnswers.what(new ConnectException("Connection refused")))
                .isEqualTo("Connection refused (ConnectException)");
        assertThat(HttpAnswers.what(new IOException())).isEqualTo("IOException");
        assertThat(HttpAnswers.what(new SignInException("no such user"))).isEqualTo("no such user");
        assertThat(HttpAnswers.service(new IOException("x"))).isEmpty();
    }
}
