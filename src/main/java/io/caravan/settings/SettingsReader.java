package io.caravan.settings;

import io.caravan.settings.Settings.Cloud;
import io.caravan.settings.Settings.Imports;
import io.caravan.settings.Settings.Inbox;
import io.caravan.settings.Settings.Retry;
import io.caravan.settings.Settings.Sandbox;
import io.caravan.settings.Settings.Spool;
import io.caravan.settings.Settings.Upload;
import io.caravan.text.ObjectNames;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Makes typed settings of what is set, and judges what makes sense only together. */
final class SettingsReader {

    private static final Set<String> K5_GENERATION_1 = Set.of("de-1", "es-1", "fi-1");

    private final SettingsSource source;
    private final SettingValues values;

    SettingsReader(SettingsSource source) {
        this.source = source;
        this.values = new SettingValues(source);
    }

    Settings read() throws SettingsException {
        Spool spool = spool();
        Cloud cloud = new CloudReader(values, source).cloud();
        Imports imports = imports(cloud);
        ImageSettings image = ImageSettings.read(values);
        Inbox inbox = new Inbox(
                values.get(Keys.INBOX_SETTLE),
                values.get(Keys.INBOX_DONE_FILE),
                containers(image.container()),
                values.get(Keys.INBOX_MAX_SIZE));
        Upload upload = new Upload(
                values.get(Keys.SEGMENT_SIZE),
                values.get(Keys.SEGMENTS_PARALLEL),
                values.get(Keys.IMAGES_PARALLEL),
                values.get(Keys.MANIFEST));
        Retry retry = new Retry(
                values.get(Keys.RETRY_REPEATS),
                values.get(Keys.RETRY_DELAY),
                values.get(Keys.RETRY_MAX_DELAY),
                values.get(Keys.VERIFY_REPEATS),
                values.get(Keys.VERIFY_MAX_DELAY));
        Sandbox sandbox = sandbox(spool);
        WebSettings web = WebSettings.read(values);
        LogSettings log = LogSettings.read(values);
        Kept kept = Kept.read(values);
        Keys.ALL.forEach(values::find); // what only routes ask for is judged here
        values.complain();
        return new Settings(
                spool,
                inbox,
                cloud,
                image,
                upload,
                imports,
                retry,
                sandbox,
                web,
                log,
                kept,
                Map.copyOf(values.visible()));
    }

    Sandbox readSandbox() throws SettingsException {
        Sandbox sandbox = sandbox(spool());
        values.complainOfWhatIsWrong();
        return sandbox;
    }

    Spool readSpool() throws SettingsException {
        Spool spool = spool();
        values.complainOfWhatIsWrong();
        return spool;
    }

    Cloud readCloud() throws SettingsException {
        Cloud cloud = new CloudReader(values, source).cloud();
        values.complain();
        return cloud;
    }

    Settings.Portal readPortal() throws SettingsException {
        Settings.Portal portal = new CloudReader(values, source).signInAtPortal();
        values.complain();
        return portal;
    }

    private Spool spool() {
        return new Spool(values.get(Keys.SPOOL).toAbsolutePath().normalize());
    }

    private Sandbox sandbox(Spool spool) {
        Path byDefault = spool.root().resolve(".sandbox");
        return new Sandbox(
                values.get(Keys.SANDBOX_PORT),
                values.find(Keys.SANDBOX_DATA).orElse(byDefault),
                values.get(Keys.SANDBOX_FLAVOUR));
    }

    private Imports imports(Cloud cloud) {
        String service = values.get(Keys.IMPORT_SERVICE);
        // another cloud may have a region of that name
        boolean credentials = values.find(Keys.IMPORT_CREDENTIALS)
                .orElseGet(() -> cloud.k5Service("identity").isPresent()
                        && K5_GENERATION_1.contains(cloud.region().orElseThrow().name()));
        return new Imports(
                service,
                values.get(Keys.IMPORT_POLL_INTERVAL),
                values.get(Keys.IMPORT_DEADLINE),
                values.get(Keys.IMPORT_STALL),
                credentials,
                values.get(Keys.GLANCE_METHOD),
                values.list(Keys.GLANCE_STORES));
    }

    /** Names with commas between; each must be one that a container can have. */
    private Set<String> containers(String byDefault) {
        Set<String> names = new LinkedHashSet<>();
        for (String part : values.find(Keys.INBOX_CONTAINERS).orElse(byDefault).split(",")) {
            String name = part.strip();
            names.add(name);
            if (!name.equals("*") && values.find(Keys.INBOX_CONTAINERS).isPresent()) {
                ObjectNames.problemWithContainer(name)
                        .ifPresent(problem -> values.problem(Keys.INBOX_CONTAINERS + "=" + name + ": " + problem));
            }
        }
        return names;
    }
}
