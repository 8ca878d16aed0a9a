package io.caravan.cleanup;

import io.caravan.swift.Prefix;
import io.caravan.swift.StaticManifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which segments the account's manifests and links refer to. */
final class References {

    private record Dynamic(Prefix prefix, String manifest) {}

    private final List<Dynamic> dynamic = new ArrayList<>();
    private final Map<String, String> folders = new HashMap<>();
    private final Map<String, String> hashes = new HashMap<>();

    /** A dynamic large object is made of all that begins with its prefix; a link leads to one object. */
    void addDynamic(Prefix prefix, String manifest) {
        dynamic.add(new Dynamic(prefix, manifest));
    }

    /**
     * A static large object is made of what its manifest lists; where that isn't told, of any segments that have those
     * bytes.
     *
     * @param object the object, for messages
     */
    void addStatic(StaticManifest manifest, String object) {
        for (StaticManifest.Segment segment : manifest.segments()) {
            if (manifest.isTold()) {
                folders.put(segment.folder(), object);
            } else {
                hashes.put(segment.hash(), object);
            }
        }
    }

    /** Whether an object may be made of any segments that have the right bytes. */
    boolean hasUntold() {
        return !hashes.isEmpty();
    }

    /** Which object may be made of a segment with this Etag, wherever it lies. */
    Optional<String> toAny(String etag) {
        return Optional.ofNullable(hashes.get(etag));
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
