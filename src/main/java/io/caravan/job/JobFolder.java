package io.caravan.job;

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

    /** Holds the image and its sidecar. */
    public Path images(String jobId) {
        return of(jobId).resolve("image");
    }

    /** The image that the job is about. */
    public Path image(ImageJob job) {
        return job.place().map(Path::of).orElseGet(() -> images(job.id()).resolve(job.image()));
    }

    /** The image's sidecar, if it had one. */
    public Path sidecar(ImageJob job) {
        return images(job.id()).resolve(Sidecars.nameFor(job.image()));
    }
}
