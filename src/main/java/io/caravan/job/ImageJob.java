package io.caravan.job;

import io.caravan.settings.ObjectNames;
import io.caravan.text.LogText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The state of one image, as the journal keeps it. Every change makes a new record; what isn't journalled hasn't
 * happened.
 *
 * @param id twelve hex digits, unique in a spool
 * @param image the file's name as it was dropped
 * @param source what the file was like when it was claimed
 * @param place where the image lies, and stays; empty when it was dropped, and lies in the job's folder
 * @param request where it goes, and as what
 * @param stage how far it has come
 * @param upload what is known of its object
 * @param imported what is known of its import
 * @param waits how often in a row it had to wait for the cloud
 * @param notBefore when it may be tried again
 * @param reason why it is in its stage, in words for the operator
 * @param failure what ended it, once it has failed
 * @param claimedAt when it was taken from the inbox
 * @param endedAt when it ended
 * @param keptAs the name it has in {@code done/} or {@code failed/}, chosen when it ends
 */
public record ImageJob(
        String id,
        String image,
        SourceFile source,
        Optional<String> place,
        ImageRequest request,
        Stage stage,
        Upload upload,
        Import imported,
        int waits,
        Instant notBefore,
        String reason,
        Optional<Failure> failure,
        Instant claimedAt,
        Optional<Instant> endedAt,
        Optional<String> keptAs) {

    /** A job for a file that was found fit. */
    public static ImageJob ofImage(String id, String image, SourceFile source, ImageRequest request, Instant now) {
        return new ImageJob(
                id,
                image,
                source,
                Optional.empty(),
                request,
                Stage.CLAIMED,
                Upload.NONE.cut(request.segmentSize(), ManifestKind.NONE),
                Import.NONE,
                0,
                now,
                "",
                Optional.empty(),
                now,
                Optional.empty(),
                Optional.empty());
    }

    /** With what is wanted of it. */
    public ImageJob wanting(ImageRequest wanted) {
        return new ImageJob(
                id,
                image,
                source,
                place,
                wanted,
                stage,
                upload.cut(wanted.segmentSize(), ManifestKind.NONE),
                imported,
                waits,
                notBefore,
                reason,
                failure,
                claimedAt,
                endedAt,
                keptAs);
    }

    /** With the image's file as it is now. */
    public ImageJob with(SourceFile now) {
        return new ImageJob(
                id, image, now, place, request, stage, upload, imported, waits, notBefore, reason, failure, claimedAt,
                endedAt, keptAs);
    }

    /** The job of an image that lies elsewhere and stays there. */
    public ImageJob lyingAt(Path image) {
        return new ImageJob(
                id,
                this.image,
                source,
                Optional.of(image.toString()),
                request,
                stage,
                upload,
                imported,
                waits,
                notBefore,
                reason,
                failure,
                claimedAt,
                endedAt,
                keptAs);
    }

    /** What a person does to have it tried again. */
    public String again() {
        return place.isEmpty() ? "move the image and its sidecar back into inbox/" : "repeat the command";
    }

    /** Whether it is done or has failed. */
    public boolean hasEnded() {
        return stage == Stage.DONE || stage == Stage.FAILED;
    }

    /** Whether nothing of it was sent yet. */
    public boolean isClaimed() {
        return stage == Stage.CLAIMED;
    }

    /** Which stage's hand-off it goes to. */
    public HandOff handOff() {
        return switch (stage) {
            case CLAIMED, UPLOADING -> HandOff.IMAGES;
            case UPLOADED, IMPORTING -> HandOff.IMPORTS;
            case DONE, FAILED -> HandOff.ENDS;
        };
    }

    /** Whether it is to be uploaded next. */
    public boolean isForUpload() {
        return handOff() == HandOff.IMAGES;
    }

    /** Whether its object is whole, and it is to be imported next. */
    public boolean isForImport() {
        return handOff() == HandOff.IMPORTS;
    }

    /** Container and prefix of its segments; empty for an image in one piece. */
    public String segmentsPlace() {
        return upload.prefix().isEmpty() ? "" : request.container() + ObjectNames.SEGMENTS + "/" + upload.prefix();
    }

    /** For log lines: which image, which job. */
    public String label() {
        return LogText.clean(image) + " [" + id + "]";
    }

    /** The object is being sent, under the prefix that {@code upload} names. */
    public ImageJob uploading(Upload upload) {
        return with(Stage.UPLOADING, upload, imported, waits, notBefore, "");
    }

    /** In the same stage, with more known of the object. */
    public ImageJob knowing(Upload upload) {
        return with(stage, upload, imported, waits, notBefore, reason);
    }

    /** The object is whole and verified. */
    public ImageJob uploaded(Upload upload) {
        return with(Stage.UPLOADED, upload, imported, 0, notBefore, "");
    }

    /** The import as it stands now; the first time, this is the intent to post it. */
    public ImageJob importing(Import imported) {
        return with(Stage.IMPORTING, upload, imported, 0, notBefore, imported.state());
    }

    /** In the same stage, to be tried again later, and why. */
    public ImageJob waiting(Instant notBefore, String reason) {
        return with(stage, upload, imported, waits + 1, notBefore, reason);
    }

    /** In the same stage, but further than before: its waits are counted anew. */
    public ImageJob afterProgress() {
        return with(stage, upload, imported, 0, notBefore, reason);
    }

    /** Taken up again by a new process: whatever it waited for is tried at once. */
    public ImageJob resumed(Instant now) {
        return with(stage, upload, imported, 0, now.isBefore(notBefore) ? now : notBefore, reason);
    }

    /** The image is what it should be. */
    public ImageJob done(Instant now) {
        return ended(Stage.DONE, Optional.empty(), now, Optional.empty());
    }

    /** The image won't get further. */
    public ImageJob failed(Failure failure, Instant now) {
        return ended(Stage.FAILED, Optional.of(failure), now, Optional.empty());
    }

    /** Ended, and kept under that name. */
    public ImageJob keptAs(String name) {
        return ended(stage, failure, endedAt.orElse(notBefore), Optional.of(name));
    }

    private ImageJob ended(Stage end, Optional<Failure> failure, Instant now, Optional<String> keptAs) {
        return new ImageJob(
                id,
                image,
                source,
                place,
                request,
                end,
                upload,
                imported,
                0,
                now,
                failure.map(Failure::what).orElse(""),
                failure,
                claimedAt,
                Optional.of(now),
                keptAs);
    }

    private ImageJob with(Stage stage, Upload upload, Import imported, int waits, Instant notBefore, String reason) {
        return new ImageJob(
                id, image, source, place, request, stage, upload, imported, waits, notBefore, reason, failure,
                claimedAt, endedAt, keptAs);
    }

    /**
     * What an image file is told apart by. Its time stamp can be put back by whoever writes to it, the time of its last
     * change of status (ctime) can not.
     *
     * @param bytes its size
     * @param modified its time stamp
     * @param changed when its content, name, owner or permissions were changed last, where the filesystem tells
     * @param fileKey device and inode, where the filesystem has them; good only until the machine starts again
     * @param owner the user id of whoever owns it, where the filesystem tells
     */
    public record SourceFile(
            long bytes, Instant modified, Optional<Instant> changed, String fileKey, Optional<Integer> owner) {

        private static final Pattern INODE = Pattern.compile("ino(?:de)?=(\\d+)");

        /** Whether it is the same file, unchanged; what one of the two does not know is not compared. */
        public boolean isSameAs(SourceFile other) {
            return bytes == other.bytes && modified.equals(other.modified) && hasChangeAndInodeOf(other);
        }

        /** Whether it has the other's time of change and inode. A device may have another number after a reboot. */
        public boolean hasChangeAndInodeOf(SourceFile other) {
            boolean changeKnown = changed.isPresent() && other.changed.isPresent();
            Optional<String> inode = inode();
            Optional<String> otherInode = other.inode();
            return (!changeKnown || changed.equals(other.changed))
                    && (inode.isEmpty() || otherInode.isEmpty() || inode.equals(otherInode));
        }

        private Optional<String> inode() {
            Matcher matcher = INODE.matcher(String.valueOf(fileKey));
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        }
    }

    /**
     * The object's upload.
     *
     * @param attempt numbers the segment prefixes tried: a prefix that holds other bytes is left alone
     * @param segmentSize bytes of each segment but the last: the request's, unless the cloud's limits want another
     * @param manifest what ties the segments together
     * @param prefix the segments' prefix in their container, ending in a slash; empty when the object is one piece
     * @param segments how many there are
     * @param etag the object's Etag without quotes, once it is verified
     * @param startedAt when the first try began
     * @param endedAt when the object was verified
     * @param replaced segments of the large objects that this one takes the place of
     */
    public record Upload(
            int attempt,
            long segmentSize,
            ManifestKind manifest,
            String prefix,
            int segments,
            String etag,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            List<ReplacedSegments> replaced) {

        /** Nothing was sent yet. */
        public static final Upload NONE =
                new Upload(1, 0, ManifestKind.NONE, "", 0, "", Optional.empty(), Optional.empty(), List.of());

        /** To be cut into segments of that size, tied together so. */
        public Upload cut(long segmentSize, ManifestKind manifest) {
            return new Upload(attempt, segmentSize, manifest, prefix, segments, etag, startedAt, endedAt, replaced);
        }

        /** Under this prefix, since the given time unless it had begun before. */
        public Upload under(int attempt, String prefix, int segments, Instant now) {
            return new Upload(
                    attempt,
                    segmentSize,
                    manifest,
                    prefix,
                    segments,
                    "",
                    Optional.of(startedAt.orElse(now)),
                    Optional.empty(),
                    replaced);
        }

        /** With the next attempt's number, for another prefix. */
        public Upload elsewhere() {
            return new Upload(
                    attempt + 1, segmentSize, manifest, "", segments, "", startedAt, Optional.empty(), replaced);
        }

        /** Whole, with that Etag. */
        public Upload verified(String etag, Instant now) {
            return new Upload(
                    attempt, segmentSize, manifest, prefix, segments, etag, startedAt, Optional.of(now), replaced);
        }

        /** Taking the place of a large object with these segments; what is known of them by now. */
        public Upload replacing(ReplacedSegments segmentsThere) {
            List<ReplacedSegments> all = new ArrayList<>(replaced);
            all.removeIf(other -> other.place().equals(segmentsThere.place()));
            all.add(segmentsThere);
            return new Upload(
                    attempt, segmentSize, manifest, prefix, segments, etag, startedAt, endedAt, List.copyOf(all));
        }

        /** Whether a dynamic manifest ties the segments together, or is to. */
        public boolean isDynamic() {
            return manifest == ManifestKind.DLO;
        }

        /** Whether a static manifest ties the segments together, or is to. */
        public boolean isStatic() {
            return manifest == ManifestKind.SLO;
        }

        /** Whether the object is whole, and that was verified. */
        public boolean verified() {
            return endedAt.isPresent();
        }
    }

    /**
     * The image's import.
     *
     * @param imageId the image's id, chosen here before the request is posted, so that a lost answer can be looked up
     * @param importId the service's id of the import; empty while it is only intended
     * @param state the state last seen, in the service's word, with its progress
     * @param polls how often the service was asked
     * @param nextPoll when to ask next
     * @param postedAt when the service accepted it
     * @param watchedMillis for how long it was looked at, in milliseconds: time in which no process ran isn't counted, and
     *     no clock that somebody sets is asked
     * @param failedLooks how many looks in a row have shown nothing
     */
    public record Import(
            String imageId,
            String importId,
            String state,
            int polls,
            Instant nextPoll,
            Optional<Instant> postedAt,
            long watchedMillis,
            int failedLooks) {

        /** Nothing was intended yet. */
        public static final Import NONE = new Import("", "", "", 0, Instant.EPOCH, Optional.empty(), 0, 0);

        /** The intent to have an image of this id made. */
        public static Import intended(String imageId) {
            return new Import(imageId, "", "intended", 0, Instant.EPOCH, Optional.empty(), 0, 0);
        }

        /** Whether there is an intent that no import id is known for. */
        public boolean unanswered() {
            return !imageId.isEmpty() && importId.isEmpty();
        }

        /** Accepted under this id; the first look is due at once. */
        public Import accepted(String importId, Instant now) {
            return new Import(imageId, importId, "accepted", 0, now, Optional.of(now), 0, 0);
        }

        /** Asked once more; this is what was seen. */
        public Import polled(String state, Instant nextPoll) {
            return new Import(imageId, importId, state, polls + 1, nextPoll, postedAt, watchedMillis, 0);
        }

        /** Watched for so much longer, whatever was seen. */
        public Import watched(Duration longer) {
            return new Import(
                    imageId,
                    importId,
                    state,
                    polls,
                    nextPoll,
                    postedAt,
                    watchedMillis + longer.toMillis(),
                    failedLooks);
        }

        /** Asked once more, and nothing was seen. */
        public Import missed(Instant nextPoll) {
            return new Import(imageId, importId, state, polls + 1, nextPoll, postedAt, watchedMillis, failedLooks + 1);
        }
    }

    /**
     * Why a job ended in {@code failed/}.
     *
     * @param stage how far the job had come
     * @param what what happened, to which file or object
     * @param service what the service said, or empty
     * @param advice what to do now
     */
    public record Failure(Stage stage, String what, String service, String advice) {}
}
