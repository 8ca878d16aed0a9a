package io.caravan.upload;

import io.caravan.job.Dispatcher.Orders;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.job.JobFolder;
import io.caravan.job.JobJournal;
import io.caravan.job.Jobs;
import io.caravan.settings.Settings.Manifest;
import io.caravan.swift.KnownLimits;
import io.caravan.swift.Listing;
import io.caravan.swift.StoredHead;
import io.caravan.text.LogText;
import io.caravan.text.ObjectNames;
import io.caravan.text.Quantities;
import io.caravan.upload.region.UploadStoppedException;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The beginning and the end of an upload: what is planned, what was found, what is journalled. */
public final class Uploads {

    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final JobJournal journal;
    private final Jobs jobs;
    private final JobFolder folder;
    private final SentPieces pieces;
    private final SegmentRules rules;
    private final KnownLimits limits;
    private final Orders orders;
    private final Clock clock;
    private final AtomicLong runs = new AtomicLong();
    private final Map<String, UploadRun> running = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /**
     * Uploads of one process.
     *
     * @param manifest what ties the segments of an image together, as far as the cloud's limits allow
     */
    public Uploads(
            JobJournal journal,
            Jobs jobs,
            JobFolder folder,
            Manifest manifest,
            KnownLimits limits,
            Orders orders,
            Clock clock) {
        this.journal = journal;
        this.jobs = jobs;
        this.folder = folder;
        this.pieces = new SentPieces(folder);
        this.rules = new SegmentRules(manifest);
        this.limits = limits;
        this.orders = orders;
        this.clock = clock;
    }

    /** No more bytes are sent: segments that are on their way are given up, the jobs are kept. */
    public void stop() {
        stopping = true;
    }

    /** Whether the daemon is stopping. */
    public boolean isStopping() {
        return stopping;
    }

    /**
     * Makes sure that the daemon isn't stopping.
     *
     * @throws UploadStoppedException when it is: what was cut short goes on at the next start
     */
    public void checkRunning() throws UploadStoppedException {
        if (stopping) {
            throw new UploadStoppedException();
        }
    }

    /** Forgets a try that came to no end. */
    public void abandon(UploadRun run) {
        running.remove(run.key());
    }

    /** Forgets a stream's try, if that came to no end. */
    public void abandon(Segment stream) {
        abandon(stream.run());
    }

    /** The uploads that are under way. */
    public Collection<UploadRun> running() {
        return List.copyOf(running.values());
    }

    /**
     * Journals that the job's upload begins, or goes on, and how the image is cut.
     *
     * @throws JobFailure when the file is not as it was claimed, or can't be cut so that the cloud takes it
     */
    public ImageJob begin(ImageJob claimed) throws JobFailure, IOException {
        checkSource(claimed);
        ImageJob job = claimed.knowing(rules.settle(claimed, limits.limits()));
        SegmentPlan plan = SegmentPlan.of(job, job.upload().attempt());
        ImageJob begun = job.uploading(
                job.upload().under(job.upload().attempt(), plan.prefix(), (int) plan.segments(), clock.instant()));
        journal.save(begun);
        return begun;
    }

    /** What to list in order to know which segments lie there from an earlier try. */
    public Listing listing(ImageJob job) {
        return new Listing(job.request().container() + ObjectNames.SEGMENTS, SegmentPlan.parentPrefix(job));
    }

    /**
     * A try that sends the segments which the listing lacks, under the first prefix that holds nothing else.
     *
     * @param older what is to be replaced
     */
    public UploadRun plan(ImageJob job, Listing listing, OlderVersion older) throws JobFailure {
        int attempt = job.upload().attempt();
        SegmentPlan plan = SegmentPlan.of(job, attempt);
        Optional<Map<Integer, String>> found = fitting(plan, listing);
        while (found.isEmpty()) {
            attempt++;
            plan = SegmentPlan.of(job, attempt);
            found = fitting(plan, listing);
        }
        ImageJob planned = job;
        if (attempt != job.upload().attempt()) {
            planned = job.uploading(job.upload().under(attempt, plan.prefix(), (int) plan.segments(), clock.instant()));
            journal.save(planned);
        }
        return started(planned, plan, found.get(), "", older);
    }

    /** The Etags of what lies under the plan's prefix, by index; empty when anything there doesn't belong. */
    private static Optional<Map<Integer, String>> fitting(SegmentPlan plan, Listing listing) {
        Map<Integer, String> found = new HashMap<>();
        for (Listing.Entry entry : listing.entries().values()) {
            if (entry.name().startsWith(plan.prefix())) {
                Optional<Integer> index = plan.index(entry.name());
                if (index.isEmpty() || plan.length(index.get()) != entry.bytes()) {
                    return Optional.empty();
                }
                found.put(index.get(), entry.hash());
            }
        }
        return Optional.of(found);
    }

