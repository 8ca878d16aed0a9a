package io.caravan.cli;

import io.caravan.Daemon;
import io.caravan.settings.SettingsSource;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The settings given on the command line. */
final class Definitions {

    @Option(names = "-D", paramLabel = "<key=value>", description = "A setting; application.properties lists them.")
    private Map<String, String> values = new LinkedHashMap<>();

    /** All the layers, with presets between the command line and the file. Camel sees the same values. */
    SettingsSource source(Map<String, String> presets) throws IOException {
        values.forEach(System::setProperty);
        return SettingsSource.of(System.getenv(), values, presets, Daemon.PROPERTIES);
    }
}
