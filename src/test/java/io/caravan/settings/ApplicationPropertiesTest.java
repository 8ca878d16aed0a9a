package io.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The file that people read must say what the code does: these keys, no others, and the defaults in force. */
class ApplicationPropertiesTest {

    private static final Path FILE = Path.of("application.properties");

    /** A secret belongs into the environment or a file of its own, so that there is no line to fill in. */
    private static final Set<String> ONLY_IN_A_COMMENT =
            Set.of("caravan.cloud.password", "caravan.cloud.application-credential-secret");

    /** Their default depends on the region, on the spool, or on who signs in: no value can be shown. */
    private static final Map<String, String> DERIVED = Map.of("caravan.import.vmimport.credentials", "false");

    private static Map<String, String> listed() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(FILE)) {
            properties.load(reader);
        }
        Map<String, String> listed = new TreeMap<>();
        properties.stringPropertyNames().stream()
                .filter(key -> key.startsWith("caravan."))
                .forEach(key -> listed.put(key, properties.getProperty(key)));
        return listed;
    }

    @Test
    void listsTheKeysThatTheCodeKnowsAndNoOthers() throws Exception {
        SettingsReader reader = new SettingsReader(SettingsFixture.withNeeded());
        reader.read();
        TreeSet<String> known = new TreeSet<>(reader.known());
        assertThat(known).containsAll(ONLY_IN_A_COMMENT);
        known.removeAll(ONLY_IN_A_COMMENT);
        assertThat(listed().keySet()).containsExactlyElementsOf(known);
    }

    @Test
    void showsTheDefaultsThatAreInForce() throws Exception {
        Map<String, String> inForce =
                new TreeMap<>(Settings.read(SettingsFixture.withNeeded()).values());
        inForce.keySet().removeAll(SettingsFixture.NEEDED.keySet());
        assertThat(inForce).containsAllEntriesOf(DERIVED);
        inForce.keySet().removeAll(DERIVED.keySet());
        Map<String, String> shown = listed();
        shown.values().removeIf(String::isBlank);
        assertThat(shown).containsExactlyInAnyOrderEntriesOf(inForce);
    }

    @Test
    void changesNothingAgainstHavingNoFile() throws Exception {
        Settings with = Settings.read(SettingsSource.of(Map.of(), SettingsFixture.NEEDED, Map.of(), FILE));
        assertThat(with).isEqualTo(Settings.read(SettingsFixture.withNeeded()));
    }

    @Test
    void saysWhereSecretsBelong() throws IOException {
        for (String key : ONLY_IN_A_COMMENT) {
            assertThat(Files.readAllLines(FILE))
                    .filteredOn(line -> line.contains(SettingsSource.environmentName(key)))
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("#"));
        }
    }

    @Test
    void listsEachKeyOnce() throws IOException {
        assertThat(Files.readAllLines(FILE).stream()
                        .filter(line -> line.matches("[a-z].*"))
                        .map(line -> line.split("\\s*=", 2)[0]))
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }
}
