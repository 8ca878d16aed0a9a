package io.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.LogLines;
import io.caravan.files.FileRights;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @CsvSource({"rw-r--r--, true", "rw-r-----, false", "rw-------, false", "r--------, false"})
    void warnsOfAFileThatOthersCanRead(String mode, boolean warns) throws Exception {
        Files.writeString(file, PASSWORD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        commandLine.put("caravan.cloud.password-file", file.toString());
        try (LogLines log = LogLines.of(FileRights.class)) {
            assertThat(password()).isEqualTo(PASSWORD);
            assertThat(log.all().stream().anyMatch(line -> line.startsWith("WARN " + file + " holds a secret")))
                    .isEqualTo(warns);
        }
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

    /** Only the end of a file's last line is none of the password's. */
    @ParameterizedTest
    @ValueSource(strings = {" two words ", "\tx\t", "   ", "\u00a0x\u00a0", "x\n"})
    void isTakenAsItIs(String blanks) throws Exception {
        environment.put("CARAVAN_CLOUD_PASSWORD", blanks);
        assertThat(password()).as("environment").isEqualTo(blanks);
        environment.clear();
        commandLine.put("caravan.cloud.password", blanks);
        assertThat(password()).as("-D").isEqualTo(blanks);
        commandLine.remove("caravan.cloud.password");
        environment.put("OS_PASSWORD", blanks);
        assertThat(password()).as("OS_PASSWORD").isEqualTo(blanks);
        environment.clear();
        for (String end : List.of("\n", "\r\n")) {
            Files.writeString(file, blanks + end);
            commandLine.put("caravan.cloud.password-file", file.toString());
            assertThat(password()).as("password-file").isEqualTo(blanks);
        }
    }

    @Test
    void isTakenFromThePropertiesFileAsThatHasIt() throws Exception {
        Path properties = Files.writeString(folder.resolve("p"), "caravan.cloud.password = \\ two words \n");
        SettingsSource source = SettingsSource.of(environment, commandLine, Map.of(), properties);
        assertThat(((Credentials.Password) Settings.read(source).cloud().credentials())
                        .password()
                        .reveal())
                .isEqualTo(" two words ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "ISO-8859-1"})
    void isWrittenInUtf8(String charset) throws Exception {
        Files.writeString(file, "geheim-ü", Charset.forName(charset));
        commandLine.put("caravan.cloud.password-file", file.toString());
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("caravan.cloud.password-file=" + file + ": ")
                .contains("UTF-8")
                .doesNotContain("geheim");
    }
}
