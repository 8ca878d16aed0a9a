package io.caravan.cli;

import io.caravan.Daemon;
import io.caravan.settings.SettingsSource;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The settings given on the command line. */
final class Definitions {

    @Option(
            names = "-D",
            paramLabel = "<key>=<value>",
            description = "A setting, as often as needed; application.properties lists them all.")
    private Map<String, String> values = new LinkedHashMap<>();

    /** All the layers, with presets between the command line and the file. Camel sees the same values. */
    SettingsSource source(Map<String, String> presets) throws IOException {
        values.forEach(System::setProperty);
        Map<String, String> all = new LinkedHashMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> all.put(name, System.getProperty(name)));
        return SettingsSource.of(System.getenv(), all, presets, Daemon.PROPERTIES);
    }
}
