package io.caravan.cleanup;

import io.caravan.job.FileJobJournal;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFolder;
import io.caravan.settings.ObjectNames;
import io.caravan.upload.SegmentNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The jobs that haven't ended, of the daemon and of single uploads that were begun beside it. */
public final class OpenJobs {

    private final List<Path> spools;
    private final Path parent;

    /**
     * The jobs below a spool.
     *
     * @param spool the daemon's
     * @param singleUploads holds the spools of single uploads, each in a folder of its own; need not be there
     */
    public OpenJobs(Path spool, Path singleUploads) {
        this.spools = List.of(spool);
        this.parent = singleUploads;
    }

    /**
     * Which job may need a segment of the group.
     *
     * @throws IOException when a journal can't be read: then nothing is known of what its job needs
     */
    Optional<String> needing(SegmentGroup group) throws IOException {
        for (ImageJob job : all()) {
            boolean same = group.container().equals(job.request().container() + ObjectNames.SEGMENTS)
                    && group.prefix().startsWith(SegmentNames.parentPrefix(job));
            boolean replaced = job.upload().replaced().stream()
                    .anyMatch(other -> other.place().equals(group.place()));
            if (same || replaced) {
                return Optional.of("job " + job.label());
            }
        }
        return Optional.empty();
    }

    private List<ImageJob> all() throws IOException {
        List<Path> works = new ArrayList<>();
        spools.forEach(spool -> works.add(spool.resolve("work")));
        if (Files.isDirectory(parent)) {
            try (Stream<Path> singles = Files.list(parent)) {
                singles.forEach(spool -> works.add(spool.resolve("work")));
            }
        }
        List<ImageJob> jobs = new ArrayList<>();
        for (Path work : works) {
            if (Files.isDirectory(work)) {
                jobs.addAll(FileJobJournal.peek(new JobFolder(work)));
            }
        }
        return jobs;
    }
}
