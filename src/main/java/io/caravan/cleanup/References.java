package io.caravan.cleanup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.swift.Prefix;
import io.caravan.text.BoundedJson;
import io.caravan.text.LogText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which segments the account's manifests and links refer to. */
final class References {

    private static final ObjectMapper JSON = BoundedJson.mapper();

    private record Dynamic(Prefix prefix, String manifest) {}

    private final List<Dynamic> dynamic = new ArrayList<>();
    private final Map<String, String> folders = new HashMap<>();

    /** A dynamic large object is made of all that begins with its prefix; a link leads to one object. */
    void addDynamic(Prefix prefix, String manifest) {
        dynamic.add(new Dynamic(prefix, manifest));
    }

    /**
     * A static large object is made of what its manifest lists.
     *
     * @throws IOException when the manifest can't be read
     */
    void addStatic(String json, String manifest) throws IOException {
        JsonNode entries = JSON.readTree(json);
        if (entries == null || !entries.isArray()) {
            throw new IOException("the manifest of " + LogText.clean(manifest) + " is none");
        }
        for (JsonNode entry : entries) {
            addPath(entry.path("name").asText(""), manifest);
        }
    }

    /** {@code container/object}, with or without a slash before it. */
    private void addPath(String path, String from) {
        String place = path.startsWith("/") ? path.substring(1) : path;
        folders.put(place.substring(0, place.lastIndexOf('/') + 1), from);
    }

    /** Which object refers to a segment of the group, or to all of them. */
    Optional<String> to(SegmentGroup group) {
        Optional<String> listed = Optional.ofNullable(folders.get(group.place()));
        return listed.or(() -> dynamic.stream()
                .filter(object -> object.prefix().mayTouch(group.container(), group.prefix()))
                .map(Dynamic::manifest)
                .findFirst());
    }
}
