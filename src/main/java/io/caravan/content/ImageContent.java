package io.caravan.content;

import io.caravan.files.Checksum;
import io.caravan.files.Checksum.Algorithm;
import io.caravan.inspect.Inspection;
import io.caravan.inspect.Problem;
import io.caravan.job.ImageJob;
import io.caravan.job.ImageRequest;
import io.caravan.job.JobFailure;
import io.caravan.job.JobFolder;
import io.caravan.settings.ImageSettings;
import io.caravan.settings.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/** What is looked at in an image's file itself: before its first byte is sent, and before all of it becomes an object. */
public final class ImageContent implements AutoCloseable {

    private final InspectImage inspection;
    private final ExpectedChecksums checksums;

    /**
     * Looks at the images of one process.
     *
     * @param wanted what a look at a file may lead to
     * @param taker why the import service would refuse what was found, if it would
     * @param checksums what every file is read for beside its sending, since the import service will tell its own
     * @param stopping whether the daemon is stopping
     */
    public ImageContent(
            Settings settings,
            ImageSettings.Inspection wanted,
            BiFunction<ImageRequest, Inspection, Optional<Problem>> taker,
            List<Algorithm> checksums,
            JobFolder folder,
            BooleanSupplier stopping) {
        this.inspection = new InspectImage(wanted, taker, folder);
        this.checksums =
                new ExpectedChecksums(folder, checksums, settings.upload().imagesParallel(), stopping);
    }

    /**
     * Looks at what the file says of itself, and begins to reckon its checksums beside its sending. Those of an image that
     * is sent in one piece are reckoned before: its piece is the object.
     *
     * @throws JobFailure when it is not to be sent
     * @throws IOException when that can't be told now
     */
    public void begin(ImageJob job) throws JobFailure, IOException {
        inspection.check(job);
        checksums.begin(job);
        if (!job.request().checksums().isEmpty()
                && job.source().bytes() <= job.request().segmentSize()) {
            checksums.check(job);
        }
    }

    /**
     * Makes sure that the file's bytes are those that were meant, and waits until that is known.
     *
     * @throws JobFailure when they are not
     * @throws IOException when that can't be told now
     */
    public void checkWhole(ImageJob job) throws JobFailure, IOException {
        checksums.check(job);
    }

    /**
     * A checksum of the file.
     *
     * @throws IOException when that can't be told now
     */
    public Checksum checksum(ImageJob job, Algorithm algorithm) throws IOException {
        return checksums.checksum(job, algorithm);
    }

    @Override
    public void close() {
        checksums.close();
    }
}
