package io.caravan.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.job.SentSegment;
import io.caravan.swift.SloAnswer;
import io.caravan.text.BoundedJson;
import io.caravan.text.LogText;
import io.caravan.text.ObjectNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The manifest of a static large object, and what Swift says to it (Swift API, "Static large objects"). */
public final class SloManifest {

    private static final Logger LOG = LoggerFactory.getLogger(SloManifest.class);
    private static final ObjectMapper JSON = BoundedJson.mapper();

    /** Bytes of an entry besides its path: names of fields, an Etag, a size of up to 19 digits. */
    private static final int ENTRY_FRAME = 100;

    /** Bytes of a path behind its size: the segment size, an attempt's number, the index. */
    static final int PATH_END = 40;

    private static final int NAMED_IN_A_SENTENCE = 3;

    /** An entry in the words of Swift's JSON. */
    private record Entry(String path, String etag, long size_bytes) {}

    /** How many bytes an entry of the job's manifest may take. */
    static long longestEntry(ImageJob job) {
        String path = "/" + job.request().container() + ObjectNames.SEGMENTS + "/" + SegmentPlan.parentPrefix(job);
        try {
            return (long) JSON.writeValueAsBytes(path).length + PATH_END + ENTRY_FRAME;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The manifest of an upload whose segments have all landed. */
    public byte[] write(SegmentTally tally) throws JsonProcessingException {
        String container = tally.run().plan().pieceContainer();
        List<Entry> entries = new ArrayList<>();
        for (SentSegment piece : tally.pieces()) {
            entries.add(new Entry("/" + container + "/" + piece.name(), piece.etag(), piece.bytes()));
        }
        return JSON.writeValueAsBytes(entries);
    }

    /**
     * The segments that must go again because Swift refuses the manifest for them; none when it has taken it.
     *
     * @param status of the answer; with a heartbeat the real one stands in the body
     * @throws JobFailure when a segment has gone again already and is refused all the same
     * @throws HttpOperationFailedException when the manifest itself is refused, or Swift failed to look at a segment
     * @throws IOException when the answer breaks off before its verdict
     */
    public List<Segment> refused(SegmentTally tally, int status, String body)
            throws JobFailure, HttpOperationFailedException, IOException {
        SloAnswer answer = SloAnswer.read(status, body);
        SegmentPlan plan = tally.run().plan();
        if (answer.isTaken()) {
            return List.of();
        }
        if (answer.problems().isEmpty()) {
            throw refusal(plan, answer.status(), answer.words());
        }
        OptionalInt failedLook = answer.problems().stream()
                .map(SloAnswer.Problem::failedLook)
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
        if (failedLook.isPresent()) {
            throw refusal(plan, failedLook.getAsInt(), sentence(plan, answer.problems()));
        }
        List<Integer> indexes = new ArrayList<>();
        for (SloAnswer.Problem problem : answer.problems()) {
            List<Integer> named =
                    problem.nameIn(plan.pieceContainer()).map(tally::named).orElse(List.of());
            if (named.isEmpty() || named.stream().anyMatch(tally::hasGoneAgain)) {
                throw new JobFailure(
                        "Swift refuses the manifest: " + sentence(plan, answer.problems()),
                        "see whether something else writes to " + plan.pieceContainer() + "; to try again, "
                                + tally.run().job().again());
            }
            indexes.addAll(named);
        }
        LOG.warn(
                "{} sends {} again: {}",
                tally.run().job().label(),
                indexes.size() == 1 ? "a segment" : indexes.size() + " segments",
                sentence(plan, answer.problems()));
        return indexes.stream().distinct().map(tally.run()::segment).toList();
    }

    private static HttpOperationFailedException refusal(SegmentPlan plan, int status, String words) {
        return new HttpOperationFailedException(
                "the manifest of " + LogText.clean(plan.container() + "/" + plan.object()),
                status,
                null,
                null,
                null,
                words);
    }

    /**
     * Notes that a segment has gone again.
     *
     * @throws JobFailure when other bytes went than the first time: the file has changed
     */
    public void goneAgain(SegmentTally tally, SegmentOutcome outcome) throws JobFailure {
        tally.goneAgain(outcome);
    }

    private static String sentence(SegmentPlan plan, List<SloAnswer.Problem> problems) {
        String named = problems.stream()
                .limit(NAMED_IN_A_SENTENCE)
                .map(problem -> describe(plan, problem))
                .collect(Collectors.joining("; "));
        int more = problems.size() - NAMED_IN_A_SENTENCE;
        return more > 0 ? named + "; and " + more + " more" : named;
    }

    private static String describe(SegmentPlan plan, SloAnswer.Problem problem) {
        Optional<Integer> index = problem.nameIn(plan.pieceContainer()).flatMap(plan::index);
        String which = index.map(number -> "segment " + (number + 1) + " of " + plan.segments() + " ("
                        + plan.pieceContainer() + "/" + plan.name(number) + ")")
                .orElse(problem.path());
        return LogText.clean(which + " " + problem.words());
    }
}
