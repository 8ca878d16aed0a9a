package io.caravan.upload.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZeroScanTest {

    private static final int MIB = 1 << 20;
    private static final long SIZE = 3L * MIB;

    @TempDir
    Path folder;

    private FileRegionEntity region(long offset, long length) {
        return new FileRegionEntity(folder.resolve("image"), offset, length, true, SendingProgress.UNFOLLOWED);
    }

    /** A hole with one byte in it, or zeros that are really there. */
    private void image(long place, boolean hole) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("image").toFile(), "rw")) {
            if (hole) {
                file.setLength(SIZE);
            } else {
                file.write(new byte[(int) SIZE]);
            }
            if (place >= 0) {
                file.seek(place);
                file.write(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void zerosAreZerosWhereverTheyBeginAndEnd(boolean hole) throws IOException {
        image(-1, hole);

        assertThat(region(0, SIZE).isZero()).isTrue();
        assertThat(region(1, SIZE - 1).isZero()).isTrue();
        assertThat(region(4095, 2 * MIB + 3).isZero()).isTrue();
        assertThat(region(SIZE - 1, 1).isZero()).isTrue();
        assertThat(region(0, 1).isZero()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4095, 131071, 131072, 131073, 262144, MIB, 2 * MIB + 77, SIZE - 1})
    void oneByteThatIsNoneIsFoundWhereverItLies(long place) throws IOException {
        for (boolean hole : new boolean[] {true, false}) {
            image(place, hole);

            assertThat(region(0, SIZE).isZero()).isFalse();
            assertThat(region(place, 1).isZero()).isFalse();
            if (place > 0) {
                assertThat(region(0, place).isZero()).as("what comes before it").isTrue();
            }
            if (place + 1 < SIZE) {
                assertThat(region(place + 1, SIZE - place - 1).isZero())
                        .as("what comes behind it")
                        .isTrue();
            }
            java.nio.file.Files.delete(folder.resolve("image"));
        }
    }

    @Test
    void whatEndsTooEarlyIsNotTakenForZeros() throws IOException {
        image(-1, true);

        assertThat(region(MIB, SIZE).isZero()).isFalse();
        assertThat(region(SIZE, 1).isZero()).isFalse();
    }

    @Test
    void theMd5OfZerosIsTheirs() throws Exception {
        image(-1, true);

        assertThat(region(0, 2 * MIB + 1).hash())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("MD5").digest(new byte[2 * MIB + 1])));
    }
}
