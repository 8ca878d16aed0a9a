package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.daemon.Daemon;
import io.caravan.daemon.StartException;
import io.caravan.settings.Settings;
import io.caravan.settings.SettingsException;
import io.caravan.settings.SettingsSource;
import io.caravan.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A spool and a daemon on it as a user has them: the real Main, the real {@code routes/}, the real {@code
 * application.properties}; only pauses are shorter. Which cloud they talk to is their owner's matter.
 */
public final class DaemonRig {

    private final Path folder;
    private final Map<String, String> definitions = new HashMap<>();
    private Daemon daemon;

    private DaemonRig(Path folder) {
        this.folder = folder;
    }

    /** A folder, and the settings for a daemon, which doesn't run yet. */
    public static DaemonRig make() throws IOException {
        assertThat(System.getenv().keySet())
                .as("tests need an environment without CARAVAN_*")
                .noneMatch(name -> name.startsWith("CARAVAN_"));
        DaemonRig rig = new DaemonRig(Files.createTempDirectory("caravan-world"));
        Files.createDirectories(rig.inbox());
        rig.definitions.putAll(Map.of(
                "caravan.spool", rig.spool().toString(),
                "caravan.segment.size", "1MiB",
                "caravan.inbox.poll", "20ms",
                "caravan.inbox.settle", "40ms",
                "caravan.dispatch.period", "20ms",
                "caravan.poll.period", "20ms",
                "caravan.retry.delay", "10ms",
                "caravan.retry.max-delay", "100ms",
                "caravan.verify.max-delay", "20ms"));
        rig.definitions.put("caravan.inspect", "off"); // the images of most tests are any bytes

        return rig;
    }

    public void set(String key, String value) {
        definitions.put(key, value);
    }

    /** The settings so far. */
    public Map<String, String> definitions() {
        return definitions;
    }

    /** For whatever else a test wants to lay down; it goes with the rig. */
    public Path folder() {
        return folder;
    }

    public Path spool() {
        return folder.resolve("spool");
    }

    public Path inbox() {
        return spool().resolve("inbox");
    }

    public Path done(String name) {
        return spool().resolve("done").resolve(name);
    }

    public Path failed(String name) {
        return spool().resolve("failed").resolve(name);
    }

    /** What a daemon with these definitions is told. */
    static Settings settings(Map<String, String> definitions) throws IOException, SettingsException {
        return Settings.read(SettingsSource.of(Map.of(), definitions, Map.of(), Daemon.PROPERTIES));
    }

    /** Starts a daemon; with these settings of its cloud, which yield to those that were set. */
    public void start(Map<String, String> cloud) throws IOException, SettingsException, StartException {
        Map<String, String> all = new HashMap<>(cloud);
        all.putAll(definitions);
        start(settings(all), Clock.systemUTC(), Map.of());
    }

    void start(Settings settings, Clock clock, Map<String, Object> beans) throws StartException {
        daemon = Daemon.prepare(settings, clock, beans);
        daemon.start();
    }

    public void stop() throws IOException {
        daemon.close();
        daemon = null;
    }

    public Daemon daemon() {
        return daemon;
    }

    boolean isRunning() {
        return daemon != null;
    }

    /** Stops the daemon if one runs, and removes the folder. */
    public void close() throws IOException {
        if (isRunning()) {
            stop();
        }
        SecretScan.assertNone(folder);
        try (Stream<Path> content = Files.walk(folder)) {
            for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** An image of segments of a MiB each, and a short one: a dot is a segment of zeros, any other character a seed. */
    public static byte[] image(String segments) {
        int mib = 1 << 20;
        byte[] image = new byte[segments.length() * mib + 1];
        for (int i = 0; i < segments.length(); i++) {
            if (segments.charAt(i) != '.') {
                System.arraycopy(bytes(mib, segments.charAt(i)), 0, image, i * mib, mib);
            }
        }
        return image;
    }

    /** Bytes that look like nothing else, the same for the same size and seed. */
    public static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Drops a file the way that never shows it half: by renaming it into the inbox. */
    public void drop(String name, byte[] content) throws IOException {
        Path beside = Files.createTempFile(spool(), "drop", ".tmp");
        Files.write(beside, content);
        Files.move(beside, inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    public void dropSidecar(String image, String json) throws IOException {
        Files.writeString(inbox().resolve(image + ".json"), json);
    }

    /** The receipt of an image, which must not have failed. */
    public JsonNode awaitDone(String image, Duration patience) throws IOException {
        return awaitEnd(image, patience, done(image + ".receipt.json"), failed(image + ".error.json"));
    }

    /** The error file of an image, which must not have got through. */
    public JsonNode awaitFailed(String image, Duration patience) throws IOException {
        return awaitEnd(image, patience, failed(image + ".error.json"), done(image + ".receipt.json"));
    }

    private JsonNode awaitEnd(String image, Duration patience, Path wanted, Path unwanted) throws IOException {
        await("the end of " + image)
                .atMost(patience)
                .until(() -> (Files.exists(wanted) || Files.exists(unwanted)) && isClosed(image));
        assertThat(wanted).as(() -> content(unwanted)).exists();
        return Json.MAPPER.readTree(wanted.toFile());
    }

    private static String content(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    private boolean isClosed(String image) throws IOException {
        try (Stream<Path> jobs = Files.list(spool().resolve("work"))) {
            return jobs.noneMatch(job -> {
                try {
                    JsonNode journal =
                            Json.MAPPER.readTree(job.resolve("job.json").toFile());
                    return journal.path("image").asText().equals(image);
                } catch (IOException e) {
                    return false;
                }
            });
        }
    }
}
