package io.caravan.upload;

import io.caravan.job.ImageJob;
import io.caravan.job.SentSegment.From;
import io.caravan.swift.BadManifest;
import io.caravan.swift.Listing;
import io.caravan.swift.StaticManifest;
import io.caravan.swift.StoredHead;
import io.caravan.text.LogText;
import io.caravan.upload.OlderVersion.Piece;
import io.caravan.upload.SegmentOutcome.Kind;
import io.caravan.upload.region.FileRegionEntity;
import io.caravan.upload.region.Zeros;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What needn't be sent, since the cloud has it: a segment that the object to be replaced has in the same place, and all
 * segments of zeros but one. A static manifest names what is there; for a dynamic one Swift copies it.
 */
public final class Sparing {

    private static final Logger LOG = LoggerFactory.getLogger(Sparing.class);

    /** Nothing lies there that could be used. */
    public OlderVersion none() {
        return OlderVersion.NONE;
    }

    /** Whether a dynamic large object lies there whose segments lie in the object's own place. */
    public boolean isOwnDynamic(ImageJob job, StoredHead there) {
        return prefix(job, there).isPresent();
    }

    /** What to list in order to know the segments of that one. */
    public Listing listing(ImageJob job, StoredHead there) {
        return new Listing(ReplacedObjects.container(job), prefix(job, there).orElseThrow());
    }

    private static Optional<String> prefix(ImageJob job, StoredHead there) {
        return there.place().flatMap(place -> ReplacedObjects.ownPrefix(job, place));
    }

    /** Those segments, as they are listed. */
    public OlderVersion listed(Listing listing) {
        return new OlderVersion(listing.entries().values().stream()
                .map(entry -> new Piece(entry.name(), entry.bytes(), entry.hash()))
                .toList());
    }

    /**
     * The segments of a static large object that lies there; none where the answer doesn't tell them.
     *
     * @param manifest what {@code multipart-manifest=get} answered
     */
    public OlderVersion told(ImageJob job, String manifest) {
        try {
            return new OlderVersion(
                    StaticManifest.read(job.request().target(), String.valueOf(manifest)).segments().stream()
                            .map(segment -> new Piece(
                                    segment.isWhole() && isOwn(job, segment) && fits(job, segment.name())
                                            ? segment.name()
                                            : "",
                                    segment.bytes(),
                                    segment.hash()))
                            .toList());
        } catch (BadManifest e) {
            return OlderVersion.NONE;
        }
    }

    private static boolean isOwn(ImageJob job, StaticManifest.Segment segment) {
        return ReplacedObjects.ownPrefix(job, segment.folder()).isPresent();
    }

    /** Whether a manifest with that name in each entry is no longer than was reckoned with. */
    private static boolean fits(ImageJob job, String name) {
        return name.getBytes(StandardCharsets.UTF_8).length
                <= SegmentPlan.parentPrefix(job).getBytes(StandardCharsets.UTF_8).length + SloManifest.PATH_END;
    }

    /**
     * Whether the segment needn't be sent. The file is hashed for that only where the older version has a segment of that
     * length in the same place; zeros are found in passing.
     *
     * @return the outcome; none when it is to be sent
     * @throws IOException when the file can't be read
     */
    public List<SegmentOutcome> spare(Segment segment) throws IOException {
        UploadRun run = segment.run();
        if (!run.plan().segmented()) {
            return List.of();
        }
        FileRegionEntity region = segment.getBody();
        Optional<Piece> older = run.older().piece(segment.index(), segment.length());
        if (older.isPresent()) {
            if (region.hash().equals(older.get().etag())) {
                return spared(segment, older.get().name(), older.get().etag(), From.OLDER);
            }
            segment.restarted();
        }
        if (segment.length() == run.plan().segmentSize() && region.isZero()) {
            int first = run.zeros(segment.index());
            if (first != segment.index()) {
                segment.advanced(segment.length());
                return spared(segment, run.plan().name(first), Zeros.md5(segment.length()), From.ZEROS);
            }
        }
        return List.of();
    }

    private static List<SegmentOutcome> spared(Segment segment, String twin, String etag, From from) {
        segment.run().landed(segment.index(), UploadRun.SegmentState.SPARED);
        return List.of(new SegmentOutcome(segment, Kind.SPARED, etag, twin, from, null));
    }

    /** The segments that Swift is to copy before the manifest is put. */
    public List<Segment> copies(SegmentTally tally) {
        return tally.toBeCopied();
    }

    /** Whether Swift has not copied the segment; then its bytes are sent. */
    public boolean isNotCopied(SegmentTally tally, Segment segment, StoredHead answered) {
        if (answered.etag().equals(tally.etag(segment))) {
            tally.copied(segment);
            return false;
        }
        LOG.warn(
                "{} sends {}, which Swift has not copied from {}",
                tally.run().job().label(),
                LogText.clean(segment.getName()),
                LogText.clean(tally.twin(segment)));
        return true;
    }
}
