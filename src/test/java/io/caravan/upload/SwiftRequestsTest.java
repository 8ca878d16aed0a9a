package io.caravan.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.cloud.CloudRequest;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFixture;
import io.caravan.job.ObjectUpload;
import io.caravan.swift.KnownLimits;
import io.caravan.swift.WantedContainer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SwiftRequestsTest {

    private final SwiftRequests requests = new SwiftRequests(new KnownLimits());
    private final ImageJob job = JobFixture.job("a", "a b/ü?#%.vmdk");

    @Test
    void encodesPathsPartByPart() {
        assertThat(new WantedContainer("my images_segments", Optional.empty()).path())
                .isEqualTo("/my%20images_segments");
        assertThat(requests.object(job).path()).isEqualTo("/images/a%20b/%C3%BC%3F%23%25.vmdk");
    }

    @Test
    void namesTheSegmentsInTheManifestWithoutALeadingSlash() throws Exception {
        String prefix = SegmentPlan.of(job, 1).prefix();
        ImageJob uploading = job.uploading(ObjectUpload.NONE.under(1, prefix, 3, Instant.EPOCH));
        assertThat(requests.dynamicManifest(uploading).headers())
                .containsEntry(
                        "X-Object-Manifest", "images_segments/a%20b/%C3%BC%3F%23%25.vmdk/1769768430.123457/10/4/");
    }

    @Test
    void notesTheTimeStampAsSwiftclientDoes() {
        assertThat(requests.dynamicManifest(job).headers()).containsEntry("X-Object-Meta-Mtime", "1769768430.123457");
    }

    @Test
    void makesAContainerInAnotherPolicyOnlyWhereOneIsWanted() {
        assertThat(requests.newContainer(new WantedContainer("c", Optional.empty())))
                .isEqualTo(CloudRequest.of("/c"));
        assertThat(requests.newContainer(new WantedContainer("c", Optional.of("gold"))))
                .isEqualTo(CloudRequest.of("/c").header("X-Storage-Policy", "gold"));
    }

    @Test
    void saysHowFarAnUploadIs() throws Exception {
        UploadRun run = UploadFixture.run(JobFixture.job("a", "x.vmdk", 1000, 100), Path.of("none"), Map.of());
        assertThat(UploadProgress.line(run)).matches("0 %, 0\\.0 MB/s, unknown time left, 0 of 10 segments landed");
        run.sent(555);
        run.landed(0, UploadRun.SegmentState.LANDED);
        assertThat(UploadProgress.line(run)).matches("55 %, \\d+\\.\\d MB/s, .+ left, 1 of 10 segments landed");
        run.sent(445);
        assertThat(UploadProgress.line(run)).matches("100 %, .*, 0\\.0 s left, .*");
        UploadRun empty = UploadFixture.run(JobFixture.job("a", "x.vmdk", 0, 100), Path.of("none"), Map.of());
        assertThat(UploadProgress.line(empty)).startsWith("100 %").endsWith("0 of 1 segments landed");
    }
}
