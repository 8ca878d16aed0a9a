package io.caravan.upload;

/**
 * What became of one segment. Every segment of an upload reports exactly one.
 *
 * @param etag the piece's Etag when it is in its container, or empty
 * @param reason why it isn't there, or null
 */
public record SegmentOutcome(Segment segment, Kind kind, String etag, Throwable reason) {

    /** In the order of their weight: the heaviest among an upload's segments decides what becomes of it. */
    public enum Kind {
        /** It was sent, and Swift's Etag is the MD5 of what was read. */
        LANDED,
        /** It was there already, byte for byte. */
        SKIPPED,
        /** It wasn't tried, since the upload was given up or the daemon is stopping. */
        UNTRIED,
        /** The cloud is away, or overloaded. */
        WAITING,
        /** Other bytes of the same length lie under its name; they may be another object's and are left alone. */
        OCCUPIED,
        /** No further try would help. */
        FAILED
    }

    /** Tells the upload apart from any other. */
    public String getRunKey() {
        return segment.getRunKey();
    }
}
