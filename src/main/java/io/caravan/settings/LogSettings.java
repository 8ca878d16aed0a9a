package io.caravan.settings;

import io.caravan.settings.Key.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The daemon's log.
 *
 * @param form how an event is written
 * @param levels by logger, from which level on it is; the one without a name is all others'
 */
public record LogSettings(Form form, Map<String, String> levels) {

    /** How an event is written. */
    public enum Form {
        /** As a line for people. */
        TEXT,
        /** As a line of JSON. */
        JSON
    }

    private static final Pattern LEVEL =
            Pattern.compile("(?:(?<name>[A-Za-z]+(?:\\.[A-Za-z]+)*)=)?(?<level>ERROR|WARN|INFO|DEBUG|TRACE)");
    private static final String OWN = "io.caravan.";

    static final Key<Form> FORM = Key.of(
            "caravan.log",
            "text",
            Kind.oneOf(List.of(Form.values())),
            "The daemon's log: `text`, or `json`, an object a line (docs/operations.md says which fields).");
    static final Key<String> LEVELS = Key.of(
            "caravan.log.level",
            "INFO",
            Kind.TEXT,
            "From which level on: `ERROR`, `WARN`, `INFO`, `DEBUG`; of a package of Caravan's its own, behind a comma:"
                    + " `INFO,http=DEBUG`.");

    static final Keys.Section SECTION = new Keys.Section("The log", "", List.of(FORM, LEVELS));

    static LogSettings read(SettingValues values) {
        Map<String, String> levels = new LinkedHashMap<>();
        for (String each : values.get(LEVELS).split(",")) {
            String part = each.strip();
            Matcher level = LEVEL.matcher(part);
            if (level.matches()) {
                levels.put(level.group("name") == null ? "" : logger(level.group("name")), level.group("level"));
            } else {
                values.problem(
                        LEVELS + "=" + part + ": a level, or a package of Caravan's and a level, such as http=DEBUG");
            }
        }
        return new LogSettings(values.get(FORM), Map.copyOf(levels));
    }

    /** Others' loggers stay as they are: at DEBUG the HTTP client writes tokens down. */
    private static String logger(String name) {
        return name.startsWith(OWN) ? name : OWN + name;
    }
}
