package io.caravan.imports.glance;

import io.caravan.content.ImageContent;
import io.caravan.files.Checksum;
import io.caravan.files.Checksum.Algorithm;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether an active image is the file: its size, and the hash that the service has made of what it stores. */
final class GlanceVerification {

    private final ImageContent content;

    GlanceVerification(ImageContent content) {
        this.content = content;
    }

    /**
     * Compares them.
     *
     * @return what was compared, in words
     * @throws JobFailure when they are not the same
     * @throws IOException when that can't be told now
     */
    String compare(ImageJob job, GlanceImage image, String diskFormat) throws JobFailure, IOException {
        if (!image.diskFormat().equals(diskFormat)) {
            return "nothing of the image: the cloud has made " + image.diskFormat() + " of " + diskFormat;
        }
        if (image.size().isEmpty() || image.size().getAsLong() != job.source().bytes()) {
            throw differs(
                    job,
                    "has " + (image.size().isEmpty() ? "no size" : image.size().getAsLong() + " bytes")
                            + ", and the file has " + job.source().bytes());
        }
        Optional<Checksum> told = hash(image);
        if (told.isEmpty()) {
            return "size (the cloud tells no hash that is known here)";
        }
        Checksum file = content.checksum(job, told.get().algorithm());
        if (!file.equals(told.get())) {
            throw differs(
                    job,
                    "has the " + told.get().algorithm().word() + " "
                            + told.get().hex() + ", and the file's is " + file.hex());
        }
        return "size and " + told.get().algorithm().word();
    }

    private static JobFailure differs(ImageJob job, String how) {
        return new JobFailure(
                "the image that the cloud has made, " + job.imported().imageId() + ", is not the file: it " + how,
                "it is removed; " + job.again());
    }

    /** The hash, else the older checksum, which is an MD5. */
    private static Optional<Checksum> hash(GlanceImage image) {
        return Stream.of(Algorithm.values())
                .filter(algorithm ->
                        algorithm.word().equals(image.hashAlgorithm().toLowerCase(Locale.ROOT)))
                .findFirst()
                .flatMap(algorithm -> Checksum.of(algorithm, image.hash()))
                .or(() -> Checksum.of(Algorithm.MD5, image.checksum()));
    }
}
