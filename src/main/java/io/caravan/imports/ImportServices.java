package io.caravan.imports;

import io.caravan.cloud.ServiceCatalog;
import io.caravan.http.SignInException;
import io.caravan.settings.Settings;
import io.caravan.settings.SettingsException;
import io.caravan.settings.SettingsSource;
import io.caravan.text.LogText;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The import services that there are, and which of them is meant. */
public final class ImportServices {

    private static final String AUTO = "auto";

    /** All of them, in the order in which {@code auto} asks for them. */
    private static final List<ImportService> ALL = ServiceLoader.load(ImportService.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();

    private ImportServices() {}

    /**
     * A service, and where it is.
     *
     * @param urls by the names that its routes give them
     */
    public record Found(ImportService service, Map<String, URI> urls) {}

    /**
     * Reads settings whose import service is used.
     *
     * @throws SettingsException with all that is wrong with them; or that they name no service that there is, with those
     *     that there are
     */
    public static Settings read(SettingsSource source) throws SettingsException {
        Settings settings = Settings.read(source);
        String wanted = settings.imports().service();
        Optional<ImportService> service = named(wanted);
        List<String> problems = service.map(meant -> meant.problems(settings)).orElse(List.of());
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        if (!wanted.equals(AUTO) && service.isEmpty()) {
            throw new SettingsException(List.of("caravan.import.service=" + LogText.clean(wanted) + ": one of "
                    + Stream.concat(Stream.of(AUTO), ALL.stream().map(ImportService::word))
                            .collect(Collectors.joining(", "))));
        }
        return settings;
    }

    private static Optional<ImportService> named(String word) {
        return ALL.stream().filter(service -> service.word().equals(word)).findFirst();
    }

    /**
     * Finds the service that the settings name; with {@code auto} the first that this cloud has.
     *
     * @throws SignInException when there is none; the message names the keys that would help
     */
    public static Found find(Settings settings, ServiceCatalog catalog) throws SignInException {
        String wanted = settings.imports().service();
        if (wanted.equals(AUTO)) {
            return first(settings, catalog);
        }
        ImportService service = named(wanted).orElseThrow();
        return service.find(settings, catalog)
                .map(urls -> new Found(service, urls))
                .orElseThrow(() -> new SignInException(
                        service.missing() + "; set caravan.import.service=none if nothing is to be imported"));
    }

    /** The words of all services but this one: their routes are not needed. */
    public static List<String> wordsOfOthers(ImportService used) {
        return ALL.stream()
                .map(ImportService::word)
                .filter(word -> !word.equals(used.word()))
                .toList();
    }

    private static void checkSettings(ImportService service, Settings settings) throws SignInException {
        List<String> problems = service.problems(settings);
        if (!problems.isEmpty()) {
            throw new SignInException(
                    String.join("; ", problems) + " (caravan.import.service=auto is " + service.word() + " here)");
        }
    }

    /** One that is never missing imports nothing, and is not chosen for want of another. */
    private static Found first(Settings settings, ServiceCatalog catalog) throws SignInException {
        StringBuilder missing = new StringBuilder("caravan.import.service=auto: ");
        for (ImportService service : ALL) {
            if (!service.missing().isEmpty()) {
                Optional<Map<String, URI>> urls = service.find(settings, catalog);
                if (urls.isPresent()) {
                    checkSettings(service, settings);
                    return new Found(service, urls.get());
                }
                missing.append(service.missing()).append("; ");
            }
        }
        throw new SignInException(
                missing + "set caravan.import.service=none if images are to be stored, and nothing is to be imported");
    }
}
