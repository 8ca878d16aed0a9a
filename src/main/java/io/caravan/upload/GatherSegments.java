package io.caravan.upload;

/** Adds the outcomes of an upload's segments up, one after another. */
public final class GatherSegments {

    /**
     * The tally with one more outcome.
     *
     * @param tally null before the first
     */
    public SegmentTally gather(SegmentTally tally, SegmentOutcome outcome) {
        SegmentTally sum = tally == null ? new SegmentTally(outcome.segment().run()) : tally;
        sum.add(outcome);
        return sum;
    }
}
