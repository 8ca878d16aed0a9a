package io.caravan.settings;

import io.caravan.files.FileRights;
import io.caravan.files.TextFile;
import io.caravan.text.HttpUrl;
import io.caravan.text.LogText;
import io.caravan.text.Secret;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * The values that tell of a cloud: from {@code caravan.cloud.*}, else from the {@code OS_*} environment, else from
 * {@code clouds.yaml}. Each comes from the strongest place that has it; what makes sense only together (a project's id or
 * name, a kind of credential, authorities or none) comes from one place.
 */
final class CloudValues {

    /** What openstacksdk calls each value, with our key for it where we have one; a secret may lie in a file. */
    enum Name {
        AUTH_URL(CloudKeys.AUTH_URL),
        AUTH_TYPE,
        IDENTITY_API_VERSION,
        USERNAME(CloudKeys.USERNAME),
        USER_ID(CloudKeys.USER_ID),
        PASSWORD(CloudKeys.PASSWORD, CloudKeys.PASSWORD_FILE),
        USER_DOMAIN_NAME(CloudKeys.USER_DOMAIN),
        USER_DOMAIN_ID(CloudKeys.USER_DOMAIN_ID),
        PROJECT_ID(CloudKeys.PROJECT_ID),
        PROJECT_NAME(CloudKeys.PROJECT_NAME),
        PROJECT_DOMAIN_NAME(CloudKeys.PROJECT_DOMAIN),
        PROJECT_DOMAIN_ID(CloudKeys.PROJECT_DOMAIN_ID),
        DOMAIN_NAME,
        DOMAIN_ID,
        TENANT_ID,
        TENANT_NAME,
        APPLICATION_CREDENTIAL_ID(CloudKeys.APPLICATION_CREDENTIAL_ID),
        APPLICATION_CREDENTIAL_NAME(CloudKeys.APPLICATION_CREDENTIAL_NAME),
        APPLICATION_CREDENTIAL_SECRET(
                CloudKeys.APPLICATION_CREDENTIAL_SECRET, CloudKeys.APPLICATION_CREDENTIAL_SECRET_FILE),
        REGION_NAME(CloudKeys.REGION),
        INTERFACE(CloudKeys.INTERFACE),
        ENDPOINT_TYPE,
        CACERT(CloudKeys.CACERT),
        CERT(CloudKeys.CERT),
        KEY(CloudKeys.KEY),
        INSECURE(CloudKeys.INSECURE),
        VERIFY,
        OBJECT_STORE_ENDPOINT_OVERRIDE(CloudKeys.OBJECT_STORE_URL),
        IMAGE_ENDPOINT_OVERRIDE(CloudKeys.IMAGE_URL);

        private final Optional<Key<String>> own;
        private final Optional<Key<String>> file;

        Name() {
            this.own = Optional.empty();
            this.file = Optional.empty();
        }

        Name(Key<String> own) {
            this.own = Optional.of(own);
            this.file = Optional.empty();
        }

        Name(Key<String> secret, Key<String> file) {
            this.own = Optional.of(secret);
            this.file = Optional.of(file);
        }

        boolean isUrl() {
            return this == AUTH_URL || this == OBJECT_STORE_ENDPOINT_OVERRIDE || this == IMAGE_ENDPOINT_OVERRIDE;
        }

        boolean isSecret() {
            return file.isPresent();
        }
    }

    /**
     * A value and where it stands.
     *
     * @param place for a message
     * @param layer where in the order of precedence it stands
     */
    record Found(Name name, String value, String place, Layer layer) {

        /** The place with the value, or without it when nobody may see it. */
        String shown() {
            if (name.isSecret()) {
                return place;
            }
            String text = name.isUrl() ? HttpUrl.shown(value) : LogText.clean(value);
            return place.endsWith(")")
                    ? place.replaceFirst(" \\(", Matcher.quoteReplacement("=" + text) + " (")
                    : place + "=" + text;
        }
    }

    /** One of the places, strongest first. */
    enum Layer {
        OWN,
        ENVIRONMENT,
        CLOUDS_FILE
    }

    private final SettingValues values;
    private final SettingsSource source;
    private final Map<String, String> environment;
    private final Optional<CloudsFile> cloudsFile;
    private final List<String> complaints = new ArrayList<>();
    private final Map<Name, Optional<Found>> secrets = new EnumMap<>(Name.class);
    private boolean cloudIsUnread;

    CloudValues(SettingValues values, SettingsSource source) {
        this.values = values;
        this.source = source;
        this.environment = source.foreign();
        this.cloudsFile = cloudsFile();
    }

