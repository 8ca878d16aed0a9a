package io.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What people read of the settings says what the code does: these keys, no others, and the defaults in force. With
 * {@code -Dsettings.write} it is written anew.
 */
class SettingsTextsTest {

    private static final Path PROPERTIES = Path.of("application.properties");
    private static final Path PAGE = Path.of("docs/settings.md");

    @Test
    void thePageIsMadeOfTheDeclaration() throws IOException {
        write(PAGE, SettingsTexts.page());

        assertThat(PAGE).hasContent(SettingsTexts.page());
    }

    @Test
    void thePropertiesFileIsMadeOfTheDeclaration() throws IOException {
        String camels = "\n" + SettingsTexts.CAMEL;
        String there = Files.readString(PROPERTIES);
        String wanted = SettingsTexts.properties() + there.substring(there.indexOf(camels) + 1);
        write(PROPERTIES, wanted);

        assertThat(PROPERTIES).hasContent(wanted);
    }

    private static void write(Path file, String content) throws IOException {
        if (System.getProperty("settings.write") != null) {
            Files.writeString(file, content);
        }
    }

    @Test
    void theDefaultsThatAreShownAreInForce() throws Exception {
        Properties properties = new Properties();
        properties.load(new StringReader(SettingsTexts.properties()));
        Map<String, String> shown = new TreeMap<>();
        properties.forEach((key, value) -> shown.put(key.toString(), value.toString()));
        shown.values().removeIf(String::isBlank);
        Map<String, String> inForce =
                new TreeMap<>(Settings.read(SettingsFixture.withNeeded()).values());
        inForce.keySet().removeAll(SettingsFixture.NEEDED.keySet());

        assertThat(shown).isNotEmpty().containsExactlyInAnyOrderEntriesOf(inForce);
    }

    @Test
    void thePropertiesFileChangesNothingAgainstHavingNone() throws Exception {
        Settings with = Settings.read(SettingsSource.of(Map.of(), SettingsFixture.NEEDED, Map.of(), PROPERTIES));

        assertThat(with).isEqualTo(Settings.read(SettingsFixture.withNeeded()));
    }

    @Test
    void everyDefaultIsOneThatWillDo() {
        assertThat(Keys.ALL)
                .filteredOn(key -> !key.byDefault().isEmpty())
                .hasSizeGreaterThan(20)
                .allSatisfy(key ->
                        assertThat(key.kind().parse().apply(key.byDefault())).isPresent());
        assertThat(Keys.ALL).extracting(Key::name).doesNotHaveDuplicates();
    }

    /** So that nobody looks for a line to write a password into. */
    @Test
    void secretsHaveNoLineOfTheirOwn() throws IOException {
        assertThat(Keys.ALL)
                .filteredOn(key -> key.kind().sight() == Key.Sight.SECRET)
                .hasSize(3)
                .allSatisfy(key -> {
                    assertThat(key.meaning()).contains(SettingsSource.environmentName(key.name()));
                    assertThat(Files.readAllLines(PROPERTIES)).contains("# " + key.name() + " =");
                });
    }
}
