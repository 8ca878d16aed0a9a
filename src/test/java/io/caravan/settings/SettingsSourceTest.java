package io.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.files.PropertiesFile;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsSourceTest {

    private static final String KEY = "caravan.segment.size";
    private static final String VARIABLE = "CARAVAN_SEGMENT_SIZE";

    @TempDir
    private Path folder;

    private Path file;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> commandLine = new HashMap<>();
    private final Map<String, String> presets = new HashMap<>();

    @BeforeEach
    void nameFile() {
        file = folder.resolve("application.properties");
    }

    private SettingsSource source() throws IOException {
        return SettingsSource.of(environment, commandLine, presets, file);
    }

    @Test
    void prefersEnvironmentToCommandLineToPresetsToFile() throws IOException {
        assertThat(source().find(KEY)).isEmpty();
        Files.writeString(file, KEY + " = 1");
        assertThat(source().find(KEY)).contains("1");
        presets.put(KEY, "2");
        assertThat(source().find(KEY)).contains("2");
        commandLine.put(KEY, "3");
        assertThat(source().find(KEY)).contains("3");
        environment.put(VARIABLE, "4");
        assertThat(source().find(KEY)).contains("4");
    }

    @Test
    void takesBlankForNotSetAndCutsBlanksOff() throws IOException {
        Files.writeString(file, "caravan.spool =   \ncaravan.image.container =  x  \n");
        environment.put(VARIABLE, " \t");
        assertThat(source().find("caravan.spool")).isEmpty();
        assertThat(source().find("caravan.image.container")).contains("x");
        assertThat(source().find(KEY)).isEmpty();
        assertThat(SettingsFixture.problems(
                        SettingsFixture.withNeeded("caravan.spool", " ", "caravan.import.deadline", "")))
                .isEmpty();
    }

    @Test
    void readsTheFileAsUtf8() throws IOException {
        Files.writeString(file, "caravan.image.container = größe 日本");
        assertThat(source().find("caravan.image.container")).contains("größe 日本");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void takesAByteOrderMarkForNoPartOfTheFirstKey(String lineEnd) throws IOException {
        Files.writeString(file, "\uFEFF" + KEY + " = 1" + lineEnd + "caravan.image.container = x" + lineEnd);
        assertThat(source().find(KEY)).contains("1");
        assertThat(source().find("caravan.image.container")).contains("x");
        Files.writeString(file, "\uFEFFcamel.main.name = x");
        assertThat(PropertiesFile.read(file)).containsExactly(Map.entry("camel.main.name", "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32BE"})
    void refusesWhatIsNotWrittenInUtf8(String charset) throws IOException {
        Files.writeString(file, KEY + " = 1", Charset.forName(charset));
        assertThatThrownBy(this::source)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.toString(), "save it as UTF-8");
    }

    @Test
    void namesTheFileThatCanNotBeRead() throws IOException {
        Files.write(file, new byte[] {'a', '=', (byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(this::source).isInstanceOf(IOException.class).hasMessageContaining(file.toString());
        Files.writeString(file, "a=\\u12");
        assertThatThrownBy(this::source).isInstanceOf(IOException.class).hasMessageContaining(file.toString());
    }

    @Test
    void tellsWhereAnUnknownKeyStands() throws IOException {
        Files.writeString(file, "caravan.one = 1\ncamel.main.name = x\n" + KEY + " = 1\n");
        presets.put("caravan.two", "2");
        commandLine.put("caravan.three", "3");
        commandLine.put("user.home", "/");
        environment.put("CARAVAN_FOUR", "4");
        environment.put(VARIABLE, "5");
        environment.put("HOME", "/");
        environment.put("CARAVANSERAI", "x");
        assertThat(source().unknown(Set.of(KEY)))
                .containsExactlyInAnyOrder(
                        "caravan.one (application.properties)",
                        "caravan.two (preset)",
                        "caravan.three (-D)",
                        "CARAVAN_FOUR (environment)");
    }

    @Test
    void reportsUnknownKeysEvenIfTheyAreBlank() throws IOException {
        commandLine.put("caravan.old", "");
        assertThat(source().unknown(Set.of())).containsExactly("caravan.old (-D)");
    }

    @Test
    void spellsKeysInTheEnvironmentInCapitalsWithUnderscores() {
        assertThat(SettingsSource.environmentName("caravan.import.vmimport.credentials"))
                .isEqualTo("CARAVAN_IMPORT_VMIMPORT_CREDENTIALS");
        assertThat(SettingsSource.environmentName("caravan.cloud.auth-url")).isEqualTo("CARAVAN_CLOUD_AUTH_URL");
    }

    @Test
    void withOnlyIgnoresWhateverElseIsSetForThoseKeys() throws IOException {
        Files.writeString(file, "caravan.cloud.region = de-1\n" + KEY + " = 1");
        commandLine.put("caravan.cloud.username", "me");
        environment.put("CARAVAN_CLOUD_PASSWORD", "mine");
        SettingsSource source = source().withOnly("caravan.cloud.", Map.of("caravan.cloud.username", "demo", KEY, "9"));
        assertThat(source.find("caravan.cloud.username")).contains("demo");
        assertThat(source.find("caravan.cloud.region")).isEmpty();
        assertThat(source.find("caravan.cloud.password")).isEmpty();
        assertThat(source.find(KEY)).contains("1");
    }

    @Test
    void withOnlyStillReportsUnknownKeys() throws IOException {
        commandLine.put("caravan.cloud.colour", "blue");
        SettingsSource source = source().withOnly("caravan.cloud.", SettingsFixture.NEEDED);
        assertThat(SettingsFixture.problems(source))
                .isEqualTo(List.of("caravan.cloud.colour (-D): unknown setting; docs/settings.md lists what there is"));
    }
}
