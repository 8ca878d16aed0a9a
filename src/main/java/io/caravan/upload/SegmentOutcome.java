package io.caravan.upload;

import io.caravan.job.SentSegment.From;

/**
 * What became of one segment. Every segment of an upload reports exactly one.
 *
 * @param etag the piece's Etag when the cloud has it, or empty
 * @param twin the name of the segment that stands for it, or is to be copied; empty for one that lies under its own name
 * @param from where the cloud has it from
 * @param reason why it isn't there, or null
 */
public record SegmentOutcome(Segment segment, Kind kind, String etag, String twin, From from, Throwable reason) {

    /** Of a segment that lies under its own name, or nowhere. */
    SegmentOutcome(Segment segment, Kind kind, String etag, Throwable reason) {
        this(segment, kind, etag, "", kind == Kind.SKIPPED ? From.LANDED : From.SENT, reason);
    }

    /** In the order of their weight: the heaviest among an upload's segments decides what becomes of it. */
    public enum Kind {
        /** It was sent, and Swift's Etag is the MD5 of what was read. */
        LANDED,
        /** It was there already, byte for byte. */
        SKIPPED,
        /** It needn't be sent: the cloud has the same bytes under another name, or is being sent them. */
        SPARED,
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
