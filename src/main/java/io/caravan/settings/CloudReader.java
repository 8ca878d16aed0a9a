package io.caravan.settings;

import io.caravan.settings.CloudValues.Found;
import io.caravan.settings.CloudValues.Layer;
import io.caravan.settings.CloudValues.Name;
import io.caravan.settings.Credentials.Domain;
import io.caravan.settings.Settings.Cloud;
import io.caravan.settings.Settings.Portal;
import io.caravan.settings.Settings.Project;
import io.caravan.settings.Settings.Region;
import io.caravan.text.HttpUrl;
import io.caravan.text.Secret;
import io.caravan.text.Timetable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads who signs in, and where, out of {@link CloudValues}. */
final class CloudReader {

    private static final String K5_PORTAL = "https://auth-api.jp-east-1.paas.cloud.global.fujitsu.com";

    private enum Kind {
        PASSWORD,
        APPLICATION_CREDENTIAL
    }

    private final SettingValues settings;
    private final SettingsSource source;
    private final CloudValues values;

    CloudReader(SettingValues settings, SettingsSource source) {
        this.settings = settings;
        this.source = source;
        this.values = new CloudValues(settings, source);
    }

    Cloud cloud() {
        Optional<Found> regionName = values.first(Name.REGION_NAME);
        Optional<Region> region = regionName.map(found -> new Region(found.value(), found.shown()));
        Transport transport = transport();
        URI authUrl = authUrl(regionName);
        Kind kind = kind();
        Credentials credentials = switch (kind) {
            case PASSWORD -> new Credentials.Password(user(), values.secret(Name.PASSWORD));
            case APPLICATION_CREDENTIAL -> applicationCredential();
        };
        return new Cloud(
                authUrl,
                credentials,
                project(kind),
                region,
                reach(),
                url(Name.OBJECT_STORE_ENDPOINT_OVERRIDE),
                settings.find(CloudKeys.IMAGE_IMPORT_URL),
                url(Name.IMAGE_ENDPOINT_OVERRIDE),
                transport);
    }

    /** K5's central portal; where it is needs no sign-in, so the rest is not looked at. */
    URI portal() {
        return settings.find(CloudKeys.PORTAL_URL).orElse(URI.create(K5_PORTAL));
    }

    Portal signInAtPortal() {
        Transport transport = transport();
        Optional<Found> user = values.first(Name.USERNAME);
        if (user.isEmpty()) {
            values.missing("caravan.cloud.username: missing; the user to sign in as");
        }
        Optional<Found> contract = values.first(Name.USER_DOMAIN_NAME, Name.DOMAIN_NAME);
        if (contract.isEmpty()) {
            values.missing("caravan.cloud.user-domain: missing; at the portal it is the contract's number");
        }
        return new Portal(
                portal(),
                contract.map(Found::value).orElse(""),
                user.map(Found::value).orElse(""),
                values.secret(Name.PASSWORD),
                transport);
    }

    private URI authUrl(Optional<Found> region) {
        Optional<Found> found = values.first(Name.AUTH_URL);
        Optional<URI> guessed = found.isPresent()
                ? Optional.empty()
                : region.filter(name -> name.layer() == Layer.OWN).flatMap(this::k5Keystone);
        if (found.isEmpty()
                && guessed.isEmpty()
                && region.filter(name -> name.layer() == Layer.OWN).isEmpty()) {
            values.missing("caravan.cloud.auth-url: missing; Keystone's URL up to /v3 (also OS_AUTH_URL, or"
                    + " caravan.cloud.name for an entry of clouds.yaml), or set caravan.cloud.region for K5's own");
        }
        found.ifPresent(url -> checkVersion(url.layer()));
        return found.flatMap(this::version3).or(() -> guessed).orElse(URI.create("http://missing.invalid"));
    }

    private Optional<URI> k5Keystone(Found region) {
        Optional<URI> host = Hosts.ofK5("identity", region.value());
        if (host.isEmpty()) {
            settings.problem(region.shown()
                    + ": a region of K5 such as de-1, unless caravan.cloud.auth-url names another cloud's Keystone");
        }
        return host.map(url -> URI.create(url + "/v3"));
    }

    /** The URL as far as {@code /v3}, which many write without it. */
    private Optional<URI> version3(Found found) {
        Optional<URI> url = url(found);
        if (url.isEmpty()) {
            return url;
        }
        String path = url.get().getPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (last.matches("v\\d+(\\.\\d+)?") && !last.equals("v3")) {
            settings.problem(found.shown() + ": Keystone v3 is needed, and this is the URL of " + last);
            return Optional.empty();
        }
        return last.equals("v3") ? url : url.map(without -> URI.create(without + "/v3"));
    }

    private Optional<URI> url(Name name) {
        return values.first(name).flatMap(this::url);
    }

    private Optional<URI> url(Found found) {
        Optional<URI> url = HttpUrl.of(found.value());
        if (url.isEmpty()) {
            settings.problem(found.shown() + ": " + HttpUrl.ALLOWED);
        }
        return url;
    }

