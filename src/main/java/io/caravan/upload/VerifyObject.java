package io.caravan.upload;

import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.job.ManifestKind;
import io.caravan.job.SentSegment;
import io.caravan.swift.KnownLimits;
import io.caravan.swift.Listing;
import io.caravan.swift.StoredHead;
import io.caravan.text.LogText;
import io.caravan.upload.region.FileRegionEntity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Swift has what was sent. Before the manifest of a dynamic large object is put, every entry of the segments'
 * listing is compared: the object is made of what is listed, and takes the place of an older one only when that is all.
 * Then a {@code HEAD} of the object tells: length and Etag are those of the segments. Of an object whose segments don't
 * fit one page of Swift's own listing ({@code container_listing_limit}, 10,000 in a stock one) it tells neither; then the
 * listing is compared once more.
 */
public final class VerifyObject {

    private static final Logger LOG = LoggerFactory.getLogger(VerifyObject.class);

    /** So often a listing is only looked at: it may be behind. */
    private static final int PATIENT_LOOKS = 3;

    private final KnownLimits limits;

    /** @param limits what the cloud tells of itself */
    public VerifyObject(KnownLimits limits) {
        this.limits = limits;
    }

    /**
     * Whether only the segments' listing shows, before the manifest is put, that they are what was sent: that of a dynamic
     * one is its listing, and not every cloud looks at the Etags in a static one.
     */
    public boolean isListingNeeded(ImageJob job) {
        return job.upload().isDynamic() || limits.limits().checkedSlo().isEmpty();
    }

    /** Whether the headers can tell: what they say decides, not how many segments there are. */
    public boolean isToldByHead(SegmentTally tally, StoredHead head) {
        boolean dynamic =
                tally.run().plan().segmented() && tally.run().job().upload().manifest() != ManifestKind.SLO;
        return !head.isThere()
                || !dynamic
                || head.length().isPresent() && !head.etag().isEmpty();
    }

    /**
     * Compares the answer to a {@code HEAD}. A length that isn't told is not compared: the Etag tells it too.
     *
     * @throws NotYetWholeException when that is another object
     * @throws ObjectGoneException when there is none
     * @throws JobFailure when it is the manifest itself: a service without static large objects takes it for an object
     */
    public void byHead(SegmentTally tally, StoredHead head)
            throws NotYetWholeException, ObjectGoneException, JobFailure {
        SegmentPlan plan = tally.run().plan();
        if (!head.isThere()) {
            throw new ObjectGoneException(target(plan) + " was taken and is not there; the containers are looked after"
                    + " and what is missing is sent again");
        }
        if (tally.run().job().upload().manifest() == ManifestKind.SLO && !head.isStatic()) {
            throw new JobFailure(
                    target(plan)
                            + " is not a static large object: this cloud has taken its manifest for a plain object",
                    "set caravan.manifest to dlo, then " + tally.run().job().again());
        }
        if (head.length().filter(length -> length != plan.size()).isPresent()) {
            throw new NotYetWholeException(
                    target(plan) + " has a length of " + head.length().get() + " bytes, " + plan.size() + " were sent");
        }
        if (!tally.objectEtag().equals(head.etag())) {
            throw new NotYetWholeException(
                    target(plan) + " has " + (head.etag().isEmpty() ? "no Etag" : "the Etag " + head.etag())
                            + ", it should be " + tally.objectEtag());
        }
    }

    /**
     * Makes sure that the object is made of this upload's segments, where only its manifest tells.
     *
     * @throws NotYetWholeException when that is another object
     */
    public void byManifest(SegmentTally tally, StoredHead head) throws NotYetWholeException {
        String own = tally.run().job().segmentsPlace();
        if (!head.place().equals(Optional.of(own))) {
            throw new NotYetWholeException(target(tally.run().plan()) + " is made of "
                    + LogText.clean(head.place().orElse("bytes of its own")) + ", it should be of "
                    + LogText.clean(own));
        }
    }

    /**
     * Makes sure that a manifest is there whose {@code PUT} was answered with another status than 201: with 202 Swift
     * drops what is older than what lies there, by the clock of one of its proxies.
     *
     * @throws NotTakenException when it isn't
     */
    public void checkTaken(ImageJob job, StoredHead head) throws NotTakenException {
        if (!head.place().equals(Optional.of(job.segmentsPlace()))) {
            throw new NotTakenException(
                    "the manifest of " + LogText.clean(job.request().target())
                            + " was not taken, though the service has not refused it: another object lies there, or none");
        }
    }

