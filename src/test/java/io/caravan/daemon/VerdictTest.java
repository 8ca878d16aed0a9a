package io.caravan.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.http.SignInException;
import io.caravan.upload.EtagMismatchException;
import io.caravan.upload.NotYetWholeException;
import io.caravan.upload.region.UploadStoppedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {

    private static HttpOperationFailedException answered(int status) {
        return new HttpOperationFailedException("http://s", status, "", null, Map.of(), "");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                100, 202, 204, 299, 401, 404, 408, 409, 417, 421, 422, 423, 425, 429, 498, 499, 500, 502, 503, 504, 507,
                511, 520, 521, 529, 530, 599, 600, 999
            })
    void triesAgainWhatMayPass(int status) {
        assertThat(Verdict.of(answered(status))).isEqualTo(Verdict.AGAIN_THEN_WAIT);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                300, 301, 302, 307, 399, 400, 402, 403, 405, 406, 410, 411, 412, 413, 414, 416, 431, 444, 451, 497, 501,
                505
            })
    void triesNothingAgainThatIsForGood(int status) {
        assertThat(Verdict.of(answered(status))).isEqualTo(Verdict.FAIL);
    }

    static Stream<Exception> failuresOfTheNetwork() {
        return Stream.of(
                new IOException("reset"),
                new ConnectException("refused"),
                new SocketTimeoutException("slow"),
                new UnknownHostException("who"),
                new SSLException("closed"));
    }

    @ParameterizedTest
    @MethodSource("failuresOfTheNetwork")
    void triesAgainAfterFailureOfTheNetwork(Exception problem) {
        assertThat(Verdict.of(problem)).isEqualTo(Verdict.AGAIN_THEN_WAIT);
    }

    static Stream<Exception> failuresOfOurOwn() {
        return Stream.of(new IllegalStateException(), new NullPointerException(), new UnreadableFile());
    }

    /** As an image file that can't be read: that it comes from an {@link IOException} doesn't make it pass. */
    private static final class UnreadableFile extends UncheckedIOException {

        private static final long serialVersionUID = 1L;

        UnreadableFile() {
            super(new IOException("the image's file"));
        }
    }

    @Test
    void triesAgainWhenTheJournalCouldNotBeWritten() {
        assertThat(Verdict.of(new UncheckedIOException(new IOException("disk full"))))
                .isEqualTo(Verdict.AGAIN_THEN_WAIT);
    }

    @ParameterizedTest
    @MethodSource("failuresOfOurOwn")
    void triesNothingAgainThatIsOurOwnFailure(Exception problem) {
        assertThat(Verdict.of(problem)).isEqualTo(Verdict.FAIL);
    }

    @Test
    void triesAgainWhatWasDamagedOrIsNotWholeAndThenFails() {
        assertThat(Verdict.of(new EtagMismatchException("c/1", "a", "b"))).isEqualTo(Verdict.AGAIN_THEN_FAIL);
        assertThat(Verdict.of(new NotYetWholeException("half"))).isEqualTo(Verdict.AGAIN_THEN_FAIL);
    }

    @Test
    void waitsWhileNobodyIsLetInOrTheDaemonStops() {
        assertThat(Verdict.of(new SignInException("locked"))).isEqualTo(Verdict.WAIT);
        assertThat(Verdict.of(new UploadStoppedException())).isEqualTo(Verdict.WAIT);
    }

    @Test
    void looksBehindWhatCamelWrapsAroundIt() {
        assertThat(Verdict.of(new RuntimeCamelException(answered(503)))).isEqualTo(Verdict.AGAIN_THEN_WAIT);
        assertThat(Verdict.of(new RuntimeCamelException(new NotYetWholeException("half"))))
                .isEqualTo(Verdict.AGAIN_THEN_FAIL);
    }
}
