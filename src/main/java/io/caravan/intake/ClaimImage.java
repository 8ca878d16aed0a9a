package io.caravan.intake;

import io.caravan.files.Checksum;
import io.caravan.files.Checksum.Algorithm;
import io.caravan.files.DurableFiles;
import io.caravan.job.Failure;
import io.caravan.job.ImageJob;
import io.caravan.job.ImageRequest;
import io.caravan.job.JobFolder;
import io.caravan.job.JobJournal;
import io.caravan.job.Sidecars;
import io.caravan.job.SourceFile;
import io.caravan.job.SourceFiles;
import io.caravan.job.Stage;
import io.caravan.settings.Settings;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.component.file.GenericFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an image out of the inbox. In this order, each step safe before the next: the sidecar is renamed into the job's
 * folder, the job is written down, the image is renamed last. Both are looked into only where nobody can exchange them any
 * more. An image that can't be imported is claimed all the same, as a job that has failed already, so that one way leads
 * to {@code failed/}.
 */
public final class ClaimImage {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimImage.class);

    private final Settings settings;
    private final JobJournal journal;
    private final JobFolder folder;
    private final SidecarClaims sidecars;
    private final ImageRules rules;
    private final Clock clock;

    public ClaimImage(Settings settings, Taker taker, JobJournal journal, JobFolder folder, Clock clock) {
        this.settings = settings;
        this.journal = journal;
        this.folder = folder;
        this.sidecars = new SidecarClaims(settings.spool().inbox(), folder);
        this.rules = new ImageRules(settings, taker);
        this.clock = clock;
    }

    /**
     * Claims an image of the inbox.
     *
     * @return the job, in stage {@link Stage#CLAIMED}, or {@link Stage#FAILED} when the image is refused
     * @throws IOException when a file can't be moved, or was exchanged meanwhile; the image then is still in the inbox,
     *     its sidecar too
     */
    public ImageJob claim(GenericFile<File> file) throws IOException {
        // Camel's idea of the path takes a backslash for a separator; only this is the name as it is
        Path image = settings.spool().inbox().resolve(file.getFileNameOnly());
        ImageJob job = begun(image);
        try {
            journal.prepare(job);
            job = asWanted(job);
            journal.create(job);
            DurableFiles.move(image, folder.image(job));
            job = inspected(job);
            journal.save(job);
        } catch (IOException | RuntimeException e) {
            giveBackAfter(e, job);
            throw e;
        }
        journal.offer(job);
        if (settings.inbox().doneFile()) {
            removeDoneFile(image);
        }
        if (job.stage() == Stage.CLAIMED) {
            LOG.info(
                    "{} claimed: {} for {}",
                    job.label(),
                    Quantities.readable(job.source().bytes()),
                    LogText.clean(job.request().target()));
        }
        return job;
    }

    /** A job for a file, as the settings alone have it. */
    private ImageJob begun(Path image) throws IOException {
        String name = image.getFileName().toString();
        String id = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        return ImageJob.ofImage(id, name, SourceFiles.look(image), rules.byDefault(name), clock.instant());
    }

    /** What its sidecars, which are taken into the job's folder, want of it. */
    private ImageJob asWanted(ImageJob job) throws IOException {
        Optional<Path> sidecar = sidecars.take(job, Sidecars.SUFFIX);
        List<ChecksumFile> files = new ArrayList<>();
        for (Algorithm algorithm : Algorithm.values()) {
            sidecars.take(job, Sidecars.suffix(algorithm))
                    .ifPresent(file -> files.add(new ChecksumFile(file, algorithm, true)));
            sidecars.sums(job, Sidecars.sums(algorithm))
                    .ifPresent(file -> files.add(new ChecksumFile(file, algorithm, false)));
        }
        try {
            ImageRequest request = sidecar.isEmpty()
                    ? rules.byDefault(job.image())
                    : rules.request(job.image(), Sidecar.read(sidecar.get()), true);
            List<Checksum> checksums = new ArrayList<>(request.checksums());
            for (ChecksumFile file : files) {
                file.read(job.image()).ifPresent(checksums::add);
            }
            return job.wanting(request.with(checksums));
        } catch (ImageRefused e) {
            return refused(job, e);
        }
    }

    /** Looks at the image where it lies by now: being moved was a change, too. */
    private ImageJob inspected(ImageJob job) throws IOException {
        Path image = folder.image(job);
        SourceFile now = SourceFiles.look(image);
        Optional<Integer> owner = job.source().owner();
        if (!Files.isRegularFile(image, LinkOption.NOFOLLOW_LINKS) || owner.isPresent() && !owner.equals(now.owner())) {
            throw new ExchangedException(LogText.clean(job.image()));
        }
        ImageJob known = job.with(now);
        if (job.stage() == Stage.FAILED) {
            return known;
        }
        try {
            rules.check(image, now, job.request(), settings.inbox().maxSize());
            return known;
        } catch (ImageRefused e) {
            return refused(known, e);
        }
    }

    private static final class ExchangedException extends IOException {

        private static final long serialVersionUID = 1L;

        ExchangedException(String image) {
            super(image + " was exchanged for something else while it was claimed");
        }
    }

    private ImageJob refused(ImageJob job, Exception reason) {
        String advice = "correct it, then " + job.again();
        return job.failed(new Failure(Stage.CLAIMED, reason.getMessage(), "", advice), clock.instant());
    }

    /**
     * Judges an image that lies anywhere, and stays there; nothing is written down yet.
     *
     * @param image a regular file, absolute
     * @param asked what is wanted of it; no sidecar beside it is looked at
     * @return a job as {@link #claim} has it
     */
    public ImageJob judgeInPlace(Path image, Sidecar asked) throws IOException {
        ImageJob job = begun(image).lyingAt(image);
        try {
            ImageRequest request = rules.request(job.image(), asked, false);
            rules.check(image, job.source(), request, Settings.LARGEST_IMAGE);
            return job.wanting(request);
        } catch (ImageRefused e) {
            return refused(job, e);
        }
    }

    /** Writes a job of {@link #judgeInPlace} down and offers it. */
    public void claimInPlace(ImageJob job) {
        journal.create(job);
        journal.offer(job);
    }

    /**
     * Brings a claim to its end that a crash has cut short.
     *
     * @param job a job that an earlier run has left
     */
    public void resume(ImageJob job) throws IOException {
        Path image = settings.spool().inbox().resolve(job.image());
        boolean moved = Files.exists(folder.image(job), LinkOption.NOFOLLOW_LINKS);
        boolean begun = job.stage() == Stage.CLAIMED || job.stage() == Stage.FAILED;
        boolean inInbox = Files.exists(image, LinkOption.NOFOLLOW_LINKS);
        if (!moved && begun && inInbox) {
            // the rename of the image is the last step: it hasn't been claimed, and intake will see it again
            LOG.info("{} is still in the inbox: its claim had not been finished", job.label());
            giveBack(job);
            return;
        }
        ImageJob resumed = job.resumed(clock.instant());
        if (moved && job.stage() == Stage.CLAIMED) {
            resumed = inspectedAgain(resumed);
        }
        journal.offer(resumed);
        if (settings.inbox().doneFile() && !inInbox) {
            removeDoneFile(image);
        }
        LOG.info("{} goes on from {}", job.label(), job.stage());
    }

    private ImageJob inspectedAgain(ImageJob job) throws IOException {
        try {
            return inspected(job);
        } catch (ExchangedException e) {
            return refused(job, e);
        }
    }

    /**
     * Gives sidecars back whose claim a crash has cut short before it was written down; to be done before
     * {@link #resume}.
     */
    public void giveBackSidecars() throws IOException {
        sidecars.giveBackStranded();
    }

    /** What went wrong first is what a person must know. */
    private void giveBackAfter(Exception problem, ImageJob job) {
        try {
            giveBack(job);
        } catch (IOException | RuntimeException e) {
            problem.addSuppressed(e);
        }
    }

    private static void removeDoneFile(Path image) {
        Path doneFile = InboxFilter.doneFile(image);
        try {
            Files.deleteIfExists(doneFile);
        } catch (IOException e) {
            LOG.warn(
                    "{} can't be removed: {}",
                    LogText.clean("inbox/" + doneFile.getFileName()),
                    LogText.clean(e.toString()));
        }
    }

    private void giveBack(ImageJob job) throws IOException {
        // a rename may have been done and yet have failed, when the folder could not be forced to disk
        if (Files.exists(folder.image(job), LinkOption.NOFOLLOW_LINKS)) {
            DurableFiles.move(folder.image(job), settings.spool().inbox().resolve(job.image()));
        }
        sidecars.giveBack(job);
        journal.close(job);
    }
}
