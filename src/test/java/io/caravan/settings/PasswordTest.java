package io.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordTest {

    private static final String PASSWORD = "{{sesam}} öffne dich";

    @TempDir
    private Path folder;

    private Path file;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> commandLine =
            new HashMap<>(Map.of("caravan.cloud.auth-url", "http://k/v3", "caravan.cloud.username", "demo"));

    @BeforeEach
    void nameFile() {
        file = folder.resolve("password");
    }

    private SettingsSource source() throws IOException {
        return SettingsSource.of(environment, commandLine, Map.of(), folder.resolve("none"));
    }

    private String password() throws Exception {
        return ((Credentials.Password) Settings.read(source()).cloud().credentials())
                .password()
                .reveal();
    }

    private List<String> problems() throws IOException {
        return SettingsFixture.problems(source());
    }

    @Test
    void comesFromTheEnvironment() throws Exception {
        environment.put("CARAVAN_CLOUD_PASSWORD", PASSWORD);
        assertThat(password()).isEqualTo(PASSWORD);
    }

    @Test
    void comesFromAFileWithoutItsLineEnd() throws Exception {
        Files.writeString(file, PASSWORD + "\n");
        commandLine.put("caravan.cloud.password-file", file.toString());
        assertThat(password()).isEqualTo(PASSWORD);
    }

    @Test
    void comesFromAFileWithAByteOrderMark() throws Exception {
        Files.writeString(file, "\uFEFF" + PASSWORD + "\r\n");
        commandLine.put("caravan.cloud.password-file", file.toString());
        assertThat(password()).isEqualTo(PASSWORD);
    }

    @Test
    void comesFromAPipe() throws Exception {
        try (Pipe pipe = Pipe.of(folder, PASSWORD + "\n")) {
            commandLine.put("caravan.cloud.password-file", pipe.path().toString());
            assertThat(password()).isEqualTo(PASSWORD);
        }
    }

    @Test
    void mustBeGivenOnce() throws Exception {
        Files.writeString(file, PASSWORD);
        commandLine.put("caravan.cloud.password-file", file.toString());
        environment.put("CARAVAN_CLOUD_PASSWORD", PASSWORD);
        assertThat(problems())
                .containsExactly("caravan.cloud.password, caravan.cloud.password-file: both are set; one is enough");
    }

    @Test
    void mustBeGivenAtAll() throws Exception {
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("caravan.cloud.password: missing")
                .contains("CARAVAN_CLOUD_PASSWORD", "caravan.cloud.password-file");
    }

    @Test
    void isNotAnEmptyFile() throws Exception {
        Files.writeString(file, "\n");
        commandLine.put("caravan.cloud.password-file", file.toString());
        assertThat(problems()).containsExactly("caravan.cloud.password-file=" + file + ": the file is empty");
    }

    @Test
    void isInAFileThatCanBeRead() throws Exception {
        commandLine.put("caravan.cloud.password-file", file.toString());
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("caravan.cloud.password-file=" + file + ": can't be read");
        Files.createDirectory(file);
        assertThat(problems()).singleElement().asString().contains("can't be read");
    }

    @Test
    void neverShows() throws Exception {
        environment.put("CARAVAN_CLOUD_PASSWORD", PASSWORD);
        Settings settings = Settings.read(source());
        assertThat(settings.toString()).doesNotContain("sesam").contains("user 'demo'");
        assertThat(settings.values().toString()).doesNotContain("sesam");
        assertThat(settings.values()).doesNotContainKeys("caravan.cloud.password", "caravan.cloud.password-file");
    }

    @Test
    void neverShowsInAComplaint() throws Exception {
        Files.writeString(file, PASSWORD);
        commandLine.put("caravan.cloud.password-file", file.toString());
        commandLine.put("caravan.cloud.passwort", PASSWORD);
        commandLine.put("caravan.manifest", "mlo");
        environment.put("CARAVAN_CLOUD_PASSWORD", PASSWORD);
        environment.put("CARAVAN_PASSWORD", PASSWORD);
        assertThat(problems()).hasSize(4).noneMatch(line -> line.contains("sesam"));
    }
}