    private void checkVersion(Layer layer) {
        values.in(layer, Name.IDENTITY_API_VERSION)
                .filter(version -> !version.value().matches("v?3(\\.\\d+)?"))
                .ifPresent(version -> settings.problem(version.shown() + ": 3 is the only version that is known"));
    }

    /** As Caravan is told itself, else as an {@code auth_type} says, else the kind that the strongest place speaks of. */
    private Kind kind() {
        return bySecrets(Layer.OWN)
                .or(this::byType)
                .or(() -> Stream.of(Layer.values())
                        .map(this::byContent)
                        .flatMap(Optional::stream)
                        .findFirst())
                .orElse(Kind.PASSWORD);
    }

    private Optional<Kind> byType() {
        return values.first(Name.AUTH_TYPE).map(type -> switch (type.value().toLowerCase(Locale.ROOT)) {
            case "password", "v3password" -> Kind.PASSWORD;
            case "v3applicationcredential" -> Kind.APPLICATION_CREDENTIAL;
            default -> {
                settings.problem(
                        type.shown() + ": one of password, v3password, v3applicationcredential; others are not known");
                yield Kind.PASSWORD;
            }
        });
    }

    private Optional<Kind> byContent(Layer layer) {
        return bySecrets(layer)
                .or(() -> values.either(layer, Name.USER_ID, Name.USERNAME).map(user -> Kind.PASSWORD));
    }

    private Optional<Kind> bySecrets(Layer layer) {
        List<Found> application = Stream.of(
                        values.in(layer, Name.APPLICATION_CREDENTIAL_ID),
                        values.in(layer, Name.APPLICATION_CREDENTIAL_NAME),
                        values.in(layer, Name.APPLICATION_CREDENTIAL_SECRET))
                .flatMap(Optional::stream)
                .toList();
        Optional<Found> password = values.in(layer, Name.PASSWORD);
        if (!application.isEmpty() && password.isPresent()) {
            settings.problem(password.get().place() + ", "
                    + application.get(0).place()
                    + ": both are set; sign in with a password or with an application credential");
        }
        return application.isEmpty() ? password.map(any -> Kind.PASSWORD) : Optional.of(Kind.APPLICATION_CREDENTIAL);
    }

    private Credentials applicationCredential() {
        Secret secret = values.secret(Name.APPLICATION_CREDENTIAL_SECRET);
        Optional<Found> found = values.first(Name.APPLICATION_CREDENTIAL_ID, Name.APPLICATION_CREDENTIAL_NAME);
        if (found.isEmpty()) {
            values.missing(
                    "caravan.cloud.application-credential-id: missing; the application credential to sign in with");
            return new Credentials.ApplicationCredential("", secret);
        }
        return found.get().name() == Name.APPLICATION_CREDENTIAL_ID
                ? new Credentials.ApplicationCredential(found.get().value(), secret)
                : new Credentials.NamedApplicationCredential(found.get().value(), user(), secret);
    }

    private Credentials.User user() {
        Optional<Found> found = values.first(Name.USER_ID, Name.USERNAME);
        if (found.isEmpty()) {
            values.missing("caravan.cloud.username: missing; the user to sign in as");
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
        return values.first(id, name)
                .or(() -> values.first(Name.DOMAIN_ID, Name.DOMAIN_NAME))
                .map(found -> found.name() == id || found.name() == Name.DOMAIN_ID
                        ? new Domain.ById(found.value())
                        : new Domain.ByName(found.value()));
    }

    private Optional<Project> project(Kind kind) {
        Optional<Found> found = values.first(Name.PROJECT_ID, Name.PROJECT_NAME, Name.TENANT_ID, Name.TENANT_NAME);
        if (kind == Kind.APPLICATION_CREDENTIAL) {
            found.filter(project -> project.layer() == Layer.OWN)
                    .ifPresent(project -> settings.problem(project.shown()
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
        Optional<Found> found = values.first(Name.INTERFACE, Name.ENDPOINT_TYPE);
        if (found.isEmpty()) {
            return "public";
        }
        String word = found.get().value().replaceFirst("URL$", "");
        if (!List.of("public", "internal", "admin").contains(word)) {
            settings.problem(found.get().shown() + ": one of public, internal, admin");
        }
        return word;
    }

    private Transport transport() {
        Duration connect = settings.get(CloudKeys.CONNECT_TIMEOUT);
        Duration response = settings.get(CloudKeys.RESPONSE_TIMEOUT);
        return new Transport(
                connect,
                response,
                new TlsReader(settings, source, values).tls(),
                new ProxyReader(settings, source).proxies(),
                new Transport.Limit(
                        settings.find(Keys.BANDWIDTH).orElse(Timetable.UNLIMITED),
                        source.isLeftToFile(Keys.BANDWIDTH.name())));
    }
}
