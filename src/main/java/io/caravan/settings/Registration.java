package io.caravan.settings;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.caravan.text.LogText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How an image is registered with OpenStack's image service, as far as that is said. The names are those of its API v2
 * ("Create image"), in the spelling of sidecars.
 *
 * @param diskFormat {@code qcow2}, {@code raw}, …; where it isn't said, what a look at the file shows
 * @param containerFormat {@code bare} where it isn't said
 * @param visibility who sees it, in the service's word
 * @param isProtected whether it can't be deleted as long as that stands
 * @param hidden whether lists leave it out
 * @param properties further ones, {@code os_distro} for example
 * @param share projects to share it with, by id or by name
 */
public record Registration(
        Optional<String> diskFormat,
        Optional<String> containerFormat,
        Optional<String> visibility,
        Optional<List<String>> tags,
        @JsonProperty("protected") Optional<Boolean> isProtected,
        Optional<Boolean> hidden,
        Optional<Map<String, String>> properties,
        Optional<List<String>> share) {

    /** Nothing is said. */
    public static final Registration NONE = new Registration(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** The property by which Caravan knows the images that it has made: its value is the job. */
    public static final String MARK = "caravan_job";

    private static final Set<String> VISIBILITIES = Set.of("private", "shared", "community", "public");

    /** What the service calls its own (API v2, schema of an image), and what has a field of its own in a sidecar. */
    private static final Set<String> RESERVED = Set.of(
            "id",
            "name",
            "status",
            "visibility",
            "protected",
            "os_hidden",
            "checksum",
            "os_hash_algo",
            "os_hash_value",
            "owner",
            "size",
            "virtual_size",
            "container_format",
            "disk_format",
            "created_at",
            "updated_at",
            "tags",
            "direct_url",
            "locations",
            "min_ram",
            "min_disk",
            "self",
            "file",
            "schema",
            "stores",
            MARK);

    private static final String RESERVED_PREFIX = "os_glance_";

    /** Characters of a name or a tag, and how many of each there may be (Glance's stock limits). */
    private static final int LONGEST = 255;

    private static final int MOST = 128;

    /** This, and what it doesn't say as another says it; of properties those of both. */
    public Registration or(Registration other) {
        Map<String, String> both = new LinkedHashMap<>(other.properties.orElse(Map.of()));
        both.putAll(properties.orElse(Map.of()));
        return new Registration(
                diskFormat.or(() -> other.diskFormat),
                containerFormat.or(() -> other.containerFormat),
                visibility.or(() -> other.visibility),
                tags.or(() -> other.tags),
                isProtected.or(() -> other.isProtected),
                hidden.or(() -> other.hidden),
                properties.isEmpty() ? other.properties : Optional.of(Map.copyOf(both)),
                share.or(() -> other.share));
    }

    /** Why the service would refuse it, as far as that is known; empty when it would do. */
    public Optional<String> problem() {
        if (visibility.filter(word -> !VISIBILITIES.contains(word)).isPresent()) {
            return Optional.of("visibility is '" + LogText.clean(visibility.get())
                    + "'; it is private, shared, community or public");
        }
        for (Optional<String> format : List.of(diskFormat, containerFormat)) {
            if (format.filter(word -> !word.matches("[a-z0-9_-]{1,32}")).isPresent()) {
                return Optional.of(
                        "'" + LogText.clean(format.get()) + "' is no format's name; one is qcow2, for example");
            }
        }
        return tags.flatMap(all -> number("tags", all.size()))
                .or(() -> tags.flatMap(all ->
                        all.stream().flatMap(tag -> name("a tag", tag).stream()).findFirst()))
                .or(() -> properties.flatMap(all -> number("properties", all.size())))
                .or(() -> properties.flatMap(all -> all.keySet().stream()
                        .flatMap(key -> property(key).stream())
                        .findFirst()))
                .or(() -> share.flatMap(all -> number("projects to share with", all.size())))
                .or(() -> share.flatMap(all -> all.stream()
                        .flatMap(project -> name("a project", project).stream())
                        .findFirst()));
    }

    private static Optional<String> number(String what, int number) {
        return number <= MOST
                ? Optional.empty()
                : Optional.of("there are " + number + " " + what + ", at most " + MOST + " are taken");
    }

    private static Optional<String> name(String what, String text) {
        return text.isBlank() || text.length() > LONGEST
                ? Optional.of(what + " has " + text.length() + " characters; it has 1 to " + LONGEST
                        + ", and not only blanks")
                : Optional.empty();
    }

    private static Optional<String> property(String name) {
        return RESERVED.contains(name) || name.startsWith(RESERVED_PREFIX)
                ? Optional.of("the property " + LogText.clean(name) + " is not one that can be given: it is the image"
                        + " service's, Caravan's, or a field of its own")
                : name("a property's name", name);
    }
}
