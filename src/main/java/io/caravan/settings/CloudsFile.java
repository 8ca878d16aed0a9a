package io.caravan.settings;

import io.caravan.files.FileRights;
import io.caravan.files.TextFile;
import io.caravan.text.BoundedJson;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * One cloud out of {@code clouds.yaml}, as openstacksdk finds and reads it: the first such file on the search path, with
 * the first {@code secure.yaml} laid over it and the profile out of {@code clouds-public.yaml} beneath. Entries that are
 * other tools' business are passed over.
 *
 * @param place the file and the entry, for messages
 * @param entry what it says, as text or as further mappings
 * @param unknownProfile where it names a profile that isn't known here, and so may lack what that would say
 */
record CloudsFile(String place, Map<String, Object> entry, Optional<Value> unknownProfile) {

    private static final int LARGEST = 1 << 20;
    private static final int DEEPEST = 30;
    private static final String NO_YAML = ": is no YAML that can be read";
    private static final String QUOTES = " (a value that begins with * ! & % @ or ` must be quoted)";
    private static final Set<String> SECRETS = Set.of("password", "application_credential_secret");
    private static final List<String> SUFFIXES = List.of(".yaml", ".yml", ".json");

    /** An entry's value, and where it stands. */
    record Value(String text, String place) {}

    /**
     * Where to look.
     *
     * @param folders in this order; where relative paths begin comes first
     * @param trustedFrom from this one on they are the user's and the system's configuration
     * @param environment for {@code OS_CLIENT_CONFIG_FILE} and its sisters
     */
    record SearchPath(List<Path> folders, int trustedFrom, Map<String, String> environment) {

        /**
         * openstacksdk's: the folder that the command is called in, the user's configuration, the system's; and behind the
         * first, Caravan's own folder, for a daemon that is started from anywhere.
         */
        static SearchPath usual(Path caller, Map<String, String> environment) {
            Stream<Path> users = Stream.concat(
                    given(environment, "XDG_CONFIG_HOME").map(Path::of).stream(),
                    given(environment, "HOME").map(home -> Path.of(home, ".config")).stream());
            List<Path> callers =
                    Stream.of(caller, Path.of("").toAbsolutePath()).distinct().toList();
            return new SearchPath(
                    Stream.of(
                                    callers.stream(),
                                    users.map(folder -> folder.resolve("openstack")),
                                    Stream.of(Path.of("/etc/openstack")))
                            .flatMap(folders -> folders)
                            .distinct()
                            .toList(),
                    callers.size(),
                    environment);
        }

        /**
         * Where the secrets and the profiles of a file may lie: in its own folder; and for a file that the environment
         * names, or that lies in the user's or the system's configuration, there. What a file in any other folder says
         * never gets a secret out of those, nor do they get a URL out of it: the secret might be sent anywhere.
         */
        private SearchPath forTheRestOf(Path file) {
            Path own = file.toAbsolutePath().getParent();
            List<Path> configuration = folders.subList(Math.min(trustedFrom, folders.size()), folders.size());
            boolean trusted = given(environment, "OS_CLIENT_CONFIG_FILE").isPresent() || configuration.contains(own);
            return new SearchPath(
                    Stream.concat(Stream.of(own), trusted ? configuration.stream() : Stream.of())
                            .distinct()
                            .toList(),
                    0,
                    environment);
        }

        /** @throws IOException when the environment names a file that isn't there */
        private Optional<Path> find(String variable, String name) throws IOException {
            Optional<String> named = given(environment, variable);
            if (named.isPresent()) {
                Path file = folders.get(0).resolve(named.get());
                if (!Files.exists(file) || Files.isDirectory(file)) {
                    throw new IOException(variable + "=" + named.get() + " (environment): there is no such file");
                }
                return Optional.of(file);
            }
            return folders.stream()
                    .flatMap(folder -> SUFFIXES.stream().map(suffix -> folder.resolve(name + suffix)))
                    .filter(Files::isRegularFile)
                    .findFirst();
        }
    }

    private static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /**
     * Reads a cloud.
     *
     * @throws IOException saying why there is none, naming the file and the entry
     */
    static CloudsFile read(String cloud, SearchPath path) throws IOException {
        Optional<Path> file = path.find("OS_CLIENT_CONFIG_FILE", "clouds");
        if (file.isEmpty()) {
            throw new IOException("there is no clouds.yaml; looked for in " + path.folders());
        }
        Map<String, Object> clouds = section(file.get(), "clouds");
        SearchPath beside = path.forTheRestOf(file.get());
        Optional<Path> secure = beside.find("OS_CLIENT_SECURE_FILE", "secure");
        String place = file.get() + ", clouds." + cloud;
        warnOfSecrets(file.get(), clouds);
        if (!clouds.containsKey(cloud)) {
            throw new IOException(file.get() + " has no cloud of that name; there are "
                    + LogText.clean(String.join(", ", clouds.keySet())));
        }
        Map<String, Object> entry = mapping(clouds.get(cloud), place);
        if (secure.isPresent()) {
            Map<String, Object> secrets = section(secure.get(), "clouds");
            warnOfSecrets(secure.get(), secrets);
            if (secrets.containsKey(cloud)) {
                String secretPlace = secure.get() + ", clouds." + cloud;
                entry = merged(entry, mapping(secrets.get(cloud), secretPlace));
            }
        }
        Optional<Value> named = text(entry, "profile", place);
        Optional<Map<String, Object>> profile =
                named.isPresent() ? profile(named.get().text(), beside) : Optional.empty();
        return new CloudsFile(
                place,
                profile.isPresent() ? merged(profile.get(), entry) : entry,
                named.filter(name -> profile.isEmpty()));
    }

