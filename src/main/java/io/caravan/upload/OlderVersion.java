package io.caravan.upload;

import java.util.List;
import java.util.Optional;

/**
 * The segments of the large object that an upload takes the place of, in their order. Only those in the object's own place
 * are told, where nobody but who replaces the object deletes them.
 *
 * @param pieces one that can't be used again has an empty name
 */
public record OlderVersion(List<Piece> pieces) {

    /** Nothing is there, or nothing that could be used. */
    public static final OlderVersion NONE = new OlderVersion(List.of());

    /**
     * A segment.
     *
     * @param name in the container of the new segments
     * @param etag the MD5 of its bytes
     */
    record Piece(String name, long bytes, String etag) {}

    /** The segment in that place, if it has that length: no other can have the same bytes. */
    Optional<Piece> piece(int index, long bytes) {
        return index < pieces.size()
                        && pieces.get(index).bytes() == bytes
                        && !pieces.get(index).name().isEmpty()
                ? Optional.of(pieces.get(index))
                : Optional.empty();
    }
}
