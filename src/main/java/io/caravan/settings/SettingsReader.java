package io.caravan.settings;

import io.caravan.settings.Settings.Cloud;
import io.caravan.settings.Settings.Image;
import io.caravan.settings.Settings.Imports;
import io.caravan.settings.Settings.Inbox;
import io.caravan.settings.Settings.Retry;
import io.caravan.settings.Settings.Sandbox;
import io.caravan.settings.Settings.Spool;
import io.caravan.settings.Settings.Upload;
import io.caravan.text.Quantities;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads each key once, remembers what is wrong with any of them, and speaks up at the end about all. */
final class SettingsReader {

    private static final Set<String> K5_GENERATION_1 = Set.of("de-1", "es-1", "fi-1");

    /** Whatever reads a time may count milliseconds in an int: 24 days would be too many. */
    private static final Duration LONGEST_TIME = Duration.ofDays(20);

    private final SettingsSource source;
    private final Set<String> known = new HashSet<>();
    private final Map<String, String> values = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    SettingsReader(SettingsSource source) {
        this.source = source;
    }

    Settings read() throws SettingsException {
        Spool spool = spool();
        time("caravan.inbox.poll", "1s", Duration.ofMillis(1));
        CloudReader clouds = new CloudReader(this, source);
        Cloud cloud = clouds.cloud();
        clouds.portal();
        Imports imports = imports(cloud);
        Image image = new Image(
                text("caravan.image.container", "images"),
                text("caravan.image.os-type").filter(osType -> osTypeIsKnown(imports.service(), osType)));
        checkContainer("caravan.image.container", image.container());
        Inbox inbox = new Inbox(
                time("caravan.inbox.settle", "5s", Duration.ZERO),
                yesOrNo("caravan.inbox.done-file", false),
                containers("caravan.inbox.containers", image.container()),
                size("caravan.inbox.max-size", "2TiB", Settings.LARGEST_IMAGE));
        Upload upload = new Upload(
                size("caravan.segment.size", "1000MiB", Settings.LARGEST_OBJECT),
                number("caravan.segment.parallel", 4, 1, 256),
                number("caravan.images.parallel", 2, 1, 64),
                Settings.Manifest.valueOf(choice("caravan.manifest", "dlo", List.of("dlo", "slo", "auto"))
                        .toUpperCase(Locale.ROOT)));
        Retry retry = new Retry(
                number("caravan.retry.repeats", 3, 0, 100),
                time("caravan.retry.delay", "1s", Duration.ofMillis(1)),
                time("caravan.retry.max-delay", "5m", Duration.ofMillis(1)),
                number("caravan.verify.repeats", 25, 0, 10_000),
                time("caravan.verify.max-delay", "30s", Duration.ofMillis(1)));
        Sandbox sandbox = sandbox(spool);
        boolean keep =
                choice("caravan.done.images", "keep", List.of("keep", "delete")).equals("keep");
        text("caravan.notify", "log:caravan.events");
        time("caravan.progress.interval", "5s", Duration.ofMillis(1));
        time("caravan.dispatch.period", "500ms", Duration.ofMillis(1));
        time("caravan.poll.period", "1s", Duration.ofMillis(1));
        text(
                "caravan.hand-off.images",
                "seda:images?concurrentConsumers={{caravan.run.image-consumers}}&pollTimeout=100&purgeWhenStopping=true");
        text("caravan.hand-off.imports", "seda:imports?concurrentConsumers=2&pollTimeout=100&purgeWhenStopping=true");
        text("caravan.hand-off.looks", "seda:looks?concurrentConsumers=8&pollTimeout=100&purgeWhenStopping=true");
        text("caravan.hand-off.ends", "seda:ends?concurrentConsumers=4&pollTimeout=100&purgeWhenStopping=true");
        complainOfUnknown(known);
        complain();
        return new Settings(spool, inbox, cloud, image, upload, imports, retry, sandbox, keep, Map.copyOf(values));
    }

    /** Every key that was asked for. */
    Set<String> known() {
        return Set.copyOf(known);
    }

    /** Every key that there is: a start asks for all of them, whatever they say. */
    private static Set<String> everyKey() {
        SettingsReader reader = new SettingsReader(SettingsSource.empty());
        try {
            reader.read();
        } catch (SettingsException e) {
            // nothing is set, so much is missing
        }
        return reader.known();
    }

    private void complainOfUnknown(Set<String> keys) {
        source.unknown(keys).forEach(key -> problems.add(key + ": unknown setting; README lists what there is"));
    }

    Sandbox readSandbox() throws SettingsException {
        Sandbox sandbox = sandbox(spool());
        complain();
        return sandbox;
    }

    Cloud readCloud() throws SettingsException {
        Cloud cloud = new CloudReader(this, source).cloud();
        complainOfUnknown(everyKey());
        complain();
        return cloud;
    }

    Settings.Portal readPortal() throws SettingsException {
        CloudReader reader = new CloudReader(this, source);
        Settings.Portal portal = reader.signInAtPortal();
        complainOfUnknown(everyKey());
        complain();
        return portal;
    }

    /** Something that won't do, as one line that names where it stands. */
    void problem(String line) {
        problems.add(line);
    }

    /** A secret as it is given, which no placeholder may ever see. */
    Optional<String> secret(String key) {
        known.add(key);
        return source.findSecret(key);
    }

    /** What leads to a secret or holds one within, which no placeholder may ever see. */
    Optional<String> hidden(String key) {
        known.add(key);
        return source.find(key);
    }

