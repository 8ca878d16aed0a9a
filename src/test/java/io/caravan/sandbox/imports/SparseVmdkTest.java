package io.caravan.sandbox.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparseVmdkTest {
    @TempDir
    Path folder;

    @Test
    void fileIsAboutAsLongAsWanted() throws Exception {
        Path file = folder.resolve("disk.vmdk");
        SparseVmdk.write(file, 24 << 20, 1);
        assertThat(Files.size(file)).isCloseTo(24 << 20, Percentage.withPercentage(1));
    }

    @Test
    void sameSeedGivesTheSameBytes() throws Exception {
        Path one = folder.resolve("a/disk.vmdk");
        Path two = folder.resolve("b/disk.vmdk");
        Path other = folder.resolve("c/disk.vmdk");
        for (Path file : new Path[] {one, two, other}) {
            Files.createDirectories(file.getParent());
            SparseVmdk.write(file, 1 << 20, file.equals(other) ? 8 : 7);
        }
        assertThat(one).hasSameBinaryContentAs(two);
        assertThat(Files.mismatch(one, other)).isNotNegative();
    }

    @Test
    void headerTellsTheSizeOfTheDisk() throws Exception {
        Path file = folder.resolve("disk.vmdk");
        SparseVmdk.write(file, 1, 1);
        try (InputStream in = Files.newInputStream(file)) {
            assertThat(SparseVmdk.virtualBytes(in.readNBytes(512))).hasValue(2 * 64 * 1024);
        }
        assertThat(SparseVmdk.virtualBytes(new byte[512])).isEmpty();
        assertThat(SparseVmdk.virtualBytes("KDMV".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
    }
}
