package io.caravan.settings;

import io.caravan.settings.Settings.Cloud;
import io.caravan.settings.Settings.Portal;
import io.caravan.settings.Settings.Project;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads who signs in, and where: from {@code caravan.cloud.*}, else from the {@code OS_*} environment, else from
 * {@code clouds.yaml}. Each value comes from the strongest place that has it; what makes sense only together (a project's
 * id or name, a kind of credential, authorities or none) comes from one place.
 */
final class CloudReader {

    private static final String K5_PORTAL = "https://auth-api.jp-east-1.paas.cloud.global.fujitsu.com";
    private static final String FILE_SUFFIX = "-file";

    /** What openstacksdk calls each value; {@link #own} is our key, without its beginning. */
    private enum Name {
        AUTH_URL("auth-url"),
        AUTH_TYPE(""),
        IDENTITY_API_VERSION(""),
        USERNAME("username"),
        USER_ID("user-id"),
        PASSWORD("password"),
        USER_DOMAIN_NAME("user-domain"),
        USER_DOMAIN_ID("user-domain-id"),
        PROJECT_ID("project-id"),
        PROJECT_NAME("project-name"),
        PROJECT_DOMAIN_NAME("project-domain"),
        PROJECT_DOMAIN_ID("project-domain-id"),
        DOMAIN_NAME(""),
        DOMAIN_ID(""),
        TENANT_ID(""),
        TENANT_NAME(""),
        APPLICATION_CREDENTIAL_ID("application-credential-id"),
        APPLICATION_CREDENTIAL_NAME("application-credential-name"),
        APPLICATION_CREDENTIAL_SECRET("application-credential-secret"),
        REGION_NAME("region"),
        INTERFACE("interface"),
        ENDPOINT_TYPE(""),
        CACERT("cacert"),
        CERT("cert"),
        KEY("key"),
        INSECURE("insecure"),
        VERIFY("");

        private final String own;

        Name(String own) {
            this.own = own;
        }

        String key() {
            return "caravan.cloud." + own;
        }

        boolean isSecret() {
            return this == PASSWORD || this == APPLICATION_CREDENTIAL_SECRET;
        }
    }

    private enum Kind {
        PASSWORD,
        APPLICATION_CREDENTIAL
    }

    /**
     * A value and where it stands.
     *
     * @param place for a message
     * @param kind where in the order of precedence it stands
     */
    private record Found(Name name, String value, String place, Layer layer) {

        /** The place with the value, or without it when nobody may see it. */
        String shown() {
            return shown(value);
        }

        String shown(String readable) {
            if (name.isSecret()) {
                return place;
            }
            String text = LogText.clean(readable.replaceAll("//[^/]*@", "//" + Secret.MASK + "@"));
            return place.endsWith(")")
                    ? place.replaceFirst(" \\(", java.util.regex.Matcher.quoteReplacement("=" + text) + " (")
                    : place + "=" + text;
        }
    }

    /** One of the places, strongest first. */
    private enum Layer {
        OWN,
        ENVIRONMENT,
        CLOUDS_FILE
    }

    private final SettingsReader reader;
    private final SettingsSource source;
    private final Map<String, String> environment;
    private final Optional<CloudsFile> cloudsFile;
    private final List<String> complaints = new ArrayList<>();
    private boolean cloudIsUnread;

    CloudReader(SettingsReader reader, SettingsSource source) {
        this.reader = reader;
        this.source = source;
        this.environment = source.foreign();
        for (Name name : Name.values()) {
            if (!name.own.isEmpty() && !name.isSecret()) {
                reader.text(name.key());
            }
        }
        this.cloudsFile = cloudsFile();
    }

