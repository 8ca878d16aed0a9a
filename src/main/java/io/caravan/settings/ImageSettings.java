package io.caravan.settings;

import static io.caravan.settings.Key.optional;

import io.caravan.settings.Key.Kind;
import io.caravan.settings.Keys.Section;
import io.caravan.text.ObjectNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an image gets whose sidecar says nothing else.
 *
 * @param container where it goes
 * @param osType the operating system inside, in the import service's words
 * @param minRam MB of memory that a server of it needs
 * @param minDisk GB of disk, likewise
 * @param inspection what a look at it may lead to; empty leaves it to the import service
 * @param registration how it is registered
 * @param replace what becomes of older images of its name
 * @param keepObject whether an object stays that was only a means to an image
 */
public record ImageSettings(
        String container,
        Optional<String> osType,
        Optional<Integer> minRam,
        Optional<Integer> minDisk,
        Optional<Inspection> inspection,
        Registration registration,
        Replace replace,
        boolean keepObject) {

    /** What a look at an image before its first byte is sent may lead to. */
    public enum Inspection {
        /** An image that no cloud would start, or that isn't whole, fails. */
        STRICT,
        /** It is said in the log, and the image goes on. */
        WARN,
        /** Nobody looks. */
        OFF
    }

    /** What becomes of older images of the same name that Caravan has made, once a new one is active. */
    public enum Replace {
        /** They stay. */
        KEEP,
        /** They stay, and lists no longer show them. */
        HIDE,
        /** They are deleted. */
        DELETE
    }

    static final Key<String> CONTAINER =
            Key.of("caravan.image.container", "images", Kind.TEXT, "The container of images whose sidecar names none.");
    static final Key<String> OS_TYPE = optional(
            "caravan.image.os-type",
            "",
            Kind.TEXT,
            "The operating system inside, likewise: `centos` or `ubuntu` for vmimport, for example (an image with one that it"
                    + " does not know fails, and is told which there are); `linux` or `windows` for Glance.");
    static final Key<Integer> MIN_RAM = optional(
            "caravan.image.min-ram",
            "",
            Kind.number(0, Integer.MAX_VALUE),
            "MB of memory that a server of the image needs, likewise.");
    static final Key<Integer> MIN_DISK = optional(
            "caravan.image.min-disk",
            "the size of the disk in it, where a look at the file tells",
            Kind.number(0, Integer.MAX_VALUE),
            "GB of disk, likewise.");
    static final Key<Inspection> INSPECT = optional(
            "caravan.inspect",
            "`strict`, with `caravan.import.service=none` `warn`",
            Kind.oneOf(List.of(Inspection.values())),
            "What becomes of an image that no cloud would start, or that is not whole (docs/images.md): `strict`: it"
                    + " fails before its first byte is sent; `warn`: the log says so; `off`: nobody looks.");
    static final Key<String> VISIBILITY = optional(
            "caravan.image.visibility",
            "the cloud's own, `shared` as a rule",
            Kind.TEXT,
            "Who sees a Glance image whose sidecar does not say: `private`, `shared`, `community` or `public`.");
    static final Key<String> TAGS = optional("caravan.image.tags", "", Kind.TEXT, "Its tags, with commas between.");
    static final Key<String> PROPERTIES = optional(
            "caravan.image.properties",
            "",
            Kind.TEXT,
            "Its properties: `os_distro=debian,hw_disk_bus=scsi`. Those of a sidecar come on top.");
    static final Key<Boolean> PROTECTED = Key.of(
            "caravan.image.protected", "false", Kind.YES_OR_NO, "Whether it can be deleted only once that is off.");
    static final Key<Boolean> HIDDEN =
            Key.of("caravan.image.hidden", "false", Kind.YES_OR_NO, "Whether lists leave it out.");
    static final Key<String> SHARE = optional(
            "caravan.image.share", "", Kind.TEXT, "Projects to share it with, by id or by name, with commas between.");
    static final Key<Replace> REPLACE = Key.of(
            "caravan.image.replace",
            "keep",
            Kind.oneOf(List.of(Replace.values())),
            "What becomes of older Glance images of the same name that Caravan has made, once the new one is active: `keep`,"
                    + " `hide` (lists leave them out) or `delete`.");
    static final Key<Boolean> KEEP_OBJECT = Key.of(
            "caravan.image.keep-object",
            "false",
            Kind.YES_OR_NO,
            "Whether the object in Swift stays that Glance has made an active image of.");

    static final Section SECTION = new Section(
            "The image",
            "What an image gets whose sidecar says nothing else.",
            List.of(
                    CONTAINER,
                    OS_TYPE,
                    MIN_RAM,
                    MIN_DISK,
                    INSPECT,
                    VISIBILITY,
                    TAGS,
                    PROPERTIES,
                    PROTECTED,
                    HIDDEN,
                    SHARE,
                    REPLACE,
                    KEEP_OBJECT));

    static ImageSettings read(SettingValues values) {
        String container = values.get(CONTAINER);
        ObjectNames.problemWithContainer(container)
                .ifPresent(problem -> values.problem(CONTAINER + "=" + container + ": " + problem));
        return new ImageSettings(
                container,
                values.find(OS_TYPE),
                values.find(MIN_RAM),
                values.find(MIN_DISK),
                values.find(INSPECT),
                registration(values),
                values.get(REPLACE),
                values.get(KEEP_OBJECT));
    }

    private static Registration registration(SettingValues values) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String pair : values.list(PROPERTIES)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                values.problem(PROPERTIES + "=" + pair + ": each is name=value, with commas between");
            } else {
                properties.put(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        Registration registration = new Registration(
                Optional.empty(),
                Optional.empty(),
                values.find(VISIBILITY).map(text -> text.toLowerCase(Locale.ROOT)),
                Optional.of(values.list(TAGS)).filter(tags -> !tags.isEmpty()),
                Optional.of(values.get(PROTECTED)).filter(yes -> yes),
                Optional.of(values.get(HIDDEN)).filter(yes -> yes),
                Optional.of(Map.copyOf(properties)).filter(all -> !all.isEmpty()),
                Optional.of(values.list(SHARE)).filter(all -> !all.isEmpty()));
        registration.problem().ifPresent(problem -> values.problem("caravan.image.*: " + problem));
        return registration;
    }
}
