package io.caravan.settings;

import static io.caravan.settings.Key.optional;

import io.caravan.settings.Key.Kind;
import io.caravan.settings.Settings.Manifest;
import io.caravan.text.Timetable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every setting that there is, declared once: what else lists settings ({@code application.properties},
 * {@code docs/settings.md}, the check for unknown keys) comes from here.
 */
final class Keys {

    static final Key<Path> SPOOL = Key.of(
            "caravan.spool",
            "spool",
            Kind.FOLDER,
            "Holds `inbox/`, `work/`, `done/` and `failed/`, on one filesystem; made if missing. A relative path begins at"
                    + " the launcher's folder.");
    static final Key<Duration> INBOX_POLL =
            Key.of("caravan.inbox.poll", "1s", Kind.LENGTH_OF_TIME, "How often to look into the inbox.");
    static final Key<Duration> INBOX_SETTLE = Key.of(
            "caravan.inbox.settle",
            "5s",
            Kind.TIME,
            "How long size and time stamp of a file must stand still before it is taken.");
    static final Key<Boolean> INBOX_DONE_FILE = Key.of(
            "caravan.inbox.done-file",
            "false",
            Kind.YES_OR_NO,
            "`true`: an image `x` is taken only once a file `x.done` is there, too.");
    static final Key<String> INBOX_CONTAINERS = optional(
            "caravan.inbox.containers",
            "`caravan.image.container` alone",
            Kind.TEXT,
            "The containers that a sidecar may ask for, with commas between; `*` for any.");
    static final Key<Long> INBOX_MAX_SIZE = Key.of(
            "caravan.inbox.max-size", "2TiB", Kind.size(Settings.LARGEST_IMAGE), "The largest image that is taken.");
    static final Key<Long> SEGMENT_SIZE = Key.of(
            "caravan.segment.size",
            "1000MiB",
            Kind.size(Settings.LARGEST_OBJECT),
            "Bytes of a segment, at most `5GiB`. An image no larger is one object without a manifest. Where the cloud's"
                    + " limits want it, or there would be more than 20,000 segments, another size is taken.");
    static final Key<Integer> SEGMENTS_PARALLEL = Key.of(
            "caravan.segment.parallel",
            "4",
            Kind.number(1, 256),
            "Segments in flight over all images, plus one per image, which its own thread sends.");
    static final Key<Integer> IMAGES_PARALLEL = Key.of(
            "caravan.images.parallel",
            "2",
            Kind.number(1, 64),
            "Images in flight; an owner who has none gets one beyond, up to four owners.");
    static final Key<Timetable> BANDWIDTH = optional(
            "caravan.bandwidth",
            "",
            Kind.TIMETABLE,
            "The most bytes a second that go to and come from the cloud, over all images: `50MiB/s`, or by the time of the"
                    + " day `08:00-18:00=20MiB/s,50MiB/s`; the first part that holds counts, and where none does there is"
                    + " no limit. Changed in this file, it holds at once.");
    static final Key<Manifest> MANIFEST = Key.of(
            "caravan.manifest",
            "dlo",
            Kind.oneOf(List.of(Manifest.values())),
            "What ties segments together: `dlo` (dynamic large object), `slo` (static: Swift itself checks each segment),"
                    + " or `auto`: `slo` where the cloud offers and checks it and the segments fit its limits, else `dlo`.");
    static final Key<Duration> PROGRESS_INTERVAL =
            Key.of("caravan.progress.interval", "5s", Kind.LENGTH_OF_TIME, "How often each upload says how far it is.");

