package io.caravan.settings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Settings for tests: what must be given is given, everything else has its default unless a test says otherwise. */
public final class SettingsFixture {

    /** The least that a start needs. */
    static final Map<String, String> NEEDED = Map.of(
            "caravan.cloud.auth-url", "http://keystone.test/v3",
            "caravan.cloud.username", "demo",
            "caravan.cloud.password", "geheim");

    private SettingsFixture() {}

    /** Settings that work in a spool; further keys and values follow by turns. */
    public static Settings in(Path spool, String... pairs) throws IOException, SettingsException {
        Map<String, String> values = new HashMap<>(NEEDED);
        values.put("caravan.spool", spool.toString());
        values.putAll(map(pairs));
        return Settings.read(commandLine(values));
    }

    /** A source with no layer but the command line. */
    static SettingsSource commandLine(Map<String, String> values) throws IOException {
        return SettingsSource.of(Map.of(), values, Map.of(), Path.of("no-such.properties"));
    }

    /** The least that a start needs, and these. */
    public static SettingsSource withNeeded(String... pairs) throws IOException {
        Map<String, String> values = new HashMap<>(NEEDED);
        values.putAll(map(pairs));
        return commandLine(values);
    }

    /** What is wrong with the settings; none when nothing is. */
    static List<String> problems(SettingsSource source) {
        try {
            Settings.read(source);
            return List.of();
        } catch (SettingsException e) {
            return e.problems();
        }
    }

    static Map<String, String> map(String... pairs) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
