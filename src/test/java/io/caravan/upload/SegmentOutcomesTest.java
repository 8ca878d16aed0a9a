package io.caravan.upload;

import static io.caravan.upload.UploadFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.job.JobFixture;
import io.caravan.swift.StoredHead;
import io.caravan.upload.SegmentOutcome.Kind;
import io.caravan.upload.region.FileRegionEntity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentOutcomesTest {

    /** The MD5 of "0123". */
    private static final String MD5 = "eb62f6b9306db575c2d596b1279627a4";

    @TempDir
    private Path folder;

    private final SegmentOutcomes outcomes = new SegmentOutcomes();
    private Path file;
    private Segment segment;

    @BeforeEach
    void writeImage() throws Exception {
        file = Files.writeString(folder.resolve("x.vmdk"), "0123456789");
        segment = listed(Map.of());
    }

    private Segment listed(Map<Integer, String> etags) throws Exception {
        return segment(UploadFixture.run(JobFixture.job("aaaaaaaaaaaa", "x.vmdk"), file, etags), 0);
    }

    @Test
    void skipsASegmentThatLiesThereByteForByte() throws Exception {
        segment = listed(Map.of(0, MD5));
        assertThat(segment.isListed()).isTrue();
        SegmentOutcome outcome = outcomes.compareWithListed(segment);
        assertThat(outcome).isEqualTo(new SegmentOutcome(segment, Kind.SKIPPED, MD5, null));
        assertThat(segment.run().landedSegments()).isEqualTo(1);
        assertThat(segment.run().sentBytes()).isEqualTo(4);
        assertThat(segment.isUnwanted()).isFalse();
    }

    @Test
    void leavesOtherBytesAloneAndGivesTheTryUp() throws Exception {
        segment = listed(Map.of(0, "0".repeat(32)));
        assertThat(outcomes.compareWithListed(segment).kind()).isEqualTo(Kind.OCCUPIED);
        assertThat(segment.run().landedSegments()).isZero();
        assertThat(segment.run().sentBytes()).isZero();
        assertThat(segment.isUnwanted()).isTrue();
    }

    @Test
    void believesAnAnswerWithTheRightEtagOnly() throws Exception {
        FileRegionEntity sent = segment.getBody();
        sent.hash();
        assertThat(outcomes.landed(segment, sent, answer(MD5)))
                .isEqualTo(new SegmentOutcome(segment, Kind.LANDED, MD5, null));
        assertThatThrownBy(() -> outcomes.landed(segment, sent, answer("0".repeat(32))))
                .isInstanceOf(EtagMismatchException.class)
                .hasMessageContainingAll(segment.getName(), MD5, "0".repeat(32));
        assertThatThrownBy(() -> outcomes.landed(segment, sent, answer(""))).hasMessageContaining("without an Etag");
        assertThat(segment.run().landedSegments()).isEqualTo(1);
    }

    private static StoredHead answer(String etag) {
        return new StoredHead(true, Optional.empty(), etag, Optional.empty(), false);
    }

    @Test
    void givesTheTryUpWhenOneSegmentDoesNotLand() throws Exception {
        IOException away = new IOException("connection refused");
        assertThat(outcomes.waiting(segment, away)).isEqualTo(new SegmentOutcome(segment, Kind.WAITING, "", away));
        assertThat(segment.isUnwanted()).isTrue();
        segment = listed(Map.of());
        assertThat(outcomes.failed(segment, away)).isEqualTo(new SegmentOutcome(segment, Kind.FAILED, "", away));
        assertThat(segment.isUnwanted()).isTrue();
    }

    @Test
    void leavesASegmentUntriedWhenItIsNotWantedAnyMore() {
        assertThat(outcomes.untried(segment)).isEqualTo(new SegmentOutcome(segment, Kind.UNTRIED, "", null));
    }

    @Test
    void reportsUnderItsTry() {
        assertThat(outcomes.untried(segment).getRunKey()).isEqualTo("aaaaaaaaaaaa/1");
        assertThat(segment.path()).isEqualTo("/images_segments/x.vmdk/1769768430.123457/10/4/00000000");
    }

    @Test
    void countsTheBytesOfASegmentOnceHoweverOftenItIsSent() throws IOException {
        FileRegionEntity body = segment.getBody();
        body.hash();
        body.hash();
        assertThat(segment.run().sentBytes()).isEqualTo(4);
    }
}
