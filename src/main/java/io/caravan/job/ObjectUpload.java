package io.caravan.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The object's upload.
 *
 * @param attempt numbers the segment prefixes tried: a prefix that holds other bytes is left alone
 * @param segmentSize bytes of each segment but the last: the request's, unless the cloud's limits want another
 * @param manifest what ties the segments together
 * @param prefix the segments' prefix in their container, ending in a slash; empty when the object is one piece
 * @param segments how many there are
 * @param etag the object's Etag without quotes, once it is verified
 * @param startedAt when the first try began
 * @param endedAt when the object was verified
 * @param replaced segments of the large objects that this one takes the place of
 */
public record ObjectUpload(
        int attempt,
        long segmentSize,
        ManifestKind manifest,
        String prefix,
        int segments,
        String etag,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        List<ReplacedSegments> replaced) {

    /** Nothing was sent yet. */
    public static final ObjectUpload NONE =
            new ObjectUpload(1, 0, ManifestKind.NONE, "", 0, "", Optional.empty(), Optional.empty(), List.of());

    /** To be cut into segments of that size, tied together so. */
    public ObjectUpload cut(long segmentSize, ManifestKind manifest) {
        return new ObjectUpload(attempt, segmentSize, manifest, prefix, segments, etag, startedAt, endedAt, replaced);
    }

    /** Under this prefix, since the given time unless it had begun before. */
    public ObjectUpload under(int attempt, String prefix, int segments, Instant now) {
        return new ObjectUpload(
                attempt,
                segmentSize,
                manifest,
                prefix,
                segments,
                "",
                Optional.of(startedAt.orElse(now)),
                Optional.empty(),
                replaced);
    }

    /** Begun at the given time, unless it had begun before. */
    public ObjectUpload begun(Instant now) {
        Optional<Instant> start = Optional.of(startedAt.orElse(now));
        return new ObjectUpload(attempt, segmentSize, manifest, prefix, segments, etag, start, endedAt, replaced);
    }

    /** With the next attempt's number, for another prefix. */
    public ObjectUpload elsewhere() {
        return new ObjectUpload(
                attempt + 1, segmentSize, manifest, "", segments, "", startedAt, Optional.empty(), replaced);
    }

    /** Whole, with that Etag. */
    public ObjectUpload verified(String etag, Instant now) {
        return new ObjectUpload(
                attempt, segmentSize, manifest, prefix, segments, etag, startedAt, Optional.of(now), replaced);
    }

    /** Taking the place of a large object with these segments; what is known of them by now. */
    public ObjectUpload replacing(ReplacedSegments segmentsThere) {
        List<ReplacedSegments> all = new ArrayList<>(replaced);
        all.removeIf(other -> other.place().equals(segmentsThere.place()));
        all.add(segmentsThere);
        return new ObjectUpload(
                attempt, segmentSize, manifest, prefix, segments, etag, startedAt, endedAt, List.copyOf(all));
    }

    /** Whether a dynamic manifest ties the segments together, or is to. */
    public boolean isDynamic() {
        return manifest == ManifestKind.DLO;
    }

    /** Whether a static manifest ties the segments together, or is to. */
    public boolean isStatic() {
        return manifest == ManifestKind.SLO;
    }

    /** Whether the object is whole, and that was verified. */
    public boolean verified() {
        return endedAt.isPresent();
    }
}