    /**
     * Makes sure that a piece is there whose {@code PUT} was answered with another status than 201, or without an Etag.
     *
     * @throws NotTakenException when it isn't
     */
    public void checkLanded(Segment segment, FileRegionEntity sent, StoredHead head) throws NotTakenException {
        if (!head.isThere() || !head.etag().equals(sent.md5())) {
            throw new NotTakenException(LogText.clean(segment.getName()) + " was not taken, though the service has not"
                    + " refused it: "
                    + (head.isThere() ? "an object with the Etag " + head.etag() : "nothing")
                    + " lies there, " + sent.md5() + " was sent");
        }
    }

    /** What to list: all that the manifest takes in. */
    public Listing listing(SegmentTally tally) {
        SegmentPlan plan = tally.run().plan();
        return new Listing(plan.pieceContainer(), plan.prefix());
    }

    /**
     * Compares the listing of all that the manifest takes in. One that is behind is waited for; after a few looks the
     * segments that it lacks may never have come under their names.
     *
     * @return the segments to look for, each by its name; none when all is as it should be
     * @throws NotYetWholeException when a segment isn't listed, or another is
     */
    public List<Segment> byListing(SegmentTally tally, Listing listing) throws NotYetWholeException {
        SegmentPlan plan = tally.run().plan();
        Map<String, Listing.Entry> entries = listing.entries();
        List<SentSegment> pieces = tally.pieces();
        List<Integer> lacking = IntStream.range(0, pieces.size())
                .filter(index -> !isListed(pieces.get(index), entries))
                .boxed()
                .toList();
        Optional<String> stranger = entries.keySet().stream()
                .filter(name -> plan.index(name).isEmpty())
                .findFirst();
        if (!lacking.isEmpty() && tally.isToBeSearched(PATIENT_LOOKS)) {
            return lacking.stream().map(tally.run()::segment).toList();
        }
        if (!lacking.isEmpty()) {
            SentSegment piece = pieces.get(lacking.get(0));
            throw new NotYetWholeException("the listing of " + LogText.clean(plan.pieceContainer()) + " has no "
                    + LogText.clean(piece.name()) + " of " + piece.bytes() + " bytes with the Etag " + piece.etag()
                    + (lacking.size() == 1 ? "" : ", and lacks " + (lacking.size() - 1) + " more")
                    + stranger.map(name -> "; " + LogText.clean(name) + " lies there instead")
                            .orElse(""));
        }
        if (stranger.isPresent()) {
            throw new NotYetWholeException("under " + LogText.clean(plan.prefix()) + " lie " + entries.size()
                    + " objects, " + plan.segments() + " were sent: " + LogText.clean(stranger.get())
                    + " would become part of the image; see where it comes from, and delete it");
        }
        return List.of();
    }

    private static boolean isListed(SentSegment piece, Map<String, Listing.Entry> entries) {
        Listing.Entry entry = entries.get(piece.name());
        return entry != null && entry.bytes() == piece.bytes() && entry.hash().equals(piece.etag());
    }

    /**
     * Whether a segment that no listing shows isn't there under its name either: it went to another one, or its
     * {@code PUT} was answered by somebody who stored nothing. One that is there is only not listed yet.
     */
    public boolean isLost(SegmentTally tally, Segment segment, StoredHead head) {
        String sent = tally.pieces().get(segment.index()).etag();
        boolean lost = !head.isThere() || !head.etag().isEmpty() && !head.etag().equals(sent);
        if (lost) {
            LOG.warn(
                    "{} sends {} again, which was taken and is not there",
                    tally.run().job().label(),
                    LogText.clean(segment.getName()));
        }
        return lost;
    }

    /**
     * What was lost has gone again: the listing is to be looked at once more.
     *
     * @throws NotYetWholeException always
     */
    public void lookAgain(SegmentTally tally) throws NotYetWholeException {
        tally.searched();
        throw new NotYetWholeException("the segments that the listing of "
                + LogText.clean(tally.run().plan().pieceContainer()) + " lacks were looked for");
    }

    private static String target(SegmentPlan plan) {
        return LogText.clean(plan.container() + "/" + plan.object());
    }
}
