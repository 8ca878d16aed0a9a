package io.caravan.upload;

import io.caravan.job.JobFailure;
import io.caravan.job.SentSegment;
import io.caravan.job.SentSegment.From;
import io.caravan.swift.Md5;
import io.caravan.upload.SegmentOutcome.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The outcomes of an upload so far: a set over the segments' indexes, so that a repeated report counts once. */
public final class SegmentTally {

    private final UploadRun run;
    private final BitSet reported = new BitSet();
    private final BitSet goneAgain = new BitSet();
    private final String[] etags;
    private final String[] twins;
    private final From[] from;
    private SegmentOutcome heaviest;
    private boolean progress;
    private int vainLooks;
    private boolean searched;

    SegmentTally(UploadRun run) {
        this.run = run;
        this.etags = new String[(int) run.segmentCount()];
        this.twins = new String[etags.length];
        this.from = new From[etags.length];
    }

    void add(SegmentOutcome outcome) {
        int index = outcome.segment().index();
        if (reported.get(index)) {
            return;
        }
        reported.set(index);
        if (isComplete()) {
            run.allReported();
        }
        etags[index] = outcome.etag();
        twins[index] = outcome.twin();
        from[index] = outcome.from();
        progress |= outcome.kind() == Kind.LANDED;
        if (heaviest == null || outcome.kind().compareTo(heaviest.kind()) > 0) {
            heaviest = outcome;
        }
    }

    /** Whether a segment has gone again because the manifest was refused for it. */
    boolean hasGoneAgain(int index) {
        return goneAgain.get(index);
    }

    /**
     * A segment has gone again.
     *
     * @throws JobFailure when other bytes went than the first time
     */
    synchronized void goneAgain(SegmentOutcome outcome) throws JobFailure {
        int index = outcome.segment().index();
        if (!outcome.etag().equals(etags[index])) {
            throw new JobFailure(
                    "the image changed while it was under way: segment " + (index + 1) + " has other bytes by now",
                    SourceCheck.changed(run().job()));
        }
        goneAgain.set(index);
        twins[index] = "";
        from[index] = From.SENT;
    }

    /** The segments that Swift is to copy from their twins: all that have one, where the manifest can't name that instead. */
    synchronized List<Segment> toBeCopied() {
        return run.namesTwins()
                ? List.of()
                : IntStream.range(0, etags.length)
                        .filter(index -> !twins[index].isEmpty())
                        .mapToObj(run::segment)
                        .toList();
    }

    /** The name of the segment that is to be copied to this one's. */
    synchronized String twin(Segment segment) {
        return twins[segment.index()];
    }

    /** The Etag that the segment must have. */
    String etag(Segment segment) {
        return etags[segment.index()];
    }

    /** It lies under its own name by now. */
    synchronized void copied(Segment segment) {
        twins[segment.index()] = "";
    }

    /** The segments whose bytes the manifest names by this name; one that stands for others is the one to look after. */
    synchronized List<Integer> named(String name) {
        Optional<Integer> own = run.plan().index(name);
        return own.isPresent()
                ? List.of(own.get())
                : IntStream.range(0, etags.length)
                        .filter(index -> name.equals(twins[index]))
                        .boxed()
                        .toList();
    }

    /**
     * Whether segments that a listing lacks are to be looked for by now: once, after some looks at the listing alone.
     *
     * @param patientLooks how many of those
     */
    synchronized boolean isToBeSearched(int patientLooks) {
        vainLooks++;
        return vainLooks > patientLooks && !searched;
    }

    /** They have been looked for. */
    synchronized void searched() {
        searched = true;
    }

    /** Whether every segment has reported. */
    public boolean isComplete() {
        return reported.cardinality() == etags.length;
    }

    /** Whether any segment has landed in this try, however the others fared. */
    boolean hasProgress() {
        return progress;
    }

    /** Whether the cloud has the bytes of every segment. */
    public boolean isLanded() {
        return heaviest.kind().compareTo(Kind.SPARED) <= 0;
    }

    /** Whether the upload fails for a segment. */
    public boolean isFailed() {
        return heaviest.kind() == Kind.FAILED;
    }

    /** Whether other bytes lie under the segments' prefix; then the upload goes on under the next one. */
    public boolean isOccupied() {
        return heaviest.kind() == Kind.OCCUPIED;
    }

    /** What stood against the heaviest outcome; empty when the daemon was stopping. */
    public Optional<Throwable> reason() {
        return Optional.ofNullable(heaviest.reason());
    }

    /** The upload that this counts. */
    public UploadRun run() {
        return run;
    }

    /** The pieces in order, once all have landed. */
    synchronized List<SentSegment> pieces() {
        List<SentSegment> pieces = new ArrayList<>(etags.length);
        for (int index = 0; index < etags.length; index++) {
            String name = run.namesTwins() && !twins[index].isEmpty()
                    ? twins[index]
                    : run.plan().name(index);
            pieces.add(new SentSegment(name, run.plan().length(index), etags[index], from[index]));
        }
        return pieces;
    }

    /** The Etag that the whole object must have, without quotes. */
    String objectEtag() {
        return run.plan().segmented() ? Md5.ofEtags(Arrays.asList(etags)) : etags[0];
    }
}
