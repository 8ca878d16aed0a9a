package io.caravan.upload;

import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.job.JobFolder;
import io.caravan.job.SourceFile;
import io.caravan.job.SourceFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;

/** Whether an image is still the one that was claimed. */
final class SourceCheck {

    private SourceCheck() {}

    /** What to do about an image that has changed. */
    static String changed(ImageJob job) {
        return "once nothing writes to it any more, " + job.again();
    }

    /**
     * Whether the image is still the one that was claimed.
     *
     * @throws JobFailure when it has grown, changed or gone
     * @throws IOException when that can't be told now
     */
    static void check(ImageJob job, JobFolder folder) throws JobFailure, IOException {
        Path image = folder.image(job);
        SourceFile now;
        try {
            now = SourceFiles.look(image);
        } catch (NoSuchFileException e) {
            if (!folder.isGone(job, image)) {
                throw new IOException(image + " can't be looked at now", e);
            }
            throw new JobFailure(
                    "the image is gone from " + image.getParent(),
                    job.place().isEmpty() ? "drop it again" : job.again());
        }
        if (now.bytes() != job.source().bytes()) {
            throw new JobFailure(
                    "the image changed while it was under way: it had "
                            + job.source().bytes() + " bytes, now it has " + now.bytes(),
                    changed(job));
        }
        if (!now.modified().equals(job.source().modified())) {
            throw new JobFailure(
                    "the image changed while it was under way: it was written to at " + now.modified(), changed(job));
        }
        if (!now.hasChangeAndInodeOf(job.source())) {
            throw new JobFailure(
                    "the image changed while it was under way, at "
                            + now.changed().map(Instant::toString).orElse("an unknown time")
                            + ": it was written to or replaced and its time stamp put back, or its owner, permissions or"
                            + " links were changed",
                    changed(job));
        }
    }
}