    private static void warnOfSecrets(Path file, Map<String, Object> clouds) {
        boolean hasSecret =
                SECRETS.stream().anyMatch(secret -> clouds.toString().contains(secret + "="));
        if (hasSecret) {
            FileRights.warnOfWhatOthersRead(file);
        }
    }

    /** Profiles that openstacksdk ships are its own: here are those of the installation only. */
    private static Optional<Map<String, Object>> profile(String name, SearchPath path) throws IOException {
        Optional<Path> file = path.find("OS_CLIENT_VENDOR_FILE", "clouds-public");
        if (file.isPresent()) {
            Map<String, Object> profiles = section(file.get(), "public-clouds");
            if (profiles.containsKey(name)) {
                return Optional.of(mapping(profiles.get(name), file.get() + ", public-clouds." + name));
            }
        }
        return Optional.empty();
    }

    /**
     * What the entry says, at the top or in {@code auth}; a blank counts as not said, unless it is a secret.
     *
     * @throws IOException when it is a mapping, or a list other than of interfaces, of which the first is taken
     */
    Optional<Value> find(String name) throws IOException {
        for (String key : List.of(name, name.replace('_', '-'))) {
            Optional<Value> found = text(entry, key, place);
            if (found.isEmpty() && entry.get("auth") != null) {
                found = text(mapping(entry.get("auth"), place + ".auth"), key, place + ".auth");
            }
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Value> text(Map<String, Object> within, String key, String place) throws IOException {
        Object value = within.get(key);
        if (key.equals("interface") && value instanceof List<?> byPreference && !byPreference.isEmpty()) {
            value = byPreference.get(0);
        }
        if (value instanceof Map || value instanceof Iterable) {
            throw new IOException(place + "." + key + ": a text is needed, and here is a "
                    + (value instanceof Map ? "mapping" : "list"));
        }
        return Optional.ofNullable(value)
                .map(String::valueOf)
                .filter(text -> SECRETS.contains(key.replace('-', '_')) ? !text.isEmpty() : !text.isBlank())
                .map(text -> new Value(text, place + "." + key));
    }

    private static Map<String, Object> section(Path file, String name) throws IOException {
        Object root = load(file);
        Object section = mapping(root, file.toString()).get(name);
        return section == null ? Map.of() : mapping(section, file + ", " + name);
    }

    private static Map<String, Object> mapping(Object value, String place) throws IOException {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new IOException(place + ": a mapping (name: value) is needed");
        }
        Map<String, Object> mapping = new LinkedHashMap<>();
        map.forEach((key, content) -> mapping.put(String.valueOf(key), content));
        return mapping;
    }

    private static Map<String, Object> merged(Map<String, Object> below, Map<String, Object> above) {
        Map<String, Object> merged = new HashMap<>(below);
        above.forEach((key, value) -> {
            if (merged.get(key) instanceof Map<?, ?> lower && value instanceof Map<?, ?> upper) {
                Map<String, Object> inner = new HashMap<>();
                lower.forEach((name, content) -> inner.put(String.valueOf(name), content));
                upper.forEach((name, content) -> inner.put(String.valueOf(name), content));
                merged.put(key, inner);
            } else if (value != null) {
                merged.put(key, value);
            }
        });
        return merged;
    }

    private static Object load(Path file) throws IOException {
        FileRights.refuseWhatOthersWrite(file);
        byte[] bytes;
        // a pipe has no size, and can be read but once
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (IOException e) {
            throw new IOException(file + ": can't be read (" + e + ")", e);
        }
        if (bytes.length > LARGEST) {
            throw new IOException(file + ": is larger than " + Quantities.readable(LARGEST));
        }
        String text;
        try {
            text = TextFile.decode(bytes);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        try {
            return file.toString().endsWith(".json") ? BoundedJson.mapper().readValue(text, Object.class) : yaml(text);
        } catch (MarkedYAMLException e) {
            // without what the parser says, which may show a password
            String where = e.getProblemMark() == null
                    ? ""
                    : " in line " + (e.getProblemMark().getLine() + 1);
            throw new IOException(file + NO_YAML + where + QUOTES);
        } catch (YAMLException e) {
            throw new IOException(file + NO_YAML + QUOTES);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IOException(file + ": is no JSON that can be read"
                    + (e.getLocation() == null
                            ? ""
                            : ", in line " + e.getLocation().getLineNr()));
        }
    }

    private static Object yaml(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(DEEPEST);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new Texts()).load(text);
    }

    /** Every scalar is the text that stands there, so that a password 0123 stays one; only nothing is nothing. */
    private static final class Texts extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.MERGE, MERGE, "<", 10);
            addImplicitResolver(Tag.NULL, NULL, "~nN\0", 10);
            addImplicitResolver(Tag.NULL, EMPTY, null, 10);
        }
    }
}
