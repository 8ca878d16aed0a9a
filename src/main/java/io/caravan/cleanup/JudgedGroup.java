package io.caravan.cleanup;

/**
 * What was found out about a group of segments.
 *
 * @param kept why it stays; empty for an orphan
 */
public record JudgedGroup(SegmentGroup group, String kept) {

    /** Whether nothing refers to it. */
    public boolean orphan() {
        return kept.isEmpty();
    }
}
