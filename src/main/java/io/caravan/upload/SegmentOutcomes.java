package io.caravan.upload;

import io.caravan.swift.StoredHead;
import io.caravan.upload.SegmentOutcome.Kind;
import io.caravan.upload.region.FileRegionEntity;
import java.io.IOException;

/** Makes a segment's outcome of what was seen. An outcome that isn't good stops the rest of the upload. */
public final class SegmentOutcomes {

    /** It needn't be tried any more. */
    public SegmentOutcome untried(Segment segment) {
        segment.run().is(segment.index(), UploadRun.SegmentState.WAITING);
        return new SegmentOutcome(segment, Kind.UNTRIED, "", null);
    }

    /**
     * A piece of its name and size lies there already: is it this one?
     *
     * @throws IOException when the file can't be read
     */
    public SegmentOutcome compareWithListed(Segment segment) throws IOException {
        String listed = segment.run().listedEtag(segment.index()).orElseThrow();
        if (segment.getBody().hash().equals(listed)) {
            segment.run().landed(segment.index(), UploadRun.SegmentState.LANDED);
            return new SegmentOutcome(segment, Kind.SKIPPED, listed, null);
        }
        segment.restarted();
        segment.run().giveUp();
        return new SegmentOutcome(segment, Kind.OCCUPIED, "", null);
    }

    /**
     * Swift has taken it.
     *
     * @param answered what Swift has answered, or what lies there by now
     * @throws EtagMismatchException when that isn't the MD5 of what was read from the file
     */
    public SegmentOutcome landed(Segment segment, FileRegionEntity sent, StoredHead answered)
            throws EtagMismatchException {
        String etag = answered.etag();
        if (!etag.equals(sent.md5())) {
            throw new EtagMismatchException(segment.getName(), sent.md5(), etag);
        }
        segment.run().landed(segment.index(), UploadRun.SegmentState.LANDED);
        return new SegmentOutcome(segment, Kind.LANDED, etag, null);
    }

    /** The cloud is away: the upload goes on later, with this segment and those that weren't tried. */
    public SegmentOutcome waiting(Segment segment, Throwable reason) {
        segment.run().is(segment.index(), UploadRun.SegmentState.WAITING);
        segment.run().giveUp();
        return new SegmentOutcome(segment, Kind.WAITING, "", reason);
    }

    /** No further try would help, and none is made; unless the daemon is stopping, which cuts tries short. */
    public SegmentOutcome failed(Segment segment, Throwable reason) {
        if (segment.run().stopping()) {
            return untried(segment);
        }
        segment.run().giveUp();
        return new SegmentOutcome(segment, Kind.FAILED, "", reason);
    }
}