    private Optional<CloudsFile> cloudsFile() {
        Optional<String> own = reader.text("caravan.cloud.name");
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
            reader.problem((own.isPresent()
                            ? "caravan.cloud.name=" + LogText.clean(name.get())
                            : "OS_CLOUD=" + LogText.clean(name.get()) + " (environment)")
                    + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    Cloud cloud() {
        Optional<Found> regionName = find(Name.REGION_NAME);
        Optional<String> region = regionName.map(Found::value);
        Transport transport = transport();
        URI authUrl = authUrl(regionName);
        Kind kind = kind();
        Credentials credentials = switch (kind) {
            case PASSWORD -> new Credentials.Password(user(), secret(Name.PASSWORD));
            case APPLICATION_CREDENTIAL -> applicationCredential();
        };
        return new Cloud(
                authUrl,
                credentials,
                project(kind),
                region,
                reach(),
                reader.url("caravan.cloud.object-store-url"),
                reader.url("caravan.cloud.image-import-url"),
                transport);
    }

    /** K5's central portal; where it is needs no sign-in, so the rest is not looked at. */
    URI portal() {
        return reader.url("caravan.cloud.portal-url").orElse(URI.create(K5_PORTAL));
    }

    Portal signInAtPortal() {
        Transport transport = transport();
        Optional<Found> user = find(Name.USERNAME);
        if (user.isEmpty()) {
            missing("caravan.cloud.username: missing; the user to sign in as");
        }
        Optional<Found> contract = first(Name.USER_DOMAIN_NAME, Name.DOMAIN_NAME);
        if (contract.isEmpty()) {
            missing("caravan.cloud.user-domain: missing; at the portal it is the contract's number");
        }
        return new Portal(
                portal(),
                contract.map(Found::value).orElse(""),
                user.map(Found::value).orElse(""),
                secret(Name.PASSWORD),
                transport);
    }

    private URI authUrl(Optional<Found> region) {
        Optional<Found> found = find(Name.AUTH_URL);
        Optional<URI> guessed = found.isPresent()
                ? Optional.empty()
                : region.filter(name -> name.layer() == Layer.OWN).flatMap(this::k5Keystone);
        if (found.isEmpty()
                && guessed.isEmpty()
                && region.filter(name -> name.layer() == Layer.OWN).isEmpty()) {
            missing("caravan.cloud.auth-url: missing; Keystone's URL up to /v3 (also OS_AUTH_URL, or"
                    + " caravan.cloud.name for an entry of clouds.yaml), or set caravan.cloud.region for K5's own");
        }
        found.ifPresent(url -> checkVersion(url.layer()));
        return found.flatMap(this::version3).or(() -> guessed).orElse(URI.create("http://missing.invalid"));
    }

    private Optional<URI> k5Keystone(Found region) {
        Optional<URI> host = Settings.k5Host("identity", region.value());
        if (host.isEmpty()) {
            reader.problem(region.shown()
                    + ": a region of K5 such as de-1, unless caravan.cloud.auth-url names another cloud's Keystone");
        }
        return host.map(url -> URI.create(url + "/v3"));
    }

    /** The URL as far as {@code /v3}, which many write without it. */
    private Optional<URI> version3(Found found) {
        Optional<URI> url = SettingsReader.httpUrl(found.value());
        if (url.isEmpty()) {
            reader.problem(found.shown() + ": an http or https URL with a host, without user, query or fragment");
            return url;
        }
        String path = url.get().getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (last.matches("v\\d+(\\.\\d+)?") && !last.equals("v3")) {
            reader.problem(found.shown() + ": Keystone v3 is needed, and this is the URL of " + last);
            return Optional.empty();
        }
        return last.equals("v3") ? url : url.map(without -> URI.create(without + "/v3"));
    }

    private void checkVersion(Layer layer) {
        in(layer, Name.IDENTITY_API_VERSION)
                .filter(version -> !version.value().matches("v?3(\\.\\d+)?"))
                .ifPresent(version -> reader.problem(version.shown() + ": 3 is the only version that is known"));
    }

    /** The kind that the strongest place speaks of. */
    private Kind kind() {
        for (Layer layer : Layer.values()) {
            Optional<Found> type = in(layer, Name.AUTH_TYPE);
            if (type.isPresent()) {
                return switch (type.get().value().toLowerCase(Locale.ROOT)) {
                    case "password", "v3password" -> Kind.PASSWORD;
                    case "v3applicationcredential" -> Kind.APPLICATION_CREDENTIAL;
                    default -> {
                        reader.problem(type.get().shown()
                                + ": one of password, v3password, v3applicationcredential; others are not known");
                        yield Kind.PASSWORD;
                    }
                };
            }
            List<Found> application = Stream.of(
                            in(layer, Name.APPLICATION_CREDENTIAL_ID),
                            in(layer, Name.APPLICATION_CREDENTIAL_NAME),
                            in(layer, Name.APPLICATION_CREDENTIAL_SECRET))
                    .flatMap(Optional::stream)
                    .toList();
            Optional<Found> password = in(layer, Name.PASSWORD);
            if (!application.isEmpty() && password.isPresent()) {
                reader.problem(password.get().place() + ", "
                        + application.get(0).place()
                        + ": both are set; sign in with a password or with an application credential");
            }
            if (!application.isEmpty()) {
                return Kind.APPLICATION_CREDENTIAL;
            }
            if (password.isPresent()
                    || either(layer, Name.USER_ID, Name.USERNAME).isPresent()) {
                return Kind.PASSWORD;
            }
        }
        return Kind.PASSWORD;
    }

    private Credentials applicationCredential() {
        Secret secret = secret(Name.APPLICATION_CREDENTIAL_SECRET);
        Optional<Found> found = first(Name.APPLICATION_CREDENTIAL_ID, Name.APPLICATION_CREDENTIAL_NAME);
        if (found.isEmpty()) {
            missing("caravan.cloud.application-credential-id: missing; the application credential to sign in with");
            return new Credentials.ApplicationCredential("", secret);
        }
        return found.get().name() == Name.APPLICATION_CREDENTIAL_ID
                ? new Credentials.ApplicationCredential(found.get().value(), secret)
                : new Credentials.NamedApplicationCredential(found.get().value(), user(), secret);
    }

    private Credentials.User user() {
        Optional<Found> found = first(Name.USER_ID, Name.USERNAME);
        if (found.isEmpty()) {
            missing("caravan.cloud.username: missing; the user to sign in as");
        }
        return found.filter(user -> user.name() == Name.USER_ID)
                .<Credentials.User>map(user -> new Credentials.User.ById(user.value()))
                .orElseGet(() ->
                        new Credentials.User.ByName(found.map(Found::value).orElse(""), userDomain()));
    }

    private Domain userDomain() {
        return domain(Name.USER_DOMAIN_ID, Name.USER_DOMAIN_NAME).orElse(new Domain.ByName("Default"));
    }

    private Optional<Domain> domain(Name id, Name name) {
        return first(id, name)
                .or(() -> first(Name.DOMAIN_ID, Name.DOMAIN_NAME))
                .map(found -> found.name() == id || found.name() == Name.DOMAIN_ID
                        ? new Domain.ById(found.value())
                        : new Domain.ByName(found.value()));
    }

    private Optional<Project> project(Kind kind) {
        Optional<Found> found = first(Name.PROJECT_ID, Name.PROJECT_NAME, Name.TENANT_ID, Name.TENANT_NAME);
        if (kind == Kind.APPLICATION_CREDENTIAL) {
            found.filter(project -> project.layer() == Layer.OWN)
                    .ifPresent(project -> reader.problem(project.shown()
                            + ": an application credential is bound to its own project; leave this out"));
            return Optional.empty();
        }
        return found.map(project -> project.name() == Name.PROJECT_ID || project.name() == Name.TENANT_ID
                ? new Project.ById(project.value())
                : new Project.ByName(
                        project.value(),
                        domain(Name.PROJECT_DOMAIN_ID, Name.PROJECT_DOMAIN_NAME).orElseGet(this::userDomain)));
    }

    private String reach() {
        Optional<Found> found = first(Name.INTERFACE, Name.ENDPOINT_TYPE);
        if (found.isEmpty()) {
            return "public";
        }
        String word = found.get().value().replaceFirst("URL$", "");
        if (!List.of("public", "internal", "admin").contains(word)) {
            reader.problem(found.get().shown() + ": one of public, internal, admin");
        }
        return word;
    }

    private Transport transport() {
        Duration connect = reader.time("caravan.http.connect-timeout", "10s", Duration.ofMillis(1));
        Duration response = reader.time("caravan.http.response-timeout", "2m", Duration.ofMillis(1));
        return new Transport(connect, response, tls(), new ProxyReader(reader, source).proxies());
    }

    private Tls tls() {
        boolean insecure = isInsecure();
        Optional<Found> cacert = insecure ? Optional.empty() : find(Name.CACERT);
        Optional<Tls.ClientCertificate> client = clientCertificate();
        List<X509Certificate> authorities =
                cacert.flatMap(file -> read(file, Pem::certificates)).orElse(List.of());
        return new Tls(authorities, client, insecure);
    }

    /** As the strongest place says that speaks of it; authorities named there mean that certificates are checked. */
    private boolean isInsecure() {
        for (Layer layer : Layer.values()) {
            Optional<Found> said = either(layer, Name.INSECURE, Name.VERIFY);
            if (said.isPresent() || in(layer, Name.CACERT).isPresent()) {
                return said.filter(this::isInsecure).isPresent();
            }
        }
        return false;
    }

    private boolean isInsecure(Found found) {
        boolean yes = found.value().matches("(?i)true|yes|on|1");
        if (!yes && !found.value().matches("(?i)false|no|off|0")) {
            reader.problem(found.shown() + ": true or false");
        }
        return yes == (found.name() == Name.INSECURE);
    }

    private Optional<Tls.ClientCertificate> clientCertificate() {
        Optional<Found> cert = find(Name.CERT);
        Optional<Found> key = cert.isPresent() ? in(cert.get().layer(), Name.KEY) : find(Name.KEY);
        if (cert.isEmpty()) {
            key.ifPresent(
                    file -> reader.problem(file.shown() + ": there is a key, but no certificate (caravan.cloud.cert)"));
            return Optional.empty();
        }
        Optional<List<X509Certificate>> chain = read(cert.get(), Pem::certificates);
        // a file may hold both
        Optional<PrivateKey> secret = read(key.orElse(cert.get()), Pem::key);
        if (chain.isPresent()
                && secret.isPresent()
                && !Pem.belongTogether(secret.get(), chain.get().get(0).getPublicKey())) {
            reader.problem(key.orElse(cert.get()).shown() + ": this key does not belong to the first certificate of "
                    + cert.get().value());
            return Optional.empty();
        }
        return chain.flatMap(certificates -> secret.map(own -> new Tls.ClientCertificate(certificates, own)));
    }

    private interface Content<T> {
        T of(Pem pem) throws IOException;
    }

    private <T> Optional<T> read(Found file, Content<T> content) {
        try {
            String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
            Path path =
                    Path.of(file.value().startsWith("~/") ? home + file.value().substring(1) : file.value());
            return Optional.of(content.of(
                    Pem.read(file.layer() == Layer.OWN ? path : source.caller().resolve(path))));
        } catch (IOException | InvalidPathException e) {
            reader.problem(file.shown() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private Secret secret(Name name) {
        Optional<Found> found = find(name);
        if (found.isEmpty()) {
            String variable = SettingsSource.environmentName(name.key());
            missing(name.key() + ": missing; set " + variable + " in the environment, or name a file in " + name.key()
                    + FILE_SUFFIX);
        }
        return new Secret(found.map(Found::value).orElse(""));
    }

    /** The value in the strongest place that has any of these, and there the first of them. */
    private Optional<Found> first(Name... names) {
        return Stream.of(Layer.values())
                .map(layer -> either(layer, names))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Found> find(Name name) {
        return first(name);
    }

    private Optional<Found> either(Layer layer, Name... names) {
        List<Found> found = Stream.of(names)
                .map(name -> in(layer, name))
                .flatMap(Optional::stream)
                .toList();
        if (layer == Layer.OWN && found.size() > 1) {
            complainOnce(found.get(0).place() + ", " + found.get(1).place() + ": both are set; one is enough");
        }
        return found.stream().findFirst();
    }

    /** What isn't there may well be in the entry of {@code clouds.yaml} that couldn't be read. */
    private void missing(String line) {
        if (!cloudIsUnread) {
            reader.problem(line);
        }
    }

    private void complainOnce(String line) {
        if (!complaints.contains(line)) {
            complaints.add(line);
            reader.problem(line);
        }
    }

    private Optional<Found> in(Layer layer, Name name) {
        return switch (layer) {
            case OWN -> own(name);
            case ENVIRONMENT ->
                Optional.ofNullable(environment.get("OS_" + name))
                        .filter(value -> !value.isBlank())
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
        if (name.own.isEmpty()) {
            return Optional.empty();
        }
        if (name.isSecret()) {
            return ownSecret(name);
        }
        return source.find(name.key()).map(value -> new Found(name, value, name.key(), Layer.OWN));
    }

    private Optional<Found> ownSecret(Name name) {
        String key = name.key();
        Optional<String> direct = reader.secret(key);
        Optional<String> file = reader.secret(key + FILE_SUFFIX);
        if (direct.isPresent() && file.isPresent()) {
            complainOnce(key + ", " + key + FILE_SUFFIX + ": both are set; one is enough");
        }
        if (direct.isPresent() || file.isEmpty()) {
            return direct.map(value -> new Found(name, value, key, Layer.OWN));
        }
        String content = "";
        try {
            content = Files.readString(Path.of(file.get())).strip();
            if (content.isEmpty()) {
                complainOnce(key + FILE_SUFFIX + "=" + file.get() + ": the file is empty");
            }
        } catch (IOException | InvalidPathException e) {
            complainOnce(key + FILE_SUFFIX + "=" + file.get() + ": can't be read (" + e + ")");
        }
        return Optional.of(new Found(name, content, key + FILE_SUFFIX, Layer.OWN));
    }
}
