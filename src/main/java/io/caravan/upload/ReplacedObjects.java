package io.caravan.upload;

import io.caravan.http.HttpAnswers;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.job.JobJournal;
import io.caravan.job.Jobs;
import io.caravan.job.ReplacedSegments;
import io.caravan.swift.BadManifest;
import io.caravan.swift.Listing;
import io.caravan.swift.SegmentNames;
import io.caravan.swift.StaticManifest;
import io.caravan.swift.StoredHead;
import io.caravan.text.LogText;
import io.caravan.text.ObjectNames;
import io.caravan.text.PercentCode;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The large object that an upload takes the place of. What it is made of is journalled before the new object is put; its
 * segments are deleted when the new one is verified and nothing reads the old one any more, and only those that lie in
 * the object's own place, as Caravan, python-swiftclient and rclone name them.
 */
public final class ReplacedObjects {

    private static final Logger LOG = LoggerFactory.getLogger(ReplacedObjects.class);

    private static final int PAGE = 20;
    private static final Set<String> VERSIONED =
            Set.of("X-Versions-Enabled", "X-Versions-Location", "X-History-Location");

    private final JobJournal journal;
    private final Jobs jobs;
    private final Uploads uploads;
    private final SentPieces pieces;

    public ReplacedObjects(JobJournal journal, Jobs jobs, Uploads uploads, SentPieces pieces) {
        this.pieces = pieces;
        this.journal = journal;
        this.jobs = jobs;
        this.uploads = uploads;
    }

    /**
     * Makes sure that a dynamic large object that lies under the job's name does not take the new segments in while they
     * are sent, since its manifest names all that begins with its prefix. The very prefix of the new segments is well: it
     * is the same file's, and holds no other bytes.
     *
     * @param there what lies there, if anything does
     * @throws JobFailure when it would
     */
    public void checkApart(ImageJob job, StoredHead there) throws JobFailure {
        String own = job.segmentsPlace();
        String place = there.place().orElse(own);
        if (own.startsWith(place) && !own.equals(place)) {
            throw new JobFailure(
                    "the object that lies there, " + LogText.clean(job.request().target())
                            + ", is made of everything that begins with " + LogText.clean(place)
                            + ": the new segments would become part of it while they are sent",
                    "delete that object, or give the image another object name; then " + job.again());
        }
    }

    /**
     * Notes the segments of a dynamic large object that lies under the job's name.
     *
     * @param there what lies there, if anything does
     */
    public ImageJob noteDynamic(ImageJob job, StoredHead there) {
        return there.place().map(place -> note(job, place)).orElse(job);
    }

    /**
     * Notes the segments of a static large object that lies under the job's name. Where the answer doesn't tell them
     * (Ceph's gateway never does), they stay: waiting would not bring another answer.
     *
     * @param manifest what {@code multipart-manifest=get} answered
     */
    public ImageJob noteStatic(ImageJob job, String manifest) {
        Set<String> places = new LinkedHashSet<>();
        try {
            for (StaticManifest.Segment segment :
                    StaticManifest.read(job.request().target(), manifest).segments()) {
                places.add(segment.folder());
            }
        } catch (BadManifest e) {
            return noteUnknown(job, e.getMessage());
        }
        ImageJob noted = job;
        for (String place : places) {
            noted = note(noted, place);
        }
        return noted;
    }

    private ImageJob noteUnknown(ImageJob job, String why) {
        LOG.warn(
                "{} takes the place of a static large object whose segments are not told; they stay: {}",
                job.label(),
                why);
        return noteOnce(job, ReplacedSegments.unknown(container(job), "they are not known: " + why));
    }

    /**
     * The prefix of a place of segments, ending in a slash; empty where it is not the object's own place, in which nobody but
     * who replaces the object deletes them.
     */
    static Optional<String> ownPrefix(ImageJob job, String place) {
        String container = container(job) + "/";
        // rclone's manifests name the folder without the slash at its end
        String folder = place.endsWith("/") ? place : place + "/";
        return Optional.of(folder)
                .filter(there -> there.startsWith(container))
                .map(there -> there.substring(container.length()))
                .filter(prefix -> SegmentNames.isPrefixOf(job.request().object(), prefix));
    }

    private ImageJob note(ImageJob job, String place) {
        Optional<String> prefix = ownPrefix(job, place);
        if (prefix.equals(Optional.of(job.upload().prefix()))) {
            return job;
        }
        if (prefix.isEmpty()) {
            LOG.warn(
                    "{} takes the place of a large object whose segments, {}, are not named as its own would be;"
                            + " they stay",
                    job.label(),
                    LogText.clean(place));
            return job;
        }
        return noteOnce(job, ReplacedSegments.under(container(job), prefix.get()));
    }

    private ImageJob noteOnce(ImageJob job, ReplacedSegments replaced) {
        if (job.upload().replaced().stream().anyMatch(known -> known.place().equals(replaced.place()))) {
            return job;
        }
        ImageJob noted = job.knowing(job.upload().replacing(replaced));
        journal.save(noted);
        return noted;
    }

    /** The container of the job's segments. */
    static String container(ImageJob job) {
        return job.request().container() + ObjectNames.SEGMENTS;
    }

