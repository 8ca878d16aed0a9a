package io.caravan.cli.console;

import io.caravan.daemon.Daemon;
import io.caravan.settings.SettingsSource;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The settings given on the command line. */
public final class Definitions {

    private static final String OWN = "caravan.";

    @Option(
            names = "-D",
            paramLabel = "<key>=<value>",
            description = "A setting, as often as needed; application.properties lists them all.")
    private Map<String, String> values = new LinkedHashMap<>();

    /**
     * All the layers, with presets between the command line and the file. Camel's own keys become system properties, which
     * is where it looks for them; ours it is given with everything else that was read.
     */
    public SettingsSource source(Map<String, String> presets) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> all.put(name, System.getProperty(name)));
        values.forEach((key, value) -> {
            all.put(key, value);
            if (!key.startsWith(OWN)) {
                System.setProperty(key, value);
            }
        });
        return SettingsSource.of(System.getenv(), all, presets, Daemon.PROPERTIES);
    }
}
