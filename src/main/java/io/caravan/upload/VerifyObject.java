package io.caravan.upload;

import io.caravan.cloud.Etags;
import io.caravan.job.JobFailure;
import io.caravan.job.ManifestKind;
import io.caravan.job.SentSegment;
import io.caravan.settings.LogText;
import java.util.Map;

/**
 * Whether Swift has what was sent. Before the manifest of a dynamic large object is put, every entry of the segments'
 * listing is compared: the object is made of what is listed, and takes the place of an older one only when that is all.
 * Then, up to 9,999 segments, a {@code HEAD} of the object tells: length and Etag are those of the segments. From 10,000
 * on Swift gives neither, since they would not fit one page of a listing; then the listing is compared once more.
 */
public final class VerifyObject {

    private static final int LONGEST_TOLD_BY_HEAD = 9_999;

    /** Whether a {@code HEAD} can tell. */
    public boolean isToldByHead(SegmentTally tally) {
        return tally.getRun().segmentCount() <= LONGEST_TOLD_BY_HEAD;
    }

    /**
     * Compares the answer to a {@code HEAD}.
     *
     * @param length the header {@code Content-Length}, or null
     * @param etag the header {@code Etag}, or null
     * @param isStatic the header {@code X-Static-Large-Object}, or null
     * @throws NotYetWholeException when that is another object
     * @throws ObjectGoneException when there is none
     * @throws JobFailure when it is the manifest itself: a service without static large objects takes it for an object
     */
    public void byHead(SegmentTally tally, String length, String etag, String isStatic)
            throws NotYetWholeException, ObjectGoneException, JobFailure {
        SegmentPlan plan = tally.getRun().plan();
        String expected = String.valueOf(plan.size());
        if (length == null) {
            throw new ObjectGoneException(target(plan) + " was taken and is not there; the containers are looked after"
                    + " and what is missing is sent again");
        }
        if (tally.getRun().job().upload().manifest() == ManifestKind.SLO && !"true".equalsIgnoreCase(isStatic)) {
            throw new JobFailure(
                    target(plan)
                            + " is not a static large object: this cloud has taken its manifest for a plain object",
                    "set caravan.manifest to dlo, then move the image and its sidecar back into inbox/");
        }
        if (!expected.equals(length)) {
            throw new NotYetWholeException(
                    target(plan) + " has a length of " + length + " bytes, " + expected + " were sent");
        }
        if (!tally.objectEtag().equals(Etags.bare(etag))) {
            throw new NotYetWholeException(
                    target(plan) + " has the Etag " + Etags.bare(etag) + ", it should be " + tally.objectEtag());
        }
    }

    /** What to list: all that the manifest takes in. */
    public Listing listing(SegmentTally tally) {
        SegmentPlan plan = tally.getRun().plan();
        return new Listing(plan.pieceContainer(), plan.prefix());
    }

    /**
     * Compares the listing of all that the manifest takes in.
     *
     * @throws NotYetWholeException when a segment isn't listed, or another is
     */
    public void byListing(SegmentTally tally, Listing listing) throws NotYetWholeException {
        SegmentPlan plan = tally.getRun().plan();
        Map<String, Listing.Entry> entries = listing.entries();
        for (SentSegment piece : tally.pieces()) {
            Listing.Entry entry = entries.get(piece.name());
            if (entry == null || entry.bytes() != piece.bytes() || !entry.hash().equals(piece.etag())) {
                throw new NotYetWholeException("the listing of " + plan.pieceContainer() + " has no " + piece.name()
                        + " of " + piece.bytes() + " bytes with the Etag " + piece.etag());
            }
        }
        if (entries.size() != plan.segments()) {
            throw new NotYetWholeException("under " + plan.prefix() + " lie " + entries.size() + " objects, "
                    + plan.segments() + " were sent");
        }
    }

    private static String target(SegmentPlan plan) {
        return LogText.clean(plan.container() + "/" + plan.object());
    }
}
