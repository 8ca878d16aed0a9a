package io.caravan.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.job.ImageJob;
import io.caravan.job.ImageRequest;
import io.caravan.job.JobFailure;
import io.caravan.job.JobFixture;
import io.caravan.job.ManifestKind;
import io.caravan.job.ObjectUpload;
import io.caravan.settings.Registration;
import io.caravan.settings.Settings.Manifest;
import io.caravan.swift.SwiftLimits;
import io.caravan.swift.SwiftLimits.Slo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentRulesTest {

    private static final long MIB = 1 << 20;
    private static final SwiftLimits STOCK =
            new SwiftLimits(true, SwiftLimits.STOCK_MAX_FILE_SIZE, Optional.of(Slo.STOCK));
    private static final SwiftLimits NO_SLO = new SwiftLimits(true, SwiftLimits.STOCK_MAX_FILE_SIZE, Optional.empty());

    private static ImageJob job(long size, long segmentSize, boolean fixed) {
        ImageJob job = JobFixture.job("a", "x.vmdk", size, segmentSize);
        ImageRequest r = job.request();
        return ImageJob.ofImage(
                "a",
                "x.vmdk",
                job.source(),
                new ImageRequest(
                        r.name(),
                        r.container(),
                        r.object(),
                        r.osType(),
                        segmentSize,
                        fixed,
                        r.minRam(),
                        r.minDisk(),
                        Registration.NONE,
                        List.of()),
                JobFixture.CLAIMED_AT);
    }

    private static ObjectUpload settle(Manifest manifest, SwiftLimits limits, ImageJob job) throws JobFailure {
        return new SegmentRules(manifest).settle(job, limits);
    }

    private static SwiftLimits largest(long bytes) {
        return new SwiftLimits(true, bytes, Optional.of(Slo.STOCK));
    }

    @ParameterizedTest
    @CsvSource({"DLO, DLO", "SLO, SLO", "AUTO, SLO"})
    void theManifestIsAsWishedWhereTheCloudOffersIt(Manifest wish, ManifestKind kind) throws JobFailure {
        assertThat(settle(wish, STOCK, job(3 * MIB, MIB, false))).isEqualTo(ObjectUpload.NONE.cut(MIB, kind));
    }

    @ParameterizedTest
    @CsvSource({"DLO", "SLO", "AUTO"})
    void anImageNoLargerThanASegmentHasNone(Manifest wish) throws JobFailure {
        assertThat(settle(wish, NO_SLO, job(MIB, MIB, true)).manifest()).isEqualTo(ManifestKind.NONE);
    }

    @Test
    void withoutAnOfferAutoIsDynamicAndSloIsRefused() throws JobFailure {
        assertThat(settle(Manifest.AUTO, NO_SLO, job(3, 1, false)).manifest()).isEqualTo(ManifestKind.DLO);
        assertThatThrownBy(() -> settle(Manifest.SLO, NO_SLO, job(3, 1, false)))
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining("offers no static large objects");
    }

    @Test
    void aCloudThatTellsNothingIsTakenAtItsUsersWord() throws JobFailure {
        assertThat(settle(Manifest.AUTO, SwiftLimits.UNTOLD, job(3, 1, false)).manifest())
                .isEqualTo(ManifestKind.DLO);
        assertThat(settle(Manifest.SLO, SwiftLimits.UNTOLD, job(3, 1, false)).manifest())
                .isEqualTo(ManifestKind.SLO);
    }

    @ParameterizedTest
    @CsvSource({"5242880, 5242880", "5300000, 5242880", "1000, 1000"})
    void aSegmentSizeThatNobodyAskedForGivesWayToTheLargestObject(long most, long taken) throws JobFailure {
        assertThat(settle(Manifest.DLO, largest(most), job(20 * MIB, 8 * MIB, false)))
                .isEqualTo(ObjectUpload.NONE.cut(taken, ManifestKind.DLO));
    }

    @Test
    void aSegmentSizeThatTheImageAsksForIsRefusedWithTheNumbers() {
        assertThatThrownBy(() -> settle(Manifest.DLO, largest(5 * MIB), job(20 * MIB, 8 * MIB, true)))
                .isInstanceOf(JobFailure.class)
                .hasMessageContainingAll("8388608", "5242880", "max_file_size");
    }

    @Test
    void anImageBelowTheLargestObjectIsOnePieceWhateverSizeWasAskedFor() throws JobFailure {
        assertThat(settle(Manifest.DLO, largest(5 * MIB), job(5 * MIB, 8 * MIB, true))
                        .manifest())
                .isEqualTo(ManifestKind.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        // image, wished, taken: 1,000 segments are the limit
        "1000, 1, 1",
        "1001, 1, 1048576",
        "1048577000, 1048576, 2097152"
    })
    void tooManySegmentsBecomeFewer(long size, long wished, long taken) throws JobFailure {
        long segmentSize = settle(Manifest.SLO, STOCK, job(size, wished, false)).segmentSize();
        assertThat(segmentSize).isEqualTo(taken);
        assertThat((size + segmentSize - 1) / segmentSize).isLessThanOrEqualTo(1000);
    }

    @Test
    void tooManySegmentsThatTheImageAsksForAreRefusedWithTheNumbers() throws JobFailure {
        assertThatThrownBy(() -> settle(Manifest.SLO, STOCK, job(1001, 1, true)))
                .isInstanceOf(JobFailure.class)
                .hasMessageContainingAll("1001 segments", "at most 1000");
        assertThat(settle(Manifest.AUTO, STOCK, job(1001, 1, true)))
                .isEqualTo(ObjectUpload.NONE.cut(1, ManifestKind.DLO));
    }

    @Test
    void anImageTooLargeForAnyStaticObjectIsDynamicOrRefused() throws JobFailure {
        SwiftLimits limits = new SwiftLimits(true, 4 * MIB, Optional.of(new Slo(10, 8 << 20, 1)));
        assertThat(settle(Manifest.AUTO, limits, job(41 * MIB, MIB, false)))
                .isEqualTo(ObjectUpload.NONE.cut(MIB, ManifestKind.DLO));
        assertThatThrownBy(() -> settle(Manifest.SLO, limits, job(41 * MIB, MIB, false)))
                .isInstanceOf(JobFailure.class)
                .hasMessageContainingAll("41 segments", "at most 10", "4194304");
        assertThat(settle(Manifest.SLO, limits, job(40 * MIB, MIB, false)).segmentSize())
                .isEqualTo(4 * MIB);
    }

    @Test
    void segmentsBelowTheSmallestGrow() throws JobFailure {
        SwiftLimits limits = new SwiftLimits(true, 5L << 30, Optional.of(new Slo(1000, 8 << 20, 3 * MIB / 2)));
        assertThat(settle(Manifest.SLO, limits, job(10 * MIB, MIB, false)).segmentSize())
                .isEqualTo(2 * MIB);
    }

    @Test
    void aManifestTooLongMeansFewerSegments() throws Exception {
        SwiftLimits limits = new SwiftLimits(true, 5L << 30, Optional.of(new Slo(1000, 2000, 1)));
        ImageJob job = job(100 * MIB, MIB, false);
        ObjectUpload upload = settle(Manifest.SLO, limits, job);
        assertThat(upload.segmentSize()).isGreaterThan(MIB);
        UploadRun run = UploadFixture.run(job.knowing(upload), java.nio.file.Path.of("none"), java.util.Map.of());
        String[] etags = new String[(int) run.segmentCount()];
        java.util.Arrays.fill(etags, "0123456789abcdef0123456789abcdef");
        assertThat(new SloManifest().write(UploadFixture.landed(run, etags)).length)
                .isLessThanOrEqualTo(2000);
    }
}