    /**
     * A try at an image in one piece, which needn't be sent when it lies there. Where something else lies there, the file
     * is hashed first: Swift then takes no other bytes in its place, whatever happens to them on the way.
     *
     * @param there the object of that name
     * @throws IOException when the file can't be read
     */
    public UploadRun planWhole(ImageJob job, StoredHead there) throws JobFailure, IOException {
        SegmentPlan plan = SegmentPlan.of(job, job.upload().attempt());
        if (!there.isThere()) {
            return started(job, plan, Map.of());
        }
        UploadRun unsent = run("", job, plan, Map.of(), "", OlderVersion.NONE, false);
        String hash = new Segment(unsent, 0).getBody().hash();
        boolean same = there.length().filter(length -> length != plan.size()).isEmpty()
                && there.etag().equals(hash);
        return started(job, plan, same ? Map.of(0, hash) : Map.of(), hash, OlderVersion.NONE);
    }

    /**
     * Journals that the image goes to the import service in one stream, and begins a try at that.
     *
     * @return the stream; what it sends is counted as every upload's bytes are
     * @throws JobFailure when the file is not as it was claimed
     */
    public Segment stream(ImageJob claimed) throws JobFailure, IOException {
        checkSource(claimed);
        ImageJob job = claimed.streaming(claimed.upload().begun(clock.instant()));
        journal.save(job);
        SegmentPlan plan = SegmentPlan.whole(job);
        return started(job, plan, Map.of()).segment(0);
    }

    private UploadRun started(ImageJob job, SegmentPlan plan, Map<Integer, String> listed) {
        return started(job, plan, listed, "", OlderVersion.NONE);
    }

    private UploadRun started(
            ImageJob job, SegmentPlan plan, Map<Integer, String> listed, String expectedEtag, OlderVersion older) {
        String key = job.id() + "/" + runs.incrementAndGet();
        // what a cloud that does not look at a manifest's Etags has been told, it does not tell again
        boolean namesTwins =
                job.upload().isStatic() && limits.limits().checkedSlo().isPresent();
        UploadRun run = run(key, job, plan, listed, expectedEtag, older, namesTwins);
        running.put(key, run);
        LOG.info(
                "{} uploads {}{}",
                job.label(),
                job.isStream() ? "in one stream" : plan.segments() + (plan.segments() == 1 ? " segment" : " segments"),
                listed.isEmpty() ? "" : ", " + listed.size() + " of them may lie there already");
        return run;
    }

    private UploadRun run(
            String key,
            ImageJob job,
            SegmentPlan plan,
            Map<Integer, String> listed,
            String expectedEtag,
            OlderVersion older,
            boolean namesTwins) {
        return new UploadRun(
                key,
                job,
                plan,
                folder.image(job),
                listed,
                expectedEtag,
                older,
                namesTwins,
                () -> stopping,
                () -> orders.callsOff(job));
    }

    /** All segments have reported: the try is over, whatever became of it. */
    public ImageJob ended(SegmentTally tally) {
        running.remove(tally.run().key());
        return tally.run().job();
    }

    /** Journals that the object is whole, and of which pieces it is made. */
    public ImageJob verified(SegmentTally tally) throws IOException {
        ImageJob job = jobs.latest(tally.run().job());
        var sent = tally.pieces();
        pieces.write(job, sent);
        ImageJob uploaded = job.uploaded(job.upload().verified(tally.objectEtag(), clock.instant()));
        journal.save(uploaded);
        LOG.info(
                "{} verified: {} is there, {}{}, Etag {}",
                job.label(),
                LogText.clean(job.request().target()),
                Quantities.readable(job.source().bytes()),
                SentPieces.spared(sent),
                uploaded.upload().etag());
        return uploaded;
    }

    /** Other bytes lie under the prefix: the job goes on under the next one. */
    public ImageJob elsewhere(SegmentTally tally) {
        ImageJob job = tally.run().job();
        LOG.info(
                "{} leaves {} alone, which holds other bytes",
                job.label(),
                LogText.clean(job.upload().prefix()));
        return jobs.again(job.uploading(job.upload().elsewhere()), "the segments' prefix was taken");
    }

    /** The job of a try that came to nothing; when segments have landed meanwhile, its waits begin anew. */
    public ImageJob interrupted(SegmentTally tally) {
        ImageJob job = tally.run().job();
        if (!tally.hasProgress()) {
            return job;
        }
        ImageJob afresh = job.afterProgress();
        journal.save(afresh);
        return afresh;
    }

    /**
     * Whether the image is still the one that was claimed.
     *
     * @throws JobFailure when it has grown, changed or gone
     * @throws IOException when that can't be told now
     */
    public void checkSource(ImageJob job) throws JobFailure, IOException {
        SourceCheck.check(job, folder);
    }
}
