package io.caravan.settings;

import io.caravan.settings.Key.Sight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is set, key by key, and what is wrong with it: all of that is said together at the end. */
final class SettingValues {

    private final SettingsSource source;
    private final Map<Key<?>, Optional<?>> parsed = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    SettingValues(SettingsSource source) {
        this.source = source;
    }

    /** The value, or the default: also after a complaint about a value that won't do. */
    <T> T get(Key<T> key) {
        return find(key)
                .or(() -> key.kind().parse().apply(key.byDefault()))
                .orElseThrow(() -> new IllegalStateException(key + " has no default"));
    }

    /** The value, if one is set that will do. */
    @SuppressWarnings("unchecked") // a key's value was parsed by the key
    <T> Optional<T> find(Key<T> key) {
        return (Optional<T>) parsed.computeIfAbsent(key, any -> parse(key));
    }

    /** What stands with commas between; none where nothing is set. */
    List<String> list(Key<String> key) {
        return Stream.of(find(key).orElse("").split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private <T> Optional<T> parse(Key<T> key) {
        Optional<String> given =
                key.kind().sight() == Sight.SECRET ? source.findSecret(key.name()) : source.find(key.name());
        Optional<T> value = given.flatMap(key.kind().parse());
        if (given.isPresent() && value.isEmpty()) {
            problem(key + "=" + key.kind().shown().apply(given.get()) + ": "
                    + key.kind().allowed());
        }
        return value;
    }

    /** Something that won't do, as one line that names where it stands. */
    void problem(String line) {
        problems.add(line);
    }

    /** @throws SettingsException with all that is wrong so far */
    void complainOfWhatIsWrong() throws SettingsException {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    /** @throws SettingsException with all that is wrong so far, and with every key that is set and does not exist */
    void complain() throws SettingsException {
        source.unknown(Keys.NAMES)
                .forEach(key -> problem(key + ": unknown setting; docs/settings.md lists what there is"));
        complainOfWhatIsWrong();
    }

    /** Every effective value by key, for Camel's placeholders; never a secret. */
    Map<String, String> visible() {
        Map<String, String> visible = new TreeMap<>();
        for (Key<?> key : Keys.ALL) {
            if (key.isVisible()) {
                source.find(key.name())
                        .or(() -> Optional.of(key.byDefault()).filter(value -> !value.isEmpty()))
                        .ifPresent(value -> visible.put(key.name(), value));
            }
        }
        return visible;
    }
}
