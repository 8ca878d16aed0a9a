package io.caravan.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.job.JobFixture;
import io.caravan.swift.SegmentNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentPlanTest {

    private static final String PARENT = "x.vmdk/1769768430.123457/10/";

    private static ImageJob job(long bytes, long segmentSize) {
        return JobFixture.job("aaaaaaaaaaaa", "x.vmdk", bytes, segmentSize);
    }

    @Test
    void laysSegmentsOutAsSwiftclientDoes() throws JobFailure {
        SegmentPlan plan = SegmentPlan.of(job(10, 4), 1);
        assertThat(plan.prefix()).isEqualTo(PARENT + "4/");
        assertThat(plan.pieceContainer()).isEqualTo("images_segments");
        assertThat(plan.name(0)).isEqualTo(PARENT + "4/00000000");
        assertThat(plan.name(12_345_678)).isEqualTo(PARENT + "4/12345678");
        assertThat(SegmentPlan.parentPrefix(job(10, 4))).isEqualTo(PARENT);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-30T10:20:30.123456789Z, 1769768430.123457",
        "2026-01-30T10:20:30Z, 1769768430.000000",
        "1970-01-01T00:00:00.000001Z, 0.000001",
        "2026-01-30T10:20:30.999999999Z, 1769768431.000000",
        "1969-12-31T23:59:58.5Z, -1.500000",
        "1969-12-31T23:59:59Z, -1.000000",
        "1969-12-31T23:59:59.9999999Z, -0.000000",
        "1901-12-13T20:45:52Z, -2147483648.000000",
    })
    void writesTimeStampsAsSwiftclientDoes(Instant time, String written) {
        assertThat(SegmentNames.mtime(time)).isEqualTo(written);
        String prefix = "a/x.vmdk/" + written + "/10/4/";
        assertThat(SegmentNames.parse(prefix + "00000001")).contains(new SegmentNames("a/x.vmdk", prefix, "00000001"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4, 1, 0",
        "1, 4, 1, 1",
        "4, 4, 1, 4",
        "5, 4, 2, 1",
        "8, 4, 2, 4",
        "9, 4, 3, 1",
        "10, 1, 10, 1",
        "5368709121, 5368709120, 2, 1",
        "20971520000000, 1048576000, 20000, 1048576000",
    })
    void cutsAnImageIntoEqualPiecesAndARest(long bytes, long segmentSize, int segments, long last) throws JobFailure {
        SegmentPlan plan = SegmentPlan.of(job(bytes, segmentSize), 1);
        assertThat(plan.segments()).isEqualTo(segments);
        assertThat(plan.segmented()).isEqualTo(segments > 1);
        assertThat(plan.offset(0)).isZero();
        assertThat(plan.length(segments - 1)).isEqualTo(last);
        assertThat(plan.offset(segments - 1) + last).isEqualTo(bytes);
        assertThat(IntStream.range(0, segments - 1))
                .allMatch(index -> plan.length(index) == segmentSize
                        && plan.offset(index + 1) == plan.offset(index) + segmentSize);
    }

    @Test
    void sendsAnImageNoLargerThanASegmentAsTheObjectItself() throws JobFailure {
        SegmentPlan plan = SegmentPlan.of(job(4, 4), 1);
        assertThat(plan.prefix()).isEmpty();
        assertThat(plan.pieceContainer()).isEqualTo("images");
        assertThat(plan.name(0)).isEqualTo("x.vmdk");
        assertThat(plan.index("x.vmdk")).isEmpty();
    }

    @Test
    void beginsNoPrefixWithAnother() throws JobFailure {
        List<String> prefixes = new ArrayList<>();
        for (long segmentSize : new long[] {1, 2, 4}) {
            for (int attempt : new int[] {1, 2, 3, 10, 11, 100}) {
                prefixes.add(SegmentPlan.of(job(10, segmentSize), attempt).prefix());
            }
        }
        assertThat(prefixes).doesNotHaveDuplicates().allMatch(prefix -> prefix.startsWith(PARENT));
        assertThat(prefixes)
                .allSatisfy(prefix -> assertThat(prefixes)
                        .filteredOn(other -> other.startsWith(prefix))
                        .containsExactly(prefix));
    }

    @Test
    void knowsItsPiecesByTheirNames() throws JobFailure {
        SegmentPlan plan = SegmentPlan.of(job(10, 4), 1);
        assertThat(IntStream.range(0, 3))
                .allMatch(index -> plan.index(plan.name(index)).equals(java.util.Optional.of(index)));
        for (String alien : new String[] {
            PARENT + "4/00000003",
            PARENT + "4/0000000",
            PARENT + "4/000000000",
            PARENT + "4/00000000x",
            PARENT + "4/0000000a",
            PARENT + "4/",
            PARENT + "4.2/00000000",
            "00000000",
        }) {
            assertThat(plan.index(alien)).as(alien).isEmpty();
        }
    }

    @Test
    void refusesNamesThatSwiftWouldNotTake() throws JobFailure {
        // the suffix "/1769768430.123457/10/4/00000000" has 32 bytes
        assertThat(SegmentPlan.of(JobFixture.job("a", "x".repeat(992)), 1).name(0))
                .hasSize(1024);
        assertThatThrownBy(() -> SegmentPlan.of(JobFixture.job("a", "x".repeat(993)), 1))
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining("1025 bytes")
                .hasMessageContaining("1024");
        assertThatThrownBy(() -> SegmentPlan.of(JobFixture.job("a", "ü".repeat(497)), 1))
                .hasMessageContaining("1026 bytes");
        assertThat(SegmentPlan.of(JobFixture.job("a", "x".repeat(1024), 4, 4), 1)
                        .name(0))
                .hasSize(1024);
    }

    @Test
    void refusesMoreSegmentsThanAreHeldInMemory() throws JobFailure {
        assertThat(SegmentPlan.of(job(20_000, 1), 1).segments()).isEqualTo(20_000);
        assertThatThrownBy(() -> SegmentPlan.of(job(20_001, 1), 1))
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining("20001 of them")
                .extracting(failure -> ((JobFailure) failure).advice())
                .asString()
                .contains("larger segments");
    }
}
