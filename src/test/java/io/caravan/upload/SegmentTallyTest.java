package io.caravan.upload;

import static io.caravan.upload.UploadFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.job.JobFixture;
import io.caravan.job.SentSegment;
import io.caravan.swift.Md5;
import io.caravan.upload.SegmentOutcome.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentTallyTest {

    private static final String PREFIX = "x.vmdk/1769768430.123457/10/4/";

    private final GatherSegments gatherSegments = new GatherSegments();
    private UploadRun run;

    @BeforeEach
    void planThreeSegments() throws Exception {
        run = UploadFixture.run(JobFixture.job("aaaaaaaaaaaa", "x.vmdk"), Path.of("none"), Map.of());
    }

    private SegmentOutcome outcome(int index, Kind kind) {
        Throwable reason = kind.compareTo(Kind.WAITING) >= 0 ? new IOException(kind + " " + index) : null;
        return new SegmentOutcome(
                segment(run, index), kind, kind.compareTo(Kind.SKIPPED) <= 0 ? "e" + index : "", reason);
    }

    private SegmentTally gathered(List<SegmentOutcome> outcomes) {
        SegmentTally tally = null;
        for (SegmentOutcome outcome : outcomes) {
            tally = gatherSegments.gather(tally, outcome);
        }
        return tally;
    }

    @Test
    void isCompleteOnceEverySegmentHasReported() {
        SegmentTally tally = gatherSegments.gather(null, outcome(2, Kind.LANDED));
        assertThat(tally.isComplete()).isFalse();
        assertThat(gatherSegments.gather(tally, outcome(0, Kind.LANDED))).isSameAs(tally);
        assertThat(tally.isComplete()).isFalse();
        gatherSegments.gather(tally, outcome(1, Kind.SKIPPED));
        assertThat(tally.isComplete()).isTrue();
        assertThat(tally.run()).isSameAs(run);
    }

    @Test
    void countsARepeatedReportOnceAndKeepsTheFirst() {
        SegmentTally tally = gathered(List.of(
                outcome(0, Kind.LANDED), outcome(0, Kind.LANDED), outcome(0, Kind.FAILED), outcome(1, Kind.LANDED)));
        assertThat(tally.isComplete()).isFalse();
        gatherSegments.gather(tally, outcome(2, Kind.LANDED));
        assertThat(tally.isComplete()).isTrue();
        assertThat(verdict(tally)).isEqualTo("landed");
    }

    private static String verdict(SegmentTally tally) {
        List<String> verdicts = Stream.of(
                        tally.isLanded() ? "landed" : "",
                        tally.isFailed() ? "failed" : "",
                        tally.isOccupied() ? "occupied" : "")
                .filter(word -> !word.isEmpty())
                .toList();
        return verdicts.isEmpty() ? "waiting" : String.join(" and ", verdicts);
    }

    @ParameterizedTest
    @CsvSource({
        "LANDED, LANDED, LANDED, landed",
        "SKIPPED, SKIPPED, SKIPPED, landed",
        "LANDED, SKIPPED, LANDED, landed",
        "LANDED, UNTRIED, LANDED, waiting",
        "LANDED, WAITING, UNTRIED, waiting",
        "UNTRIED, UNTRIED, UNTRIED, waiting",
        "WAITING, OCCUPIED, UNTRIED, occupied",
        "OCCUPIED, FAILED, WAITING, failed",
        "FAILED, LANDED, LANDED, failed",
    })
    void judgesByTheHeaviestOutcomeInWhateverOrderTheyCome(Kind first, Kind second, Kind third, String verdict) {
        List<SegmentOutcome> outcomes =
                new ArrayList<>(List.of(outcome(0, first), outcome(1, second), outcome(2, third)));
        for (int i = 0; i < 3; i++) {
            Collections.rotate(outcomes, 1);
            assertThat(verdict(gathered(outcomes))).isEqualTo(verdict);
        }
    }

    @Test
    void givesTheReasonOfTheFirstOfTheHeaviest() {
        SegmentTally tally =
                gathered(List.of(outcome(0, Kind.WAITING), outcome(1, Kind.FAILED), outcome(2, Kind.FAILED)));
        assertThat(tally.reason())
                .hasValueSatisfying(reason -> assertThat(reason).hasMessage("FAILED 1"));
        assertThat(gathered(List.of(outcome(0, Kind.UNTRIED))).reason()).isEmpty();
    }

    @Test
    void listsThePiecesInTheOrderOfTheImage() {
        SegmentTally tally =
                gathered(List.of(outcome(2, Kind.LANDED), outcome(0, Kind.SKIPPED), outcome(1, Kind.LANDED)));
        assertThat(tally.pieces())
                .containsExactly(
                        new SentSegment(PREFIX + "00000000", 4, "e0", SentSegment.From.LANDED),
                        new SentSegment(PREFIX + "00000001", 4, "e1"),
                        new SentSegment(PREFIX + "00000002", 2, "e2"));
        byte[] inARow = "e0e1e2".getBytes(StandardCharsets.US_ASCII);
        assertThat(tally.objectEtag())
                .isEqualTo(HexFormat.of().formatHex(Md5.digest().digest(inARow)));
    }

    @Test
    void takesTheEtagOfAnObjectInOnePieceAsItIs() throws Exception {
        run = UploadFixture.run(JobFixture.job("aaaaaaaaaaaa", "x.vmdk", 4, 4), Path.of("none"), Map.of());
        SegmentTally tally = gathered(List.of(outcome(0, Kind.LANDED)));
        assertThat(tally.isComplete()).isTrue();
        assertThat(tally.objectEtag()).isEqualTo("e0");
        assertThat(tally.pieces()).containsExactly(new SentSegment("x.vmdk", 4, "e0"));
    }
}
