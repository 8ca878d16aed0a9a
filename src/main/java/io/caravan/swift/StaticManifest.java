package io.caravan.swift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.text.BoundedJson;
import io.caravan.text.LogText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a static large object is made of, as {@code GET …?multipart-manifest=get} tells (Swift API, "Static large objects").
 * A manifest that lists nothing is none: Swift takes no such one, so something on the way has lost it.
 *
 * @param segments in their order
 * @param isTold false where the manifest could not be read, and these segments were found by their names: they have the
 *     object's bytes, but others that are equal to them may be those that the manifest lists
 */
public record StaticManifest(List<Segment> segments, boolean isTold) {

    private static final ObjectMapper JSON = BoundedJson.mapper();

    /**
     * An entry.
     *
     * @param container the segment's
     * @param name the segment's
     * @param bytes its length; negative where that isn't told
     * @param hash its Etag, or empty
     * @param isWhole false where only a range of it is meant, or where it is a large object itself
     * @param text the entry as it came, fit for a message
     */
    public record Segment(String container, String name, long bytes, String hash, boolean isWhole, String text) {

        /** Container and name up to the last slash, and with it: where segments of one upload lie together. */
        public String folder() {
            String path = container + "/" + name;
            return path.substring(0, path.lastIndexOf('/') + 1);
        }
    }

    /**
     * Reads a manifest; what it holds of bytes itself ({@code data}) refers to nothing and is passed over.
     *
     * @param label the object, for messages
     * @throws BadManifest when it isn't one, or an entry names no segment
     */
    public static StaticManifest read(String label, String json) throws BadManifest {
        JsonNode entries;
        try {
            entries = JSON.readTree(json);
        } catch (IOException e) {
            throw new BadManifest("the manifest of " + LogText.clean(label) + " is not JSON");
        }
        if (entries == null || !entries.isArray() || entries.isEmpty()) {
            throw new BadManifest("the manifest of " + LogText.clean(label) + " lists no segments");
        }
        List<Segment> segments = new ArrayList<>();
        for (JsonNode entry : entries) {
            if (!entry.has("data")) {
                segments.add(segment(label, entry));
            }
        }
        return new StaticManifest(List.copyOf(segments), true);
    }

    private static Segment segment(String label, JsonNode entry) throws BadManifest {
        String text = LogText.clean(entry.toString());
        String path = entry.path("name").asText("");
        String[] parts = (path.startsWith("/") ? path.substring(1) : path).split("/", 2);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new BadManifest(
                    "the manifest of " + LogText.clean(label) + " has an entry that is no segment: " + text);
        }
        return new Segment(
                parts[0],
                parts[1],
                entry.path("bytes").canConvertToLong() ? entry.path("bytes").asLong() : -1,
                entry.path("hash").asText(""),
                !entry.has("range") && !entry.path("sub_slo").asBoolean(false),
                text);
    }
}