    static final Key<String> IMPORT_SERVICE = Key.of(
            "caravan.import.service",
            "auto",
            Kind.TEXT,
            "What makes an image of what is sent: `vmimport` (Fujitsu K5), `glance` (OpenStack's image service), `none`: an"
                    + " image is done when its object is verified. `auto`: the first of them that the cloud has, and never"
                    + " `none`.");
    static final Key<Duration> IMPORT_POLL_INTERVAL = Key.of(
            "caravan.import.poll-interval",
            "60s",
            Kind.LENGTH_OF_TIME,
            "How long to wait after the first look at an import; the pauses grow up to ten times that.");
    static final Key<Duration> IMPORT_DEADLINE = Key.of(
            "caravan.import.deadline",
            "36h",
            Kind.LENGTH_OF_TIME,
            "When to give up on an import that has not ended. Only time in which Caravan could look at it counts, by a"
                    + " clock that nobody sets.");
    static final Key<Boolean> IMPORT_CREDENTIALS = optional(
            "caravan.import.vmimport.credentials",
            "`true` in K5's regions `de-1`, `es-1` and `fi-1`, else `false`",
            Kind.YES_OR_NO,
            "Whether the import request carries user name and password, as K5's regions of generation 1 want it.");

    static final Key<Duration> IMPORT_STALL = Key.of(
            "caravan.import.stall",
            "30m",
            Kind.LENGTH_OF_TIME,
            "When to take an import by Glance for stuck whose size and message have not changed; likewise measured.");
    static final Key<Settings.GlanceMethod> GLANCE_METHOD = Key.of(
            "caravan.import.glance.method",
            "auto",
            Kind.oneOf(List.of(Settings.GlanceMethod.values())),
            "How Glance comes by the bytes: `web-download`: from Swift, where they go in segments; `glance-direct` and"
                    + " `upload`: from here, in one stream, which can't be resumed. `auto`: the first that works.");
    static final Key<String> GLANCE_STORES = optional(
            "caravan.import.glance.stores",
            "the cloud's default",
            Kind.TEXT,
            "Where Glance is to keep images, with commas between, of a cloud that has several stores.");

    static final Key<Integer> RETRY_REPEATS = Key.of(
            "caravan.retry.repeats",
            "3",
            Kind.number(0, 100),
            "How often a request that failed is repeated at once. After that its job waits, and is tried again.");
    static final Key<Duration> RETRY_DELAY = Key.of(
            "caravan.retry.delay",
            "1s",
            Kind.LENGTH_OF_TIME,
            "The first pause before a repeat, and before a waiting job is tried again; it doubles each time.");
    static final Key<Duration> RETRY_MAX_DELAY = Key.of(
            "caravan.retry.max-delay",
            "5m",
            Kind.LENGTH_OF_TIME,
            "The longest such pause, and the most of a `Retry-After` that is kept to.");
    static final Key<Integer> VERIFY_REPEATS = Key.of(
            "caravan.verify.repeats",
            "25",
            Kind.number(0, 10_000),
            "How often to look again at an object that is not whole yet: Swift's listings may be minutes behind.");
    static final Key<Duration> VERIFY_MAX_DELAY = Key.of(
            "caravan.verify.max-delay",
            "30s",
            Kind.LENGTH_OF_TIME,
            "The longest pause between two such looks; with the defaults they go on for about ten minutes.");

    static final Key<String> NOTIFY = Key.of(
            "caravan.notify",
            "log:caravan.events?level=DEBUG",
            Kind.TEXT,
            "A Camel endpoint that gets one small JSON for each change of a job's stage; the log has a line of its own for"
                    + " each. Jars of components go into `lib/ext`.");
    static final Key<String> HAND_OFF_IMAGES = Key.of(
            "caravan.hand-off.images",
            "seda:images?concurrentConsumers={{caravan.run.image-consumers}}&pollTimeout=100&purgeWhenStopping=true",
            Kind.TEXT,
            "The Camel endpoint by which jobs go to be uploaded. One that refuses a job, or is away, is offered it again.");
    static final Key<String> HAND_OFF_IMPORTS = Key.of(
            "caravan.hand-off.imports",
            "seda:imports?concurrentConsumers=2&pollTimeout=100&purgeWhenStopping=true",
            Kind.TEXT,
            "Likewise to be imported.");
    static final Key<String> HAND_OFF_LOOKS = Key.of(
            "caravan.hand-off.looks",
            "seda:looks?concurrentConsumers=8&pollTimeout=100&purgeWhenStopping=true",
            Kind.TEXT,
            "Likewise to have their import looked at.");
    static final Key<String> HAND_OFF_ENDS = Key.of(
            "caravan.hand-off.ends",
            "seda:ends?concurrentConsumers=4&pollTimeout=100&purgeWhenStopping=true",
            Kind.TEXT,
            "Likewise to be put away.");
    static final Key<Duration> DISPATCH_PERIOD =
            Key.of("caravan.dispatch.period", "500ms", Kind.LENGTH_OF_TIME, "How often to ask which jobs can go on.");
    static final Key<Duration> POLL_PERIOD = Key.of(
            "caravan.poll.period", "1s", Kind.LENGTH_OF_TIME, "How often to ask which imports are to be looked at.");

