package io.caravan.upload;

import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.settings.Settings;
import io.caravan.swift.SegmentNames;
import io.caravan.text.ObjectNames;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * How an image is cut, and how its pieces are called. An image no larger than one segment is one object; else its
 * segments lie in {@code <container>_segments} as {@code <object>/<mtime>/<size>/<segment size>/<8 digits>}, the layout of
 * python-swiftclient. A further attempt, for when other bytes lie there, is {@code …/<segment size>.<attempt>/}: no
 * attempt's prefix is the beginning of another's, since a manifest takes in all that begins with its prefix.
 *
 * @param container of the object
 * @param object the object's name
 * @param size bytes of the image
 * @param segmentSize bytes of each segment but the last
 * @param prefix the segments' prefix, ending in a slash; empty when the image is one object
 */
record SegmentPlan(String container, String object, long size, long segmentSize, String prefix) {

    private static final int DIGITS = 8;

    /**
     * The plan of a job's attempt.
     *
     * @throws JobFailure when the segments can't have names: too many, or too long
     */
    static SegmentPlan of(ImageJob job, int attempt) throws JobFailure {
        var request = job.request();
        long size = job.source().bytes();
        long segmentSize = job.upload().segmentSize();
        boolean segmented = size > segmentSize;
        String prefix = segmented ? parentPrefix(job) + segmentSize + (attempt == 1 ? "" : "." + attempt) + "/" : "";
        var plan = new SegmentPlan(request.container(), request.object(), size, segmentSize, prefix);
        int bytes = prefix.getBytes(StandardCharsets.UTF_8).length + DIGITS;
        if (segmented && bytes > ObjectNames.LONGEST_OBJECT) {
            throw new JobFailure(
                    "the segments' names would have " + bytes + " bytes, Swift takes " + ObjectNames.LONGEST_OBJECT,
                    "give it a shorter object name");
        }
        if (plan.segments() > Settings.MOST_SEGMENTS) {
            throw new JobFailure(
                    "with segments of " + segmentSize + " bytes there would be " + plan.segments()
                            + " of them, at most " + Settings.MOST_SEGMENTS + " are sent for one image",
                    "choose larger segments");
        }
        return plan;
    }

    /** One piece, which is no object. */
    static SegmentPlan whole(ImageJob job) {
        long size = job.source().bytes();
        return new SegmentPlan(job.request().container(), job.request().object(), size, Math.max(1, size), "");
    }

    boolean segmented() {
        return !prefix.isEmpty();
    }

    /** How many pieces there are; one for an empty image, too. */
    long segments() {
        return Math.max(1, (size + segmentSize - 1) / segmentSize);
    }

    /** The container of the pieces. */
    String pieceContainer() {
        return segmented() ? container + ObjectNames.SEGMENTS : container;
    }

    /** The name of a piece. */
    String name(int index) {
        return segmented() ? prefix + String.format(Locale.ROOT, "%08d", index) : object;
    }

    /** The index of the piece of that name, if it is one of this plan. */
    Optional<Integer> index(String name) {
        if (!segmented()
                || !name.startsWith(prefix)
                || !name.substring(prefix.length()).matches("\\d{8}")) {
            return Optional.empty();
        }
        return Optional.of(Integer.parseInt(name.substring(prefix.length()))).filter(index -> index < segments());
    }

    long offset(int index) {
        return index * segmentSize;
    }

    /** Bytes of a piece. */
    long length(int index) {
        return Math.min(segmentSize, size - offset(index));
    }

    /** What the segments' prefixes of all attempts at a job's very file begin with. */
    static String parentPrefix(ImageJob job) {
        return SegmentNames.parentPrefix(
                job.request().object(), job.source().modified(), job.source().bytes());
    }
}
