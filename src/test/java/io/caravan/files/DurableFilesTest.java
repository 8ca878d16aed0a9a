package io.caravan.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurableFilesTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("f");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void writesOverWhatWasThereAndLeavesNothingBeside() throws IOException {
        DurableFiles.write(file, bytes("a long first text"));
        DurableFiles.write(file, bytes("second"));
        assertThat(file).hasContent("second");
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        assertThat(folder.toFile().list()).containsExactly("f");
    }

    /** Names of one hash, written at once: none gets another's content. */
    @Test
    void keepsFilesApartThatAreWrittenAtOnce() {
        List<String> names = IntStream.range(0, 256)
                .mapToObj(number ->
                        Integer.toBinaryString(number + 256).replace("0", "Aa").replace("1", "BB"))
                .toList();
        assertThat(names.stream().map(String::hashCode).distinct()).hasSize(1);
        names.parallelStream().forEach(name -> {
            try {
                DurableFiles.write(folder.resolve(name), bytes(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(names).allSatisfy(name -> assertThat(folder.resolve(name)).hasContent(name));
        assertThat(folder.toFile().list()).hasSize(256);
    }

    @Test
    void followsNoLinkThatLiesInTheWay() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "precious");
        Files.createSymbolicLink(file, other);
        DurableFiles.write(file, bytes("new"));
        assertThat(file).hasContent("new");
        assertThat(other).hasContent("precious");
    }

    @ParameterizedTest
    @CsvSource({
        "Invalid argument, true",
        "Operation not supported, true",
        "Function not implemented, true",
        "Input/output error, false",
        "No space left on device, false",
    })
    void passesOnlyOverWhatAFilesystemCanNotDo(String words, boolean unable) {
        assertThat(DurableFiles.isUnable(new IOException(words))).isEqualTo(unable);
    }

    /** {@code /proc} answers as older CIFS and some shared folders do. */
    @Test
    void goesOnWhereAFolderCanNotBeForced() throws IOException {
        Path unable = Path.of("/proc/self");
        assumeThat(unable).isDirectory();
        DurableFiles.force(unable);
        assertThat(DurableFiles.isForced(unable)).isFalse();
        assertThat(DurableFiles.isForced(folder)).isTrue();
    }

    @Test
    void writesAFileWhoseNameLeavesNoRoomForASuffix() throws IOException {
        Path longest = folder.resolve("x".repeat(255));
        DurableFiles.write(longest, bytes("x"));
        assertThat(longest).hasContent("x");
    }

    @Test
    void movesAFile() throws IOException {
        Files.writeString(file, "x");
        DurableFiles.move(file, folder.resolve("g"));
        assertThat(folder.toFile().list()).containsExactly("g");
    }

    @Test
    void movesOverNothing() throws IOException {
        Path taken = Files.writeString(folder.resolve("g"), "old");
        Path dangling = Files.createSymbolicLink(folder.resolve("h"), folder.resolve("nowhere"));
        Files.writeString(file, "x");
        assertThatThrownBy(() -> DurableFiles.move(file, taken)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> DurableFiles.move(file, dangling)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(taken).hasContent("old");
        assertThat(file).hasContent("x");
    }

    @Test
    void saysThatThereIsNothingToMove() {
        assertThatThrownBy(() -> DurableFiles.move(file, folder.resolve("g"))).isInstanceOf(NoSuchFileException.class);
    }
}