    static final Key<Integer> SANDBOX_PORT = Key.of(
            "caravan.sandbox.port",
            "17500",
            Kind.number(0, 65535),
            "The embedded cloud's port on 127.0.0.1; `0` picks a free one and prints it.");
    static final Key<Path> SANDBOX_DATA = optional(
            "caravan.sandbox.data",
            "`.sandbox` in the spool",
            Kind.FOLDER,
            "The embedded cloud's objects, imports and request log.");
    static final Key<Settings.Sandbox.Flavour> SANDBOX_FLAVOUR = Key.of(
            "caravan.sandbox.flavour",
            "stock",
            Kind.oneOf(List.of(Settings.Sandbox.Flavour.values())),
            "The cloud that it stands in for: `stock`, `ceph`, `small`, `policies`, `bare` or `strict`. What each of them"
                    + " answers stands in docs/clouds.md.");

    /** Settings that belong together. */
    record Section(String title, String about, List<Key<?>> keys) {}

    /** All settings, in the order in which people read them. */
    static final List<Section> SECTIONS = List.of(
            new Section(
                    "The folders",
                    "",
                    List.of(SPOOL, INBOX_POLL, INBOX_SETTLE, INBOX_DONE_FILE, INBOX_CONTAINERS, INBOX_MAX_SIZE)),
            Kept.SECTION,
            CloudKeys.SECTION,
            ImageSettings.SECTION,
            new Section(
                    "The upload",
                    "",
                    List.of(SEGMENT_SIZE, SEGMENTS_PARALLEL, IMAGES_PARALLEL, MANIFEST, BANDWIDTH, PROGRESS_INTERVAL)),
            new Section(
                    "The import",
                    "",
                    List.of(
                            IMPORT_SERVICE,
                            IMPORT_POLL_INTERVAL,
                            IMPORT_DEADLINE,
                            IMPORT_STALL,
                            IMPORT_CREDENTIALS,
                            GLANCE_METHOD,
                            GLANCE_STORES)),
            new Section(
                    "Repeats",
                    "",
                    List.of(RETRY_REPEATS, RETRY_DELAY, RETRY_MAX_DELAY, VERIFY_REPEATS, VERIFY_MAX_DELAY)),
            new Section(
                    "Notices and hand-offs",
                    "",
                    List.of(
                            NOTIFY,
                            HAND_OFF_IMAGES,
                            HAND_OFF_IMPORTS,
                            HAND_OFF_LOOKS,
                            HAND_OFF_ENDS,
                            DISPATCH_PERIOD,
                            POLL_PERIOD)),
            LogSettings.SECTION,
            WebSettings.SECTION,
            new Section(
                    "The embedded cloud",
                    "Only for `./caravan sandbox`, `demo` and `run --sandbox`.",
                    List.of(SANDBOX_PORT, SANDBOX_DATA, SANDBOX_FLAVOUR)));

    /** All settings. */
    static final List<Key<?>> ALL = SECTIONS.stream()
            .<Key<?>>flatMap(section -> section.keys().stream())
            .toList();

    /** What all settings are called. */
    static final Set<String> NAMES = ALL.stream().map(Key::name).collect(Collectors.toUnmodifiableSet());

    private Keys() {}
}
