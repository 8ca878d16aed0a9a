package io.caravan.job;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.caravan.job.Stage.HandOff;
import io.caravan.text.LogText;
import io.caravan.text.ObjectNames;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

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
 * @param claimedAt when it was taken from the inbox
 * @param waiting what it waits for
 * @param end how it ended
 */
public record ImageJob(
        String id,
        String image,
        SourceFile source,
        Optional<String> place,
        ImageRequest request,
        Stage stage,
        ObjectUpload upload,
        JobImport imported,
        Instant claimedAt,
        @JsonUnwrapped Waiting waiting,
        @JsonUnwrapped End end) {

    /**
     * What a job waits for before it is tried again.
     *
     * @param waits how often in a row it had to wait for the cloud
     * @param notBefore when it may be tried again
     * @param reason why it is in its stage, in words for the operator
     * @param waitingSince when the first of those waits began; empty while it need not wait
     */
    public record Waiting(int waits, Instant notBefore, String reason, Optional<Instant> waitingSince) {

        /** What a journal of an earlier version leaves out, is empty. */
        public Waiting {
            waitingSince = waitingSince == null ? Optional.empty() : waitingSince;
        }

        private Waiting(Instant notBefore, String reason) {
            this(0, notBefore, reason, Optional.empty());
        }

        private Waiting because(String other) {
            return new Waiting(waits, notBefore, other, waitingSince);
        }
    }

    /**
     * How a job has ended.
     *
     * @param failure what ended it, if it has failed
     * @param endedAt when; empty while it hasn't ended
     * @param keptAs the name that the image has in {@code done/} or {@code failed/}, once that is chosen
     */
    public record End(Optional<Failure> failure, Optional<Instant> endedAt, Optional<String> keptAs) {

        private static final End NOT_YET = new End(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A job for a file that was found fit. */
    public static ImageJob ofImage(String id, String image, SourceFile source, ImageRequest request, Instant now) {
        return new ImageJob(
                id,
                image,
                source,
                Optional.empty(),
                request,
                Stage.CLAIMED,
                ObjectUpload.NONE.cut(request.segmentSize(), ManifestKind.NONE),
                JobImport.NONE,
                now,
                new Waiting(now, ""),
                End.NOT_YET);
    }

    /** With what is wanted of it. */
    public ImageJob wanting(ImageRequest wanted) {
        ObjectUpload cut = upload.cut(wanted.segmentSize(), ManifestKind.NONE);
        return new ImageJob(id, image, source, place, wanted, stage, cut, imported, claimedAt, waiting, end);
    }

    /** With the image's file as it is now. */
    public ImageJob with(SourceFile now) {
        return new ImageJob(id, image, now, place, request, stage, upload, imported, claimedAt, waiting, end);
    }

    /** The job of an image that lies elsewhere and stays there. */
    public ImageJob lyingAt(Path file) {
        Optional<String> there = Optional.of(file.toString());
        return new ImageJob(id, image, source, there, request, stage, upload, imported, claimedAt, waiting, end);
    }

    /** How often in a row it had to wait for the cloud. */
    public int waits() {
        return waiting.waits();
    }

    /** When it may be tried again. */
    public Instant notBefore() {
        return waiting.notBefore();
    }

    /** Why it is in its stage, in words for the operator; may be empty. */
    public String reason() {
        return waiting.reason();
    }

    /** Since when it has had to wait; empty while it need not. */
    public Optional<Instant> waitingSince() {
        return waiting.waitingSince();
    }

    /** What ended it, once it has failed. */
    public Optional<Failure> failure() {
        return end.failure();
    }

    /** When it ended. */
    public Optional<Instant> endedAt() {
        return end.endedAt();
    }

    /** The name that the image has in {@code done/} or {@code failed/}, once that is chosen. */
    public Optional<String> keptAs() {
        return end.keptAs();
    }

    /** What a person does to have it tried again. */
    public String again() {
        return place.isEmpty()
                ? "move the image and its sidecar back into inbox/ (./caravan retry does that)"
                : "repeat the command";
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

    /** Whether the image goes as several segments. */
    public boolean isSegmented() {
        return !upload.prefix().isEmpty();
    }

    /** Whether its bytes go to the import service itself, in one stream. */
    public boolean isStream() {
        return imported.way().stream();
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
    public ImageJob uploading(ObjectUpload upload) {
        return at(Stage.UPLOADING, upload, imported, waiting.because(""));
    }

    /** In the same stage, with more known of the object. */
    public ImageJob knowing(ObjectUpload upload) {
        return at(stage, upload, imported, waiting);
    }

    /** The object is whole and verified. */
    public ImageJob uploaded(ObjectUpload upload) {
        return at(Stage.UPLOADED, upload, imported, new Waiting(notBefore(), ""));
    }

    /** The import as it stands now; the first time, this is the intent to post it. */
    public ImageJob importing(JobImport imported) {
        return at(Stage.IMPORTING, upload, imported, new Waiting(notBefore(), imported.state()));
    }

    /** Its bytes go to the service in one stream. */
    public ImageJob streaming(ObjectUpload upload) {
        return at(Stage.UPLOADING, upload, imported, waiting.because(""));
    }

    /** Its bytes are where the service has them; there is no object. */
    public ImageJob streamed() {
        return at(Stage.UPLOADED, upload, imported, new Waiting(notBefore(), ""));
    }

    /** In the same stage, with more known of the import. */
    public ImageJob knowing(JobImport known) {
        return at(stage, upload, known, waiting);
    }

    /** Its bytes are to be sent again, by another way. */
    public ImageJob sendingBy(JobImport known) {
        return at(Stage.UPLOADING, upload, known, new Waiting(notBefore(), ""));
    }

    /** In the same stage, to be tried again later, and why. */
    public ImageJob waiting(Instant now, Instant notBefore, String reason) {
        Optional<Instant> since = Optional.of(waitingSince().orElse(now));
        return at(stage, upload, imported, new Waiting(waits() + 1, notBefore, reason, since));
    }

    /** In the same stage, but further than before: its waits are counted anew. */
    public ImageJob afterProgress() {
        return at(stage, upload, imported, new Waiting(notBefore(), reason()));
    }

    /** Taken up again by a new process: whatever it waited for is tried at once. */
    public ImageJob resumed(Instant now) {
        return at(stage, upload, imported, new Waiting(now.isBefore(notBefore()) ? now : notBefore(), reason()));
    }

    /** The image is what it should be. */
    public ImageJob done(Instant now) {
        return ended(Stage.DONE, new End(Optional.empty(), Optional.of(now), Optional.empty()));
    }

    /** The image won't get further. */
    public ImageJob failed(Failure failure, Instant now) {
        return ended(Stage.FAILED, new End(Optional.of(failure), Optional.of(now), Optional.empty()));
    }

    /** Ended, and kept under that name. */
    public ImageJob keptAs(String name) {
        return ended(stage, new End(failure(), endedAt().or(() -> Optional.of(notBefore())), Optional.of(name)));
    }

    private ImageJob ended(Stage last, End how) {
        Waiting nothing = new Waiting(
                how.endedAt().orElseThrow(), how.failure().map(Failure::what).orElse(""));
        return new ImageJob(id, image, source, place, request, last, upload, imported, claimedAt, nothing, how);
    }

    private ImageJob at(Stage stage, ObjectUpload upload, JobImport imported, Waiting waiting) {
        return new ImageJob(id, image, source, place, request, stage, upload, imported, claimedAt, waiting, end);
    }
}
