package io.caravan.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.files.Checksum;
import io.caravan.job.JobImport.Share;
import io.caravan.settings.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@code done/<image>.receipt.json} says.
 *
 * @param size bytes of the image
 * @param osType the operating system inside, or empty
 * @param minRam MB of memory that a server of this image needs, if that was said
 * @param minDisk GB of disk, likewise
 * @param registration how it was to be registered
 * @param checksums what the file's bytes were expected to come to, and did
 * @param etag the object's Etag without quotes; of a segmented object, the MD5 of its segments' Etags in a row; empty where
 *     there was no object
 * @param manifest container and prefix that the object's manifest names; empty for an object in one piece
 * @param manifestKind what ties the segments together: {@code none}, {@code dlo} or {@code slo}
 * @param segmentSize bytes of each segment but the last
 * @param segments the segments in order; none for an object in one piece
 * @param importId the service's id of the import, or empty
 * @param imageId the image, or empty when nothing was imported
 * @param way how the service came by the bytes, where it has several ways
 * @param bytesSent bytes of the image that the last try has sent
 * @param bytesSpared bytes of the image that the cloud had already, or that are zeros which it has elsewhere
 * @param bytesPerSecond size over the time from the first try to the end of the sending
 * @param replaced what became of the segments of the objects that this one has taken the place of
 * @param compared what of the image was compared with the file
 * @param objectAfterwards what became of an object that was only a means to the image; empty for any other
 * @param shares what became of sharing the image, a project each
 * @param imagesReplaced what became of older images of that name
 * @param importStatus the import service's last word
 */
record Receipt(
        String job,
        String image,
        String name,
        long size,
        String container,
        String object,
        String osType,
        Optional<Integer> minRam,
        Optional<Integer> minDisk,
        Registration registration,
        List<Checksum> checksums,
        String etag,
        String manifest,
        String manifestKind,
        long segmentSize,
        List<SentSegment> segments,
        String importId,
        String imageId,
        WayTaken way,
        Instant claimedAt,
        Instant uploadStartedAt,
        Instant uploadedAt,
        Instant doneAt,
        long bytesSent,
        long bytesSpared,
        long bytesPerSecond,
        List<ReplacedSegments> replaced,
        String compared,
        String objectAfterwards,
        List<Share> shares,
        List<String> imagesReplaced,
        JsonNode importStatus) {

    /**
     * How the service came by the bytes.
     *
     * @param method in its word; empty where there is but one
     * @param why it was taken
     * @param ruledOut those that did not work, with the reasons
     */
    record WayTaken(String method, String why, List<String> ruledOut) {}

    /** @param pieces of the object, if there is one */
    static Receipt of(ImageJob job, List<SentSegment> pieces, JsonNode importStatus) {
        ObjectUpload upload = job.upload();
        ImageRequest request = job.request();
        JobImport imported = job.imported();
        long spared = pieces.stream()
                .filter(piece -> piece.from() != SentSegment.From.SENT)
                .mapToLong(SentSegment::bytes)
                .sum();
        Instant start = upload.startedAt().orElse(job.claimedAt());
        Instant sent = (job.isStream() ? imported.postedAt() : upload.endedAt()).orElse(job.claimedAt());
        return new Receipt(
                job.id(),
                job.image(),
                request.name(),
                job.source().bytes(),
                request.container(),
                request.object(),
                request.osType().orElse(""),
                request.minRam(),
                request.minDisk(),
                request.registration(),
                request.checksums(),
                upload.etag(),
                job.segmentsPlace(),
                upload.manifest().word(),
                upload.segmentSize(),
                job.isSegmented() ? pieces : List.of(),
                imported.importId(),
                imported.imageId(),
                new WayTaken(
                        imported.way().method(),
                        imported.way().why(),
                        imported.way().ruledOut()),
                job.claimedAt(),
                start,
                sent,
                job.endedAt().orElseThrow(),
                job.source().bytes() - spared,
                spared,
                job.source().bytes() * 1000 / Math.max(1, between(start, sent).toMillis()),
                upload.replaced(),
                imported.outcome().verified(),
                imported.outcome().object(),
                imported.outcome().shares(),
                imported.outcome().replaced(),
                importStatus);
    }

    /** None, where the machine's clock was set back in between. */
    static Duration between(Instant start, Instant end) {
        return end.isBefore(start) ? Duration.ZERO : Duration.between(start, end);
    }
}
