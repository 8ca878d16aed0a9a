package io.caravan.job;

import io.caravan.settings.Registration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Jobs for tests, and a spool's folder for them. */
public final class JobFixture {

    /** When the fixture's jobs were claimed. */
    public static final Instant CLAIMED_AT = Instant.parse("2026-01-31T12:00:00.25Z");

    private JobFixture() {}

    /** A job for {@code <image>} of ten bytes, to go to {@code images/<image>} in segments of four. */
    public static ImageJob job(String id, String image) {
        return job(id, image, 10, 4);
    }

    /** A job for an image of that size. */
    public static ImageJob job(String id, String image, long bytes, long segmentSize) {
        return job(
                id,
                image,
                new SourceFile(
                        bytes,
                        Instant.parse("2026-01-30T10:20:30.123456789Z"),
                        Optional.empty(),
                        "1",
                        Optional.empty()),
                segmentSize);
    }

    /** A job for a file. */
    public static ImageJob job(String id, String image, SourceFile source, long segmentSize) {
        ImageRequest request = new ImageRequest(
                image,
                "images",
                image,
                Optional.of("centos"),
                segmentSize,
                false,
                Optional.empty(),
                Optional.empty(),
                Registration.NONE,
                List.of());
        return ImageJob.ofImage(id, image, source, request, CLAIMED_AT);
    }

    /** The job as if it had been claimed at another time. */
    static ImageJob claimedAt(ImageJob job, Instant time) {
        return ImageJob.ofImage(job.id(), job.image(), job.source(), job.request(), time);
    }

    /** Makes the four folders of a spool. */
    public static Path spool(Path folder) throws java.io.IOException {
        for (String name : new String[] {"inbox", "work", "done", "failed"}) {
            Files.createDirectories(folder.resolve(name));
        }
        return folder;
    }
}
