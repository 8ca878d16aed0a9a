package io.caravan.job;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where a job's files lie while it is open: {@code work/<job>/} with {@code job.json}, what was found out on the way,
 * and, in a folder of their own since their names are anyone's choice, the image and its sidecar.
 *
 * @param work the spool's {@code work/}
 */
public record JobFolder(Path work) {

    /** The job's own folder. */
    public Path of(String jobId) {
        return work.resolve(jobId);
    }

    /** The job's state. */
    public Path journal(String jobId) {
        return of(jobId).resolve("job.json");
    }

    /** The segments that make up the verified object. */
    public Path segments(String jobId) {
        return of(jobId).resolve("segments.json");
    }

    /** The import service's last word. */
    public Path importStatus(String jobId) {
        return of(jobId).resolve("import-status.json");
    }

    /** Tells the next process whether a stage was at work on the job, and how often that ended without memory. */
    public Path underWay(String jobId) {
        return of(jobId).resolve("under-way");
    }

    /** What people want of the job. */
    public Path orders(String jobId) {
        return of(jobId).resolve("orders.json");
    }

    /** Holds the image and its sidecars. */
    public Path images(String jobId) {
        return of(jobId).resolve("image");
    }

    /** The image that the job is about. */
    public Path image(ImageJob job) {
        return job.place().map(Path::of).orElseGet(() -> images(job.id()).resolve(job.image()));
    }

    /** The image's sidecar, or the file with its checksum, if it had one. */
    public Path sidecar(ImageJob job, String suffix) {
        return images(job.id()).resolve(job.image() + suffix);
    }

    /**
     * Whether one of the job's files is gone, and not only out of reach, as on a network's file system. "No such file" does
     * not tell, nor does a look elsewhere before or after it; a folder that can be opened and hasn't got it does.
     *
     * @throws IOException when that can't be told now
     */
    public boolean isGone(ImageJob job, Path file) throws IOException {
        for (Path path = file; path.getParent() != null && !path.equals(of(job.id())); path = path.getParent()) {
            try {
                return !isListed(path);
            } catch (NoSuchFileException e) {
                // whether that folder itself is gone is asked of the one that should hold it
            }
        }
        throw new IOException(of(job.id()) + " can't be looked into now");
    }

    /**
     * Whether the folder of a file, opened, holds it.
     *
     * @throws NoSuchFileException when there is no such folder, or none now
     */
    static boolean isListed(Path file) throws IOException {
        try (DirectoryStream<Path> content = Files.newDirectoryStream(file.getParent())) {
            for (Path entry : content) {
                if (entry.getFileName().equals(file.getFileName())) {
                    return true;
                }
            }
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
