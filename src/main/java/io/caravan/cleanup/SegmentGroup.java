package io.caravan.cleanup;

import java.time.Instant;
import java.util.List;

/**
 * The segments of one upload: all that lies in a container under one prefix, and is named as segments are.
 *
 * @param container their container
 * @param prefix what their names begin with, ending in a slash
 * @param objects the objects that they may have been sent for
 * @param segments how many there are
 * @param bytes of all of them
 * @param newest when the last of them was put, by the service's clock
 */
public record SegmentGroup(
        String container, String prefix, List<String> objects, long segments, long bytes, Instant newest) {

    SegmentGroup and(long moreBytes, Instant put) {
        return new SegmentGroup(
                container, prefix, objects, segments + 1, bytes + moreBytes, put.isAfter(newest) ? put : newest);
    }

    /** {@code container/prefix}. */
    public String place() {
        return container + "/" + prefix;
    }
}