    private Optional<CloudsFile> cloudsFile() {
        Optional<String> own = values.find(CloudKeys.CLOUD_NAME);
        Optional<String> shared =
                Optional.ofNullable(environment.get("OS_CLOUD")).filter(text -> !text.isBlank());
        Optional<String> name = own.or(() -> shared);
        if (name.isEmpty() || source.cloudIsForced()) {
            return Optional.empty();
        }
        try {
            return Optional.of(CloudsFile.read(name.get(), CloudsFile.SearchPath.usual(source.caller(), environment)));
        } catch (IOException | InvalidPathException e) {
            cloudIsUnread = true;
            values.problem((own.isPresent()
                            ? CloudKeys.CLOUD_NAME + "=" + LogText.clean(name.get())
                            : "OS_CLOUD=" + LogText.clean(name.get()) + " (environment)")
                    + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The value in the strongest place that has any of these, and there the first of them. */
    Optional<Found> first(Name... names) {
        return Stream.of(Layer.values())
                .map(layer -> either(layer, names))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The first of these in one place. */
    Optional<Found> either(Layer layer, Name... names) {
        List<Found> found = Stream.of(names)
                .map(name -> in(layer, name))
                .flatMap(Optional::stream)
                .toList();
        if (layer == Layer.OWN && found.size() > 1) {
            complainOnce(found.get(0).place() + ", " + found.get(1).place() + ": both are set; one is enough");
        }
        return found.stream().findFirst();
    }

    /** A secret that must be there. */
    Secret secret(Name name) {
        Optional<Found> found = first(name);
        if (found.isEmpty()) {
            String key = name.own.orElseThrow().name();
            missing(key + ": missing; set " + SettingsSource.environmentName(key)
                    + " in the environment, or name a file in " + name.file.orElseThrow());
        }
        return new Secret(found.map(Found::value).orElse(""));
    }

    /** What isn't there may well be in the entry of {@code clouds.yaml} that couldn't be read. */
    void missing(String line) {
        if (!cloudIsUnread) {
            values.problem(line
                    + cloudsFile
                            .flatMap(CloudsFile::unknownProfile)
                            .map(profile -> " (" + profile.place() + "=" + LogText.clean(profile.text())
                                    + ": no clouds-public.yaml has this profile, and openstacksdk's own are not known"
                                    + " here, so the entry itself must have what it would say)")
                            .orElse(""));
        }
    }

    private void complainOnce(String line) {
        if (!complaints.contains(line)) {
            complaints.add(line);
            values.problem(line);
        }
    }

    /** The value in one place. */
    Optional<Found> in(Layer layer, Name name) {
        return switch (layer) {
            case OWN -> own(name);
            case ENVIRONMENT ->
                Optional.ofNullable(environment.get("OS_" + name))
                        .filter(value -> name.isSecret() ? !value.isEmpty() : !value.isBlank())
                        .map(value -> new Found(name, value, "OS_" + name + " (environment)", layer));
            case CLOUDS_FILE -> cloudsFile.flatMap(file -> inFile(file, name));
        };
    }

    private Optional<Found> inFile(CloudsFile file, Name name) {
        try {
            return file.find(name.name().toLowerCase(Locale.ROOT))
                    .map(value -> new Found(name, value.text(), value.place(), Layer.CLOUDS_FILE));
        } catch (IOException e) {
            complainOnce(e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Found> own(Name name) {
        if (name.isSecret()) {
            return secrets.computeIfAbsent(name, this::ownSecret);
        }
        return name.own.flatMap(key -> values.find(key).map(value -> new Found(name, value, key.name(), Layer.OWN)));
    }

    /** To be asked once: a file may be a pipe. */
    private Optional<Found> ownSecret(Name name) {
        Key<String> key = name.own.orElseThrow();
        Key<String> fileKey = name.file.orElseThrow();
        Optional<String> direct = values.find(key);
        Optional<String> file = values.find(fileKey);
        if (direct.isPresent() && file.isPresent()) {
            complainOnce(key + ", " + fileKey + ": both are set; one is enough");
        }
        if (direct.isPresent() || file.isEmpty()) {
            return direct.map(value -> new Found(name, value, key.name(), Layer.OWN));
        }
        String shown = fileKey + "=" + LogText.clean(file.get());
        String content = "";
        try {
            FileRights.warnOfWhatOthersRead(Path.of(file.get()));
            content = withoutLineEnd(TextFile.read(Path.of(file.get())));
            if (content.isEmpty()) {
                complainOnce(shown + ": the file is empty");
            }
        } catch (IOException | InvalidPathException e) {
            complainOnce(shown + ": " + e.getMessage());
        }
        return Optional.of(new Found(name, content, fileKey.name(), Layer.OWN));
    }

    /** Editors and {@code echo} end the last line; all else is part of the secret. */
    private static String withoutLineEnd(String text) {
        return text.replaceFirst("\\r?\\n\\z", "");
    }
}
