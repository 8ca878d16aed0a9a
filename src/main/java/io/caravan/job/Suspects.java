package io.caravan.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs during which the process has run out of memory. Which one has used it up can't be told, so those that were under way
 * then are worked on one at a time; one that is under way when it happens for the third time is tried no more, or the
 * daemon would end at each start.
 */
public final class Suspects {

    private static final Logger LOG = LoggerFactory.getLogger(Suspects.class);
    private static final int MOST = 3;
    private static final String NOW = " now";
    private static final Pattern LEFT = Pattern.compile("(?<count>\\d{1,3})(?<now>" + NOW + ")?");

    private final JobFolder folder;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    public Suspects(JobFolder folder) {
        this.folder = folder;
    }

    /**
     * Takes in what an earlier process has left of a job.
     *
     * @param outOfMemory whether that process has run out of memory
     * @return whether the job is to be tried no more
     */
    public boolean isHopeless(ImageJob job, boolean outOfMemory) {
        Path file = folder.underWay(job.id());
        String left = "";
        try {
            left = Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            LOG.debug("{}", file, e);
        }
        Matcher matcher = LEFT.matcher(left);
        if (!matcher.matches()) {
            return false;
        }
        boolean wasUnderWay = matcher.group("now") != null;
        int count = Integer.parseInt(matcher.group("count")) + (outOfMemory && wasUnderWay ? 1 : 0);
        if (count > 0) {
            counts.put(job.id(), count);
        }
        note(job.id(), String.valueOf(count));
        return count >= MOST;
    }

    /** Whether it is one of those that are worked on one at a time. */
    public boolean isOne(String jobId) {
        return counts.containsKey(jobId);
    }

    /** A stage begins to work on a job. */
    public void begins(String jobId) {
        note(jobId, counts.getOrDefault(jobId, 0) + NOW);
    }

    /** A stage's work has come to its end, and to no harm. */
    public void ends(String jobId) {
        counts.remove(jobId);
        try {
            Files.deleteIfExists(folder.underWay(jobId));
        } catch (IOException e) {
            LOG.debug("{}", jobId, e);
        }
    }

    private void note(String jobId, String text) {
        try {
            Files.writeString(folder.underWay(jobId), text, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            LOG.debug("{}", jobId, e); // no room, say: then nothing is known of it
        }
    }
}
