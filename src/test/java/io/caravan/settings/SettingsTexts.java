package io.caravan.settings;

import io.caravan.settings.Keys.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What people read of the settings, made of the one declaration that there is. */
final class SettingsTexts {

    /** Whatever stands from here on in {@code application.properties} is Camel's, and written by hand. */
    static final String CAMEL = "# --- Camel -";

    private static final int WIDTH = 120;

    private SettingsTexts() {}

    /** {@code docs/settings.md}. */
    static String page() {
        StringBuilder page = new StringBuilder("""
                # Settings

                <!-- Made of src/main/java/io/caravan/settings/Keys.java by: mvn test -Dtest=SettingsTextsTest -Dsettings.write -->

                The order is: environment, then `-D` on the command line, then `application.properties` (the one beside the launcher); for `caravan.cloud.*`, then `OS_*` and `clouds.yaml`: [signing in](signing-in.md). `caravan.cloud.auth-url` is `CARAVAN_CLOUD_AUTH_URL` in the environment. A variable that is set but empty counts as "not set", whatever the file says.

                `application.properties` is UTF-8, with or without a byte order mark. A password or another secret is taken as it is, blanks and all; of a file that holds one, only the end of its last line is cut, and of a value in `application.properties` the blanks before it, which is that format's rule.

                A setting that is unknown, missing or wrong stops the start, all of them at once; that holds for any variable that begins with `CARAVAN_`, too:

                ```
                caravan: these settings won't do:
                  caravan.cloud.username: missing; the user to sign in as
                  caravan.segment.size=6GiB: a size such as 1000MiB, 1GiB or bytes, from 1 to 5.0 GiB
                  caravan.cloud.regoin (-D): unknown setting; docs/settings.md lists what there is
                ```

                Sizes: `1000MiB`, `1GiB`, or bytes. Times: `500ms`, `30s`, `5m`, `36h`, at most 20 days.
                """);
        for (Section section : Keys.SECTIONS) {
            page.append("\n## ").append(section.title()).append("\n\n");
            if (!section.about().isEmpty()) {
                page.append(section.about()).append("\n\n");
            }
            page.append("| key | default | meaning |\n|---|---|---|\n");
            for (Key<?> key : section.keys()) {
                page.append("| `%s` | %s | %s |\n".formatted(key.name(), shownDefault(key), key.meaning()));
            }
        }
        return page.append("""

                        ## Camel and the JVM

                        The `camel.*` lines of `application.properties` set Camel itself: pools, HTTP clients, time to shut down. `JAVA_OPTS` is for the JVM; it has the last word, so `JAVA_OPTS=-Xmx512m` works.
                        """).toString();
    }

    private static String shownDefault(Key<?> key) {
        if (!key.byDefault().isEmpty()) {
            return "`" + key.byDefault() + "`";
        }
        return key.derived().isEmpty() ? "–" : key.derived();
    }

    /** The part of {@code application.properties} that isn't Camel's. */
    static String properties() {
        List<String> lines = new ArrayList<>(
                List.of(
                        "# Caravan's settings. Each line shows the default that is in force; a key without a value has none.",
                        "# Made of src/main/java/io/caravan/settings/Keys.java, but for what is Camel's.",
                        "#",
                        "# Any key may also come from the environment (caravan.cloud.auth-url as CARAVAN_CLOUD_AUTH_URL) or from the command line",
                        "# (-Dcaravan.cloud.auth-url=...). The environment beats the command line, the command line beats this file.",
                        "# Sizes: 1000MiB, 1GiB, or bytes. Times: 500ms, 30s, 5m, 36h. A setting that is unknown, missing or wrong stops the start."));
        for (Section section : Keys.SECTIONS) {
            String begin = "# --- " + section.title().toLowerCase(Locale.ROOT) + " ";
            lines.add("");
            lines.add(begin + "-".repeat(WIDTH - begin.length()));
            if (!section.about().isEmpty()) {
                lines.add("");
                lines.addAll(comment(section.about()));
            }
            for (Key<?> key : section.keys()) {
                String derived = key.derived().isEmpty() ? "" : " Without it: " + key.derived() + ".";
                lines.add("");
                lines.addAll(comment(key.meaning() + derived));
                // a secret belongs into the environment or a file of its own, so that there is no line to fill in
                String line = key.name() + " =" + (key.byDefault().isEmpty() ? "" : " " + key.byDefault());
                lines.add(key.kind().sight() == Key.Sight.SECRET ? "# " + line : line);
            }
        }
        return String.join("\n", lines) + "\n\n";
    }

    private static List<String> comment(String markdown) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder("#");
        for (String word : markdown.replace("`", "").split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder("#");
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
