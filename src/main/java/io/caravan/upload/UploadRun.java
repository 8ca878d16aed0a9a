package io.caravan.upload;

import io.caravan.job.ImageJob;
import io.caravan.upload.region.Zeros;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * One try at uploading an image, while it lasts: its plan, what lay in the container when it began, how far it is. It
 * lives in memory only; after a crash the journal and Swift's listing tell all that the next try needs.
 */
public final class UploadRun {

    /** How far a segment is, for whoever looks at an upload under way. */
    public enum SegmentState {
        /** It is not being sent. */
        WAITING('.'),
        /** It is being read, or sent. */
        IN_FLIGHT('>'),
        /** The same once more, since the first time was in vain. */
        AGAIN('!'),
        /** It lies under its own name. */
        LANDED('#'),
        /** It need not be sent: the cloud has its bytes. */
        SPARED('=');

        private final char cell;

        SegmentState(char cell) {
            this.cell = cell;
        }

        /** How it is drawn where each segment is one character. */
        public char cell() {
            return cell;
        }
    }

    private final String key;
    private final ImageJob job;
    private final SegmentPlan plan;
    private final Path file;
    private final Map<Integer, String> listed;
    private final String expectedEtag;
    private final OlderVersion older;
    private final boolean namesTwins;
    private final BooleanSupplier stopping;
    private final BooleanSupplier calledOff;
    private int zeros = -1;
    private volatile boolean givenUp;
    private volatile boolean reported;
    private final AtomicInteger landed = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final long startedNanos = System.nanoTime();
    private final SegmentState[] states;
    private volatile long movedNanos = startedNanos;

    UploadRun(
            String key,
            ImageJob job,
            SegmentPlan plan,
            Path file,
            Map<Integer, String> listed,
            String expectedEtag,
            OlderVersion older,
            boolean namesTwins,
            BooleanSupplier stopping,
            BooleanSupplier calledOff) {
        this.key = key;
        this.job = job;
        this.plan = plan;
        this.file = file;
        this.listed = listed;
        this.expectedEtag = expectedEtag;
        this.older = older;
        this.namesTwins = namesTwins;
        this.stopping = stopping;
        this.calledOff = calledOff;
        this.states = new SegmentState[(int) plan.segments()];
        Arrays.fill(states, SegmentState.WAITING);
    }

    /** The segments in the order of their index, made one at a time. */
    public Iterator<Segment> segments() {
        return IntStream.range(0, (int) plan.segments()).mapToObj(this::segment).iterator();
    }

    Segment segment(int index) {
        return new Segment(this, index);
    }

    /** The job as it was journalled when this try began. */
    public ImageJob job() {
        return job;
    }

    String key() {
        return key;
    }

    SegmentPlan plan() {
        return plan;
    }

    Path file() {
        return file;
    }

    Optional<String> listedEtag(int index) {
        return Optional.ofNullable(listed.get(index));
    }

    /** The MD5 of an image in one piece that takes the place of another object; empty for any other. */
    String expectedEtag() {
        return expectedEtag;
    }

    /** What lies under the object's name, and may have the same segments. */
    OlderVersion older() {
        return older;
    }

    /** Whether the manifest can name a segment that lies elsewhere, or several times; else it is copied. */
    boolean namesTwins() {
        return namesTwins;
    }

    /**
     * Which segment is sent for all that are zeros: the first that was found to be, unless one has landed before.
     *
     * @param index of a whole segment of zeros
     */
    synchronized int zeros(int index) {
        if (zeros < 0) {
            zeros = listed.entrySet().stream()
                    .filter(there -> plan.length(there.getKey()) == plan.segmentSize()
                            && there.getValue().equals(Zeros.md5(plan.segmentSize())))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(index);
        }
        return zeros;
    }

    /** Stops what isn't sent yet. */
    void giveUp() {
        givenUp = true;
    }

    /** Whether people don't want it to go on: what isn't sent yet is stopped, and requests that are under way are ended. */
    public boolean isCalledOff() {
        return calledOff.getAsBoolean();
    }

    /** Whether the daemon stops, which says nothing about the upload. */
    boolean stopping() {
        return stopping.getAsBoolean();
    }

    /** Notes that every segment has reported. */
    void allReported() {
        reported = true;
    }

    /** Whether every segment has reported: then whoever gathers them decides over the job. */
    public boolean hasReported() {
        return reported;
    }

    boolean stopped() {
        return givenUp || stopping.getAsBoolean() || isCalledOff();
    }

    void landed(int index, SegmentState how) {
        landed.incrementAndGet();
        is(index, how);
    }

    /** A segment is at its first byte. */
    void begins(int index) {
        synchronized (states) {
            if (states[index] == SegmentState.WAITING) {
                states[index] = SegmentState.IN_FLIGHT;
            }
        }
    }

    /** How far a segment is. */
    void is(int index, SegmentState state) {
        synchronized (states) {
            states[index] = state;
        }
    }

    /** How far each segment is, in their order. */
    public List<SegmentState> states() {
        synchronized (states) {
            return List.of(states);
        }
    }

    void sent(long bytes) {
        sent.addAndGet(bytes);
        movedNanos = System.nanoTime();
    }

    /** For how long nothing has moved. */
    public Duration idle() {
        return Duration.ofNanos(System.nanoTime() - movedNanos);
    }

    /** How far each segment is, a character each. */
    public String cells() {
        StringBuilder cells = new StringBuilder();
        states().forEach(state -> cells.append(state.cell()));
        return cells.toString();
    }

    /** How many segments are in their container. */
    public int landedSegments() {
        return landed.get();
    }

    /** How many segments there are. */
    public long segmentCount() {
        return plan.segments();
    }

    /** Bytes of the image that are sent, or were found there. */
    public long sentBytes() {
        return sent.get();
    }

    /** Bytes of the image. */
    public long totalBytes() {
        return plan.size();
    }

    /** How far it is, of a hundred. */
    public int percent() {
        return totalBytes() == 0 ? 100 : (int) (sentBytes() * 100 / totalBytes());
    }

    /** How fast it is, since the try began. */
    public double bytesPerSecond() {
        return sentBytes() / seconds();
    }

    /** How long it will take at that rate; empty while nothing was sent. */
    public OptionalDouble secondsLeft() {
        long done = sentBytes(); // once: a segment that begins again takes its bytes back
        return done <= 0 ? OptionalDouble.empty() : OptionalDouble.of((totalBytes() - done) / (done / seconds()));
    }

    private double seconds() {
        return Math.max(System.nanoTime() - startedNanos, 1) / 1e9;
    }
}
