package io.caravan.settings;

import io.caravan.files.PropertiesFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where settings come from, the strongest first: the environment ({@code CARAVAN_SEGMENT_SIZE} for
 * {@code caravan.segment.size}), {@code -D} on the command line, presets of the command, the properties file. It is the
 * order that Camel's own placeholders follow, so a route and a bean never see different values of one key.
 */
public final class SettingsSource {

    /** Where settings are read from: relative to the folder that Caravan runs in. */
    public static final Path FILE = Path.of("application.properties");

    private static final String PREFIX = "caravan.";
    private static final String ENVIRONMENT_PREFIX = "CARAVAN_";
    private static final String CALLER = "caller.folder";

    private record Layer(String name, Map<String, String> values) {}

    private static final String CLOUD = "caravan.cloud.";

    private final Map<String, String> environment;
    private final Map<String, String> foreign;
    private final Path caller;
    private final List<Layer> layers;
    private final Optional<Forced> forced;

    private SettingsSource(
            Map<String, String> environment,
            Map<String, String> foreign,
            Path caller,
            List<Layer> layers,
            Optional<Forced> forced) {
        this.environment = environment;
        this.foreign = foreign;
        this.caller = caller;
        this.layers = layers;
        this.forced = forced;
    }

    private record Forced(String prefix, Map<String, String> values) {}

    /**
     * These values, and no others, for all keys that begin so, whatever stands elsewhere. Where {@code caravan.cloud.*} is
     * settled like this, what other tools go by ({@code OS_*}, {@code clouds.yaml}, proxies) isn't looked at either.
     */
    public SettingsSource withOnly(String prefix, Map<String, String> values) {
        return new SettingsSource(
                environment, foreign, caller, layers, Optional.of(new Forced(prefix, Map.copyOf(values))));
    }

    /**
     * The layers of one start.
     *
     * @param environment the process's environment; of {@code CARAVAN_*} every variable must be known
     * @param commandLine the {@code -D} pairs; only {@code caravan.*} is looked at, and the launcher's
     *     {@code caller.folder}
     * @param presets what a command sets unless the user says otherwise (the sandbox's address, for one)
     * @param file the properties file; may be missing
     * @throws IOException when the file exists and can't be read
     */
    public static SettingsSource of(
            Map<String, String> environment, Map<String, String> commandLine, Map<String, String> presets, Path file)
            throws IOException {
        Map<String, String> ofEnvironment = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT_PREFIX)) {
                ofEnvironment.put(name, value);
            }
        });
        return new SettingsSource(
                ofEnvironment,
                Map.copyOf(environment),
                Path.of(commandLine.getOrDefault(CALLER, "")).toAbsolutePath(),
                List.of(
                        new Layer("-D", own(commandLine)),
                        new Layer("preset", own(presets)),
                        new Layer(String.valueOf(file.getFileName()), own(PropertiesFile.read(file)))),
                Optional.empty());
    }

    private static Map<String, String> own(Map<String, String> values) {
        Map<String, String> own = new HashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                own.put(key, value);
            }
        });
        return own;
    }

    /** The name of a key in the environment: {@code caravan.cloud.auth-url} is {@code CARAVAN_CLOUD_AUTH_URL}. */
    static String environmentName(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The environment that other tools share with us; empty where the cloud is settled without it. */
    Map<String, String> foreign() {
        return cloudIsForced() ? Map.of() : foreign;
    }

    /** The folder that Caravan was called in, absolute: what other tools take a relative path to begin at. */
    Path caller() {
        return caller;
    }

    /** Whether the cloud's settings are given as a whole. */
    boolean cloudIsForced() {
        return forced.filter(only -> only.prefix().equals(CLOUD)).isPresent();
    }

    /** The strongest value of a key, without blanks around it; blank counts as not set. */
    Optional<String> find(String key) {
        return asGiven(key).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The strongest value of a secret's key, each character of it: blanks are part of a password. Empty counts as not set. */
    Optional<String> findSecret(String key) {
        return asGiven(key).filter(value -> !value.isEmpty());
    }

    /** Whether nothing stronger than the file settles a key. */
    boolean isLeftToFile(String key) {
        boolean stronger = forced.filter(only -> key.startsWith(only.prefix())).isPresent()
                || environment.containsKey(environmentName(key))
                || layers.subList(0, layers.size() - 1).stream()
                        .anyMatch(layer -> layer.values().containsKey(key));
        return !stronger;
    }

    private Optional<String> asGiven(String key) {
        if (forced.filter(only -> key.startsWith(only.prefix())).isPresent()) {
            return Optional.ofNullable(forced.get().values().get(key));
        }
        String fromEnvironment = environment.get(environmentName(key));
        if (fromEnvironment != null) {
            return Optional.of(fromEnvironment);
        }
        return layers.stream()
                .map(layer -> layer.values().get(key))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Own-looking keys that nobody knows, each with the place where it stands. */
    List<String> unknown(Set<String> known) {
        Set<String> knownInEnvironment = new TreeSet<>();
        known.forEach(key -> knownInEnvironment.add(environmentName(key)));
        List<String> unknown = new ArrayList<>();
        new TreeSet<>(environment.keySet())
                .stream()
                        .filter(name -> !knownInEnvironment.contains(name))
                        .forEach(name -> unknown.add(name + " (environment)"));
        for (Layer layer : layers) {
            new TreeSet<>(layer.values().keySet())
                    .stream()
                            .filter(key -> !known.contains(key))
                            .forEach(key -> unknown.add(key + " (" + layer.name() + ")"));
        }
        return unknown;
    }
}