    private void complain() throws SettingsException {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    private Spool spool() {
        return new Spool(path("caravan.spool", "spool").toAbsolutePath().normalize());
    }

    private Sandbox sandbox(Spool spool) {
        int port = number("caravan.sandbox.port", 17500, 0, 65535);
        Path byDefault = spool.root().resolve(".sandbox");
        return new Sandbox(
                port,
                text("caravan.sandbox.data")
                        .map(given -> path("caravan.sandbox.data", byDefault.toString()))
                        .orElse(byDefault));
    }

    private Imports imports(Cloud cloud) {
        ImportService service =
                ImportService.valueOf(choice("caravan.import.service", "vmimport", List.of("vmimport", "none"))
                        .toUpperCase(Locale.ROOT));
        Duration poll = time("caravan.import.poll-interval", "60s", Duration.ofMillis(1));
        Duration deadline = time("caravan.import.deadline", "36h", Duration.ofMillis(1));
        boolean credentials = yesOrNo(
                "caravan.import.vmimport.credentials",
                // another cloud may have a region of that name
                cloud.k5Service("identity").isPresent()
                        && K5_GENERATION_1.contains(cloud.region().orElseThrow().name()));
        if (service == ImportService.VMIMPORT && credentials && !hasNameAndPassword(cloud.credentials())) {
            problem(
                    "caravan.import.vmimport.credentials=true: this import request carries the user's name, its domain's"
                            + " name and the password, which " + cloud.credentials()
                            + " does not have; sign in with caravan.cloud.username, caravan.cloud.user-domain and a password");
        }
        return new Imports(service, poll, deadline, credentials);
    }

    private static boolean hasNameAndPassword(Credentials credentials) {
        return credentials instanceof Credentials.Password login
                && login.user() instanceof Credentials.User.ByName user
                && user.domain() instanceof Domain.ByName;
    }

    private boolean osTypeIsKnown(ImportService service, String osType) {
        Optional<String> problem = service.problemWithOsType(Optional.of(osType));
        problem.ifPresent(text -> problems.add("caravan.image.os-type=" + osType + ": " + text));
        return problem.isEmpty();
    }

    /** Names with commas between; each must be one that a container can have. */
    private Set<String> containers(String key, String byDefault) {
        Optional<String> given = text(key);
        if (given.isEmpty()) {
            return Set.of(byDefault);
        }
        Set<String> names = new LinkedHashSet<>();
        for (String part : given.get().split(",")) {
            String name = part.strip();
            names.add(name);
            if (!name.equals("*")) {
                checkContainer(key, name);
            }
        }
        return names;
    }

    private void checkContainer(String key, String container) {
        ObjectNames.problemWithContainer(container)
                .ifPresent(text -> problems.add(key + "=" + container + ": " + text));
    }

    Optional<String> text(String key) {
        known.add(key);
        Optional<String> value = source.find(key);
        value.ifPresent(text -> values.put(key, text));
        return value;
    }

    String text(String key, String byDefault) {
        String value = text(key).orElse(byDefault);
        values.put(key, value);
        return value;
    }

    /** The value as parsed, or the parsed default after a complaint. */
    private <T> T parsed(String key, String byDefault, String allowed, Function<String, Optional<T>> parse) {
        String value = text(key, byDefault);
        Optional<T> result = parse.apply(value);
        if (result.isEmpty()) {
            problems.add(key + "=" + value + ": " + allowed);
        }
        return result.or(() -> parse.apply(byDefault)).orElseThrow();
    }

    Duration time(String key, String byDefault, Duration least) {
        return parsed(
                key,
                byDefault,
                "a time such as 500ms, 30s, 5m, 36h" + (least.isZero() ? "" : ", more than none") + ", at most 20d",
                value -> {
                    try {
                        return Optional.of(Quantities.time(value))
                                .filter(time -> time.compareTo(least) >= 0 && time.compareTo(LONGEST_TIME) <= 0);
                    } catch (IllegalArgumentException | ArithmeticException e) {
                        return Optional.empty();
                    }
                });
    }

    private long size(String key, String byDefault, long most) {
        String allowed = "a size such as 1000MiB, 1GiB or bytes, from 1 to " + Quantities.readable(most);
        return parsed(
                key,
                byDefault,
                allowed,
                value -> Quantities.bytes(value).stream()
                        .boxed()
                        .filter(bytes -> bytes >= 1 && bytes <= most)
                        .findFirst());
    }

    private int number(String key, int byDefault, int least, int most) {
        return parsed(key, String.valueOf(byDefault), "a whole number from " + least + " to " + most, value -> {
            try {
                return Optional.of(Integer.parseInt(value)).filter(number -> number >= least && number <= most);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        });
    }

    private String choice(String key, String byDefault, List<String> allowed) {
        return parsed(
                key,
                byDefault,
                "one of " + String.join(", ", allowed),
                value -> Optional.of(value).filter(allowed::contains));
    }

    private boolean yesOrNo(String key, boolean byDefault) {
        return parsed(key, String.valueOf(byDefault), "true or false", value -> switch (value) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    private Path path(String key, String byDefault) {
        return parsed(key, byDefault, "a folder's path", value -> {
            try {
                return Optional.of(Path.of(value));
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        });
    }

    Optional<URI> url(String key) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Optional<URI> url = HttpUrl.of(value.get());
        if (url.isEmpty()) {
            problems.add(key + "=" + HttpUrl.shown(value.get()) + ": " + HttpUrl.ALLOWED);
        }
        return url;
    }
}
