package io.caravan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void writesOverWhatACrashLeftBeside() throws IOException {
        Files.writeString(folder.resolve("." + Integer.toHexString("f".hashCode()) + ".tmp"), "half of something");
        DurableFiles.write(file, bytes("new"));
        assertThat(file).hasContent("new");
        assertThat(folder.toFile().list()).containsExactly("f");
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
