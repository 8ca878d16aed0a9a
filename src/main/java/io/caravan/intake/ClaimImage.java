package io.caravan.intake;

import io.caravan.job.DurableFiles;
import io.caravan.job.ImageJob;
import io.caravan.job.ImageJob.Failure;
import io.caravan.job.ImageJob.SourceFile;
import io.caravan.job.ImageRequest;
import io.caravan.job.JobFolder;
import io.caravan.job.JobJournal;
import io.caravan.job.Sidecars;
import io.caravan.job.SourceFiles;
import io.caravan.job.Stage;
import io.caravan.settings.ImportService;
import io.caravan.settings.LogText;
import io.caravan.settings.ObjectNames;
import io.caravan.settings.Quantities;
import io.caravan.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.component.file.GenericFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an image out of the inbox. In this order, each step safe before the next: the job is written down, the sidecar
 * is renamed into the job's folder, the image last. An image that can't be imported is claimed all the same, as a job
 * that has failed already, so that one way leads to {@code failed/}.
 */
public final class ClaimImage {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimImage.class);
    private static final String ADVICE = "correct it, then move the image and its sidecar back into inbox/";
    private static final String ADVICE_IN_PLACE = "correct it, then repeat the command";

    private final Settings settings;
    private final JobJournal journal;
    private final JobFolder folder;
    private final Clock clock;

    public ClaimImage(Settings settings, JobJournal journal, JobFolder folder, Clock clock) {
        this.settings = settings;
        this.journal = journal;
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * Claims an image of the inbox.
     *
     * @return the job, in stage {@link Stage#CLAIMED}, or {@link Stage#FAILED} when the image is refused
     * @throws IOException when a file can't be moved; the image then is still in the inbox, its sidecar too
     */
    public ImageJob claim(GenericFile<File> file) throws IOException {
        // Camel's idea of the path takes a backslash for a separator; only this is the name as it is
        Path image = settings.spool().inbox().resolve(file.getFileNameOnly());
        ImageJob job = judge(image, Optional.empty());
        Path sidecar = sidecarOf(image);
        try {
            journal.create(job);
            if (Files.exists(sidecar, LinkOption.NOFOLLOW_LINKS)) {
                DurableFiles.move(sidecar, folder.sidecar(job));
            }
            DurableFiles.move(image, folder.image(job));
            // being moved is a change, too
            job = job.with(SourceFiles.look(folder.image(job)));
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

    /**
     * Judges an image that lies anywhere, and stays there; nothing is written down yet.
     *
     * @param image a regular file, absolute
     * @param asked what is wanted of it; no sidecar beside it is looked at
     * @return a job as {@link #claim} has it
     */
    public ImageJob judgeInPlace(Path image, Sidecar asked) throws IOException {
        return judge(image, Optional.of(asked)).lyingAt(image);
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
            resumed = resumed.with(SourceFiles.look(folder.image(job)));
        }
        journal.offer(resumed);
        if (settings.inbox().doneFile() && !inInbox) {
            removeDoneFile(image);
        }
        LOG.info("{} goes on from {}", job.label(), job.stage());
    }

    /** What went wrong first is what a person must know. */
    private void giveBackAfter(Exception trouble, ImageJob job) {
        try {
            giveBack(job);
        } catch (IOException | RuntimeException e) {
            trouble.addSuppressed(e);
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
        Path sidecar = folder.sidecar(job);
        if (Files.exists(sidecar, LinkOption.NOFOLLOW_LINKS)) {
            Path home = sidecarOf(settings.spool().inbox().resolve(job.image()));
            if (Files.exists(home, LinkOption.NOFOLLOW_LINKS)) {
                home = home.resolveSibling("superseded-" + job.id() + Sidecars.SUFFIX);
                LOG.warn("{} has a newer sidecar by now; the older is {}", job.label(), home);
            }
            DurableFiles.move(sidecar, home);
        }
        journal.close(job);
    }

    private static Path sidecarOf(Path image) {
        return image.resolveSibling(Sidecars.nameFor(image.getFileName().toString()));
    }

    private ImageJob judge(Path image, Optional<Sidecar> given) throws IOException {
        String name = image.getFileName().toString();
        String id = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        SourceFile source = SourceFiles.look(image);
        try {
            ImageRequest request = request(name, given.isPresent() ? given.get() : droppedWith(image));
            check(image, source, request);
            return ImageJob.claimed(id, name, source, request, clock.instant());
        } catch (ImageRefused e) {
            ImageJob job = ImageJob.claimed(id, name, source, byDefault(name), clock.instant());
            String advice = given.isPresent() ? ADVICE_IN_PLACE : ADVICE;
            return job.failed(new Failure(Stage.CLAIMED, e.getMessage(), "", advice), clock.instant());
        }
    }

    private static Sidecar droppedWith(Path image) throws ImageRefused, IOException {
        Path sidecar = sidecarOf(image);
        return Files.exists(sidecar, LinkOption.NOFOLLOW_LINKS) ? Sidecar.read(sidecar) : Sidecar.NONE;
    }

    private ImageRequest byDefault(String name) {
        return new ImageRequest(
                name,
                settings.image().container(),
                name,
                settings.image().osType(),
                settings.upload().segmentSize(),
                false,
                Optional.empty(),
                Optional.empty());
    }

    private ImageRequest request(String name, Sidecar sidecar) throws ImageRefused {
        ImageRequest byDefault = byDefault(name);
        return new ImageRequest(
                sidecar.name().orElse(byDefault.name()),
                sidecar.container().orElse(byDefault.container()),
                sidecar.object().orElse(byDefault.object()),
                sidecar.osType().or(byDefault::osType),
                sidecar.segmentSize().orElse(byDefault.segmentSize()),
                sidecar.segmentSize().isPresent(),
                sidecar.minRam(),
                sidecar.minDisk());
    }

    private void check(Path image, SourceFile source, ImageRequest request) throws ImageRefused {
        ImportService service = settings.imports().service();
        if (!Files.isReadable(image)) {
            throw new ImageRefused("the file can't be read: its permissions don't allow it to this user");
        }
        if (service != ImportService.NONE && source.bytes() == 0) {
            throw new ImageRefused("the file is empty");
        }
        if (request.name().isBlank()) {
            throw new ImageRefused("the image's name is blank");
        }
        refuseFor(ObjectNames.problemWithContainer(request.container()));
        refuseFor(ObjectNames.problemWithObject(request.object()));
        refuseFor(service.problemWithObject(request.object()));
        refuseFor(service.problemWithOsType(request.osType()));
        if (request.segmentSize() < 1 || request.segmentSize() > Settings.LARGEST_OBJECT) {
            throw new ImageRefused("segmentSize is " + request.segmentSize() + " bytes; it is from 1 byte to "
                    + Quantities.readable(Settings.LARGEST_OBJECT));
        }
        if (request.minRam().filter(value -> value < 0).isPresent()
                || request.minDisk().filter(value -> value < 0).isPresent()) {
            throw new ImageRefused("minRam and minDisk are not below 0");
        }
    }

    private static void refuseFor(Optional<String> problem) throws ImageRefused {
        if (problem.isPresent()) {
            throw new ImageRefused(problem.get());
        }
    }
}