    /**
     * The segments that are to be deleted now: none before the new object is verified, and none once the job is put away,
     * since then others of the same object may be under way. Whatever a journal says, they lie in the object's own place.
     */
    public List<ReplacedSegments> due(ImageJob job) {
        if (!job.upload().verified() || job.keptAs().isPresent()) {
            return List.of();
        }
        return job.upload().replaced().stream()
                .filter(replaced -> replaced.container().equals(container(job))
                        && !replaced.prefix().equals(job.upload().prefix())
                        && SegmentNames.isPrefixOf(job.request().object(), replaced.prefix()))
                .toList();
    }

    /**
     * Makes sure that no other job is to send, or has sent, its segments to that place. One that may, waits for this job,
     * since it is for the same object; whether it needs them is known at its own end, and it deletes them then.
     *
     * @throws StillNeededException when there is one
     */
    public void checkNobodyElses(ImageJob job, ReplacedSegments replaced) throws StillNeededException {
        for (ImageJob other : journal.open()) {
            if (!other.id().equals(job.id())
                    && replaced.container().equals(other.request().container() + ObjectNames.SEGMENTS)
                    && replaced.prefix().startsWith(SegmentPlan.parentPrefix(other))) {
                leaveTo(other, replaced);
                throw new StillNeededException("they may be those of " + other.label() + ", which sees to them");
            }
        }
    }

    private void leaveTo(ImageJob other, ReplacedSegments replaced) {
        ImageJob latest = jobs.latest(other);
        if (!latest.hasEnded()) {
            journal.save(latest.knowing(
                    latest.upload().replacing(ReplacedSegments.under(replaced.container(), replaced.prefix()))));
        }
    }

    /** Whether the object is to be looked at once more before this one of the segments is deleted. */
    public boolean isPageDone(int index) {
        return index > 0 && index % PAGE == 0;
    }

    /**
     * Makes sure that the object is still the one that the job has put.
     *
     * @param there what lies there
     * @throws StillNeededException when it isn't: then anything may need the segments
     */
    public void checkOwn(ImageJob job, StoredHead there) throws StillNeededException {
        boolean same = there.place()
                .map(place -> place.equals(job.segmentsPlace()))
                .orElseGet(() -> there.etag().equals(job.upload().etag()));
        if (!there.isThere() || !same) {
            throw new StillNeededException("another object lies there by now");
        }
    }

    /**
     * Makes sure that the container keeps no older versions of the object.
     *
     * @param container the headers of the container are in its message
     * @throws StillNeededException when it does: an older version may need the segments
     */
    public void checkUnversioned(Exchange container) throws StillNeededException {
        // False says that it once did: those versions are still there
        if (VERSIONED.stream().anyMatch(name -> container.getMessage().getHeader(name) != null)) {
            throw new StillNeededException("the container keeps older versions, which are made of them");
        }
    }

    /** What to list. */
    public Listing listing(ReplacedSegments replaced) {
        return new Listing(replaced.container(), replaced.prefix());
    }

    /**
     * The paths of the segments among what is listed, but for those that the new object is made of, too; anything else
     * under the prefix stays.
     *
     * @throws IOException when it can't be told which those are
     */
    public List<String> paths(ImageJob job, ReplacedSegments replaced, Listing listing) throws IOException {
        Set<String> living = pieces.names(job);
        return paths(replaced, names(replaced, listing).filter(name -> !living.contains(name)));
    }

    /**
     * The paths of all segments of the job's object, which is gone: what is listed of its own, and what it was made of
     * besides.
     *
     * @throws IOException when it can't be told which those are
     */
    public List<String> ownPaths(ImageJob job, ReplacedSegments own, Listing listing) throws IOException {
        return paths(
                own,
                Stream.concat(names(own, listing), pieces.names(job).stream()).distinct());
    }

    private static Stream<String> names(ReplacedSegments segments, Listing listing) {
        return listing.entries().keySet().stream()
                .filter(name ->
                        SegmentNames.isIndex(name.substring(segments.prefix().length())));
    }

    private static List<String> paths(ReplacedSegments segments, Stream<String> names) {
        return names.map(name -> PercentCode.path(segments.container(), name)).toList();
    }

    /** Journals that they are gone. */
    public ImageJob deleted(ImageJob job, ReplacedSegments replaced, List<String> paths) {
        LOG.info(
                "{} has taken the place of an older object: {} segments deleted from {}",
                job.label(),
                paths.size(),
                LogText.clean(replaced.place()));
        return journalled(job, replaced.after(paths.size(), ""));
    }

    /** Journals why they stay; unless the daemon is stopping: the next start tries again. */
    public ImageJob left(ImageJob job, ReplacedSegments replaced, Throwable reason) {
        if (uploads.isStopping()) {
            return jobs.latest(job);
        }
        String why = HttpAnswers.what(reason);
        LOG.warn(
                "{} leaves the segments of an older object where they are, {}: {}",
                job.label(),
                LogText.clean(replaced.place()),
                LogText.clean(why));
        return journalled(job, replaced.after(0, why));
    }

    private ImageJob journalled(ImageJob job, ReplacedSegments replaced) {
        ImageJob latest = jobs.latest(job);
        ImageJob known = latest.knowing(latest.upload().replacing(replaced));
        journal.save(known);
        return known;
    }
}
