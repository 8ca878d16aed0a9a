package io.caravan.upload.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.swift.Md5;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRegionEntityTest {

    private static final int SIZE = 300_000;

    /** What a writing has reported, and whether it is to stop after so many bytes. */
    private static final class Follower implements SendingProgress {
        private long sent;
        private int restarts;
        private long stopAt = Long.MAX_VALUE;

        @Override
        public void restarted() {
            sent = 0;
            restarts++;
        }

        @Override
        public void advanced(long bytes) {
            sent += bytes;
        }

        @Override
        public boolean stopped() {
            return sent >= stopAt;
        }

        @Override
        public boolean calledOff() {
            return false;
        }
    }

    @TempDir
    private Path folder;

    private final byte[] content = new byte[SIZE];
    private final Follower follower = new Follower();
    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        new Random(7).nextBytes(content);
        file = Files.write(folder.resolve("x.vmdk"), content);
    }

    private FileRegionEntity region(long offset, long length) {
        return new FileRegionEntity(file, offset, length, true, follower);
    }

    private static byte[] written(FileRegionEntity entity) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entity.writeTo(out);
        return out.toByteArray();
    }

    private static String md5(byte[] bytes) {
        return HexFormat.of().formatHex(Md5.digest().digest(bytes));
    }

    @ParameterizedTest
    @CsvSource({"0, 300000", "0, 1", "299999, 1", "1, 131072", "131072, 131073", "200000, 100000", "0, 0", "300000, 0"})
    void writesExactlyItsBytesAndTheirMd5(int offset, int length) throws IOException {
        FileRegionEntity entity = region(offset, length);
        byte[] expected = Arrays.copyOfRange(content, offset, offset + length);
        assertThat(written(entity)).isEqualTo(expected);
        assertThat(entity.md5()).isEqualTo(md5(expected));
        assertThat(entity.getContentLength()).isEqualTo(length);
        assertThat(follower.sent).isEqualTo(length);
    }

    @Test
    void canBeWrittenAgain() throws IOException {
        FileRegionEntity entity = region(10, 200_000);
        assertThat(entity.isRepeatable()).isTrue();
        assertThat(entity.isStreaming()).isFalse();
        byte[] first = written(entity);
        entity.close();
        assertThat(written(entity)).isEqualTo(first);
        assertThat(follower.restarts).isEqualTo(2);
        assertThat(follower.sent).isEqualTo(200_000);
    }

    @Test
    void hashesWhatLiesThereNow() throws IOException {
        FileRegionEntity entity = region(0, 4);
        assertThat(entity.md5()).isEmpty();
        String before = entity.hash();
        content[3]++;
        Files.write(file, content);
        assertThat(entity.hash()).isNotEqualTo(before).isEqualTo(md5(Arrays.copyOf(content, 4)));
        assertThat(entity.md5()).isEqualTo(entity.hash());
    }

    @Test
    void isReadAsAStreamToo() throws IOException {
        try (var stream = region(100, 150_000).getContent()) {
            assertThat(stream.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 100, 150_100));
        }
        try (var stream = region(299_998, 2).getContent()) {
            assertThat(stream.read()).isEqualTo(content[299_998] & 0xff);
            assertThat(stream.read()).isEqualTo(content[299_999] & 0xff);
            assertThat(stream.read()).isEqualTo(-1);
        }
        try (var stream = region(0, 1).getContent()) {
            assertThat(stream.read()).isEqualTo(content[0] & 0xff);
            assertThat(stream.read()).isEqualTo(-1);
        }
    }

    @Test
    void saysWhereAFileEndsThatBecameShorter() {
        assertThatThrownBy(() -> written(region(200_000, 100_001)))
                .isInstanceOf(ImageFileException.class)
                .hasCauseInstanceOf(EOFException.class)
                .hasMessageContaining("ends at byte 300000");
        assertThatThrownBy(() -> written(region(400_000, 1))).isInstanceOf(ImageFileException.class);
    }

    @Test
    void takesAFileThatIsNotThereForFailureThatMayPass() throws IOException {
        FileRegionEntity entity = region(0, 1);
        Files.delete(file);
        assertThatThrownBy(() -> written(entity))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("can't be opened now", file.toString());
    }

    @Test
    void followsNoLink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        FileRegionEntity entity = new FileRegionEntity(link, 0, 1, true, follower);
        assertThatThrownBy(() -> written(entity)).isInstanceOf(IOException.class);
        assertThatThrownBy(entity::getContent).isInstanceOf(IOException.class);
    }

    @Test
    void stopsInTheMiddleWhenItIsNotWantedAnyMore() {
        follower.stopAt = 1;
        FileRegionEntity entity = region(0, SIZE);
        assertThatThrownBy(() -> written(entity)).isInstanceOf(UploadStoppedException.class);
        assertThat(follower.sent).isPositive().isLessThan(SIZE);
        assertThat(entity.md5()).isEmpty();
    }

    @Test
    void isTypedAsSwiftclientTypesItsSegments() {
        assertThat(region(0, 1).getContentType()).isEqualTo("application/swiftclient-segment");
        assertThat(new FileRegionEntity(file, 0, 1, false, follower).getContentType())
                .isEqualTo("application/octet-stream");
    }
}
