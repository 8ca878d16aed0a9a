package io.caravan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedEntityTest {

    private static final int ERROR = 8 << 10;
    private static final int ANSWER = 16 << 20;

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(3).nextBytes(bytes);
        return bytes;
    }

    private static BoundedEntity entity(byte[] body, int status) {
        return new BoundedEntity(
                new ByteArrayEntity(body, ContentType.TEXT_PLAIN), status, Duration.ofMinutes(1), () -> {});
    }

    private static BoundedEntity unknown(InputStreamEntity body, int status) {
        return new BoundedEntity(body, status, Duration.ofMinutes(1), () -> {});
    }

    private static byte[] read(BoundedEntity entity) throws IOException {
        try (InputStream stream = entity.getContent()) {
            return stream.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 404, 500})
    void readsTheBeginningOfALongError(int status) throws IOException {
        byte[] body = bytes(ERROR + 1);
        BoundedEntity entity = entity(body, status);
        assertThat(read(entity)).isEqualTo(Arrays.copyOf(body, ERROR));
        assertThat(entity.getContentLength()).isEqualTo(ERROR);
    }

    @Test
    void readsAShortErrorWhole() throws IOException {
        byte[] body = bytes(100);
        BoundedEntity entity = entity(body, 503);
        assertThat(read(entity)).isEqualTo(body);
        assertThat(entity.getContentLength()).isEqualTo(100);
    }

    @Test
    void readsAnAnswerWhole() throws IOException {
        byte[] body = bytes(ANSWER);
        BoundedEntity entity = entity(body, 200);
        assertThat(read(entity)).isEqualTo(body);
        assertThat(entity.getContentLength()).isEqualTo(ANSWER);
    }

    @Test
    void takesAnAnswerThatWouldFillTheMemoryForAnError() {
        assertThatThrownBy(() -> read(entity(bytes(ANSWER + 1), 200)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than 16777216 bytes");
    }

    @Test
    void readsNothingWhereNothingIsAskedFor() throws IOException {
        InputStream stream = entity(bytes(1), 200).getContent();
        assertThat(stream.read(new byte[1], 0, 0)).isZero();
        assertThat(stream.readAllBytes()).hasSize(1);
    }

    @Test
    void keepsAnUnknownLengthUnknown() {
        InputStreamEntity unknown = new InputStreamEntity(InputStream.nullInputStream(), ContentType.TEXT_PLAIN);
        assertThat(unknown(unknown, 500).getContentLength()).isNegative();
        assertThat(unknown(unknown, 200).getContentLength()).isNegative();
    }

    @Test
    void countsSingleBytesToo() throws IOException {
        byte[] body = bytes(ERROR + 5);
        InputStream stream = entity(body, 500).getContent();
        int count = 0;
        for (int next = stream.read(); next >= 0; next = stream.read()) {
            assertThat((byte) next).isEqualTo(body[count]);
            count++;
        }
        assertThat(count).isEqualTo(ERROR);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 503})
    void cutsTheConnectionAtTheLimitAndReadsNoFurther(int status) throws IOException {
        AtomicLong read = new AtomicLong();
        AtomicInteger cuts = new AtomicInteger();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read.incrementAndGet();
                return ' ';
            }

            @Override
            public void close() {
                assertThat(cuts).as("closing would read on").hasValue(1);
            }
        };
        BoundedEntity entity = new BoundedEntity(
                new InputStreamEntity(endless, ContentType.TEXT_PLAIN),
                status,
                Duration.ofMinutes(1),
                cuts::incrementAndGet);
        if (status == 503) {
            assertThat(read(entity)).hasSize(ERROR);
        } else {
            assertThatThrownBy(() -> read(entity)).hasMessageContaining("longer than");
        }
        entity.close();
        assertThat(read.get()).isLessThanOrEqualTo((status == 503 ? ERROR : ANSWER) + 1);
        assertThat(cuts).hasValue(1);
    }

    @Test
    void tellsThatTheTimeIsOver() {
        CountDownLatch cut = new CountDownLatch(1);
        InputStream silent = new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    cut.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new IOException("socket closed");
            }
        };
        BoundedEntity entity = new BoundedEntity(
                new InputStreamEntity(silent, ContentType.TEXT_PLAIN), 200, Duration.ofMillis(50), cut::countDown);
        assertThatThrownBy(() -> entity.getContent().read())
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageStartingWith("no whole answer in ");
    }
}
