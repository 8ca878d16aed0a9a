package io.caravan.intake;

import io.caravan.files.DurableFiles;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFolder;
import io.caravan.job.Sidecars;
import io.caravan.text.LogText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a sidecar out of the inbox with its image, and gives it back. It is moved before anybody looks into it: by its name
 * in the inbox it could be exchanged at any moment, in the job's folder it can't be. It counts only if
 * it speaks for the image ({@link Speakers}).
 */
final class SidecarClaims {

    private static final Logger LOG = LoggerFactory.getLogger(SidecarClaims.class);
    private final Path inbox;
    private final JobFolder folder;
    private final Speakers speakers;

    SidecarClaims(Path inbox, JobFolder folder) {
        this.inbox = inbox;
        this.folder = folder;
        this.speakers = new Speakers(folder.work());
    }

    /**
     * Moves a sidecar of a job's image into the job's folder.
     *
     * @return where it lies by now; empty when there is none that counts
     * @throws IOException when it can't be moved
     */
    Optional<Path> take(ImageJob job, String suffix) throws IOException {
        Path sidecar = inbox.resolve(job.image() + suffix);
        Path taken = folder.sidecar(job, suffix);
        if (!Files.exists(sidecar, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            if (!speakers.speaks(sidecar, job.source())) {
                leave(job, suffix);
                return Optional.empty();
            }
            DurableFiles.move(sidecar, taken);
        } catch (NoSuchFileException e) {
            return Optional.empty(); // taken away in between
        }
        if (!speakers.speaks(taken, job.source())) { // it was exchanged in between
            giveBack(job.id(), taken);
            leave(job, suffix);
            return Optional.empty();
        }
        return Optional.of(taken);
    }

    private static void leave(ImageJob job, String suffix) {
        LOG.warn(
                "{} goes without its sidecar ({}), which belongs to another user than the image does: it stays in the"
                        + " inbox",
                job.label(),
                suffix);
    }

    /** Gives all of a job back. */
    void giveBack(ImageJob job) throws IOException {
        for (String suffix : Sidecars.SUFFIXES) {
            giveBack(job.id(), folder.sidecar(job, suffix));
        }
    }

    /**
     * A file of many images' checksums, where it lies; empty when there is none that counts for this image.
     *
     * @throws IOException when it can't be looked at
     */
    Optional<Path> sums(ImageJob job, String name) throws IOException {
        Path sums = inbox.resolve(name);
        return Files.exists(sums, LinkOption.NOFOLLOW_LINKS) && speakers.speaks(sums, job.source())
                ? Optional.of(sums)
                : Optional.empty();
    }

    /** Gives a sidecar back that lies in a job's folder, if one does. */
    void giveBack(String job, Path taken) throws IOException {
        if (!Files.exists(taken, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path home = inbox.resolve(taken.getFileName());
        if (Files.exists(home, LinkOption.NOFOLLOW_LINKS)) {
            home = home.resolveSibling("superseded-" + job + suffix(taken));
            LOG.warn(
                    "{} has a newer sidecar by now; the older is {}",
                    LogText.clean(taken.getFileName().toString()),
                    home);
        }
        DurableFiles.move(taken, home);
    }

    /**
     * Gives those back that lie in a folder without a journal: their job was never written down.
     *
     * @throws IOException when {@code work/} can't be listed
     */
    void giveBackStranded() throws IOException {
        try (Stream<Path> jobs = Files.list(folder.work())) {
            for (Path job : jobs.toList()) {
                giveBackStrandedIn(job.getFileName().toString());
            }
        }
    }

    private void giveBackStrandedIn(String id) {
        if (Files.exists(folder.journal(id)) || !Files.isDirectory(folder.images(id), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            for (Path sidecar : sidecarsIn(folder.images(id))) {
                giveBack(id, sidecar);
            }
        } catch (IOException e) {
            LOG.warn("a sidecar in {} can't be given back: {}", folder.images(id), LogText.clean(e.toString()));
        }
    }

    private static List<Path> sidecarsIn(Path images) throws IOException {
        try (Stream<Path> content = Files.list(images)) {
            return content.filter(file -> !suffix(file).isEmpty()).toList();
        }
    }

    private static String suffix(Path sidecar) {
        return Sidecars.suffixOf(sidecar.getFileName().toString()).orElse("");
    }
}
