package io.caravan.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.files.Checksum;
import io.caravan.files.Checksum.Algorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumFileTest {

    private static final String HEX = "d41d8cd98f00b204e9800998ecf8427e";
    private static final String OTHER = "5d41402abc4b2a76b9719d911017c592";

    @TempDir
    Path folder;

    private Optional<Checksum> read(boolean own, String content) throws IOException, ImageRefused {
        String text = content.replace("HEX", HEX).replace("OTHER", OTHER);
        Path file = Files.writeString(folder.resolve(own ? "disk.vmdk.md5" : "MD5SUMS"), text);
        return new ChecksumFile(file, Algorithm.MD5, own).read("disk.vmdk");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HEX",
                "HEX\n",
                "  HEX  \r\n",
                "HEX  disk.vmdk\n",
                "HEX *disk.vmdk",
                "HEX  renamed-since.vmdk",
                "MD5 (disk.vmdk) = HEX",
                "OTHER  other.vmdk\nHEX  disk.vmdk\n",
                "# by hand\nHEX  images/disk.vmdk\n"
            })
    void anImagesOwn(String content) throws Exception {
        assertThat(read(true, content)).contains(new Checksum(Algorithm.MD5, HEX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "HEX0",
                "12345",
                "HEX  a\nOTHER  b\n",
                "SHA256 (disk.vmdk) = HEX",
                "disk.vmdk  HEX"
            })
    void anImagesOwnWithoutIt(String content) {
        assertThatThrownBy(() -> read(true, content))
                .isInstanceOf(ImageRefused.class)
                .hasMessageContaining("disk.vmdk.md5 has no md5 of this image");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OTHER  other.vmdk\nHEX  disk.vmdk\n",
                "HEX *./disk.vmdk",
                "MD5 (disk.vmdk) = HEX\nSHA256 (disk.vmdk) = 12\n"
            })
    void manyImages(String content) throws Exception {
        assertThat(read(false, content)).contains(new Checksum(Algorithm.MD5, HEX));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HEX", "HEX  other.vmdk", "HEX  disk.vmdk.old", "nonsense\n"})
    void manyOthers(String content) throws Exception {
        assertThat(read(false, content)).isEmpty();
    }

    @Test
    void ofTheRightNameAndTheWrongLength() {
        assertThatThrownBy(() -> read(false, "12  disk.vmdk")).isInstanceOf(ImageRefused.class);
    }

    @Test
    void tooLong() {
        assertThatThrownBy(() -> read(true, "x".repeat((4 << 20) + 1)))
                .isInstanceOf(ImageRefused.class)
                .hasMessageContaining("too long");
    }

    @Test
    void namesAreEscapedWhereTheyHaveTo() throws Exception {
        Path file = Files.writeString(folder.resolve("MD5SUMS"), "\\" + HEX + "  a\\\\b");
        assertThat(new ChecksumFile(file, Algorithm.MD5, false).read("a\\b")).isPresent();
    }
}
