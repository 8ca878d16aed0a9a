package io.caravan.upload;

import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.job.ManifestKind;
import io.caravan.job.ObjectUpload;
import io.caravan.settings.Settings;
import io.caravan.settings.Settings.Manifest;
import io.caravan.swift.SwiftLimits;
import io.caravan.swift.SwiftLimits.Slo;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles before the first byte how large an image's segments are and what ties them together: as wished, as far as the
 * cloud's limits allow. A size that the image itself asks for is never changed.
 */
final class SegmentRules {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentRules.class);
    private static final long MIB = 1 << 20;

    private final Manifest manifest;

    SegmentRules(Manifest manifest) {
        this.manifest = manifest;
    }

    /**
     * The job's upload with segment size and kind of manifest.
     *
     * @throws JobFailure when the image can't be cut so that the cloud takes it; the message has the numbers
     */
    ObjectUpload settle(ImageJob job, SwiftLimits limits) throws JobFailure {
        long size = job.source().bytes();
        long segmentSize = fewEnough(job, withinOneObject(job, limits.maxFileSize()), limits.maxFileSize());
        if (size <= segmentSize) {
            return job.upload().cut(segmentSize, ManifestKind.NONE);
        }
        if (manifest == Manifest.DLO) {
            return dynamic(job, segmentSize);
        }
        Optional<Slo> offered = limits.slo()
                .or(() -> limits.told() || manifest == Manifest.AUTO ? Optional.empty() : Optional.of(Slo.STOCK));
        if (offered.isEmpty()) {
            return otherwise(
                    job,
                    segmentSize,
                    "this cloud offers no static large objects",
                    "set caravan.manifest to dlo or auto");
        }
        if (manifest == Manifest.AUTO && limits.checkedSlo().isEmpty()) {
            return otherwise(
                    job,
                    segmentSize,
                    "this cloud does not check what a static one is made of, and does not tell it later",
                    "");
        }
        return asStatic(job, segmentSize, offered.get(), limits.maxFileSize());
    }

    private static long withinOneObject(ImageJob job, long most) throws JobFailure {
        long wanted = job.request().segmentSize();
        if (wanted <= most) {
            return wanted;
        }
        if (job.request().segmentSizeFixed() && job.source().bytes() > most) {
            throw new JobFailure(
                    "segmentSize is " + wanted + " bytes, but this cloud takes objects of at most " + most
                            + " bytes (max_file_size)",
                    "choose a smaller segmentSize in the sidecar, or none");
        }
        return most >= MIB ? most / MIB * MIB : most;
    }

    /** Larger segments, where there would be too many; what the image itself asks for stays, and is refused later. */
    private static long fewEnough(ImageJob job, long segmentSize, long largest) {
        long least = ceiling(job.source().bytes(), Settings.MOST_SEGMENTS);
        if (segmentSize >= least || job.request().segmentSizeFixed()) {
            return segmentSize;
        }
        long rounded = ceiling(least, MIB) * MIB;
        return rounded <= largest ? rounded : Math.min(least, largest);
    }

    private ObjectUpload asStatic(ImageJob job, long wanted, Slo slo, long largest) throws JobFailure {
        long size = job.source().bytes();
        long most = Math.max(1, Math.min(slo.maxSegments(), slo.maxManifestBytes() / SloManifest.longestEntry(job)));
        long least = Math.max(slo.minSegmentBytes(), ceiling(size, most));
        if (wanted >= least) {
            return told(job, job.upload().cut(wanted, ManifestKind.SLO));
        }
        String problem = "with segments of " + wanted + " bytes it would be a static large object of "
                + ceiling(size, wanted) + " segments; this cloud takes at most " + most
                + ", each but the last of at least "
                + slo.minSegmentBytes() + " bytes";
        if (job.request().segmentSizeFixed()) {
            return otherwise(
                    job, wanted, problem, "choose a larger segmentSize, or set caravan.manifest to dlo or auto");
        }
        long rounded = ceiling(least, MIB) * MIB;
        long adapted = rounded <= largest ? rounded : least;
        if (adapted > largest) {
            return otherwise(
                    job, wanted, problem + ", and of at most " + largest, "set caravan.manifest to dlo or auto");
        }
        return told(job, job.upload().cut(adapted, size <= adapted ? ManifestKind.NONE : ManifestKind.SLO));
    }

    /** What isn't to be as a static large object is a dynamic one, where that will do. */
    private ObjectUpload otherwise(ImageJob job, long segmentSize, String problem, String advice) throws JobFailure {
        if (manifest == Manifest.SLO) {
            throw new JobFailure(problem, advice);
        }
        LOG.info("{} becomes a dynamic large object: {}", job.label(), LogText.clean(problem));
        return dynamic(job, segmentSize);
    }

    private static ObjectUpload dynamic(ImageJob job, long segmentSize) {
        return told(job, job.upload().cut(segmentSize, ManifestKind.DLO));
    }

    private static ObjectUpload told(ImageJob job, ObjectUpload upload) {
        if (upload.segmentSize() != job.request().segmentSize()) {
            LOG.info(
                    "{} is cut into segments of {}: segments of {} would be too large or too many",
                    job.label(),
                    Quantities.readable(upload.segmentSize()),
                    Quantities.readable(job.request().segmentSize()));
        }
        return upload;
    }

    private static long ceiling(long number, long divisor) {
        return (number + divisor - 1) / divisor;
    }
}
