package io.caravan.cleanup;

import io.caravan.job.FileJobJournal;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFolder;
import io.caravan.swift.SegmentNames;
import io.caravan.text.ObjectNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The jobs that haven't ended, of the daemon and of single uploads that were begun beside it. */
public final class OpenJobs {

    private final Path spool;
    private final Path parent;

    /**
     * The jobs below a spool.
     *
     * @param spool the daemon's
     * @param singleUploads holds the spools of single uploads, each in a folder of its own; need not be there
     */
    public OpenJobs(Path spool, Path singleUploads) {
        this.spool = spool;
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
                    && group.prefix()
                            .startsWith(SegmentNames.parentPrefix(
                                    job.request().object(),
                                    job.source().modified(),
                                    job.source().bytes()));
            boolean replaced = job.upload().replaced().stream()
                    .anyMatch(other -> other.place().equals(group.place()));
            if (same || replaced) {
                return Optional.of("job " + job.label());
            }
        }
        return Optional.empty();
    }

    private List<ImageJob> all() throws IOException {
        List<ImageJob> jobs = new ArrayList<>(jobsIn(spool));
        try (Stream<Path> singles = Files.list(parent)) {
            for (Path single : singles.toList()) {
                jobs.addAll(jobsIn(single));
            }
        } catch (NoSuchFileException e) {
            // no single upload is under way
        }
        return jobs;
    }

    /** Only a spool that isn't there holds no jobs: one that can't be looked into may hold any. */
    private static List<ImageJob> jobsIn(Path spool) throws IOException {
        try {
            return FileJobJournal.peek(new JobFolder(spool.resolve("work")));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
