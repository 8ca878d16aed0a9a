package io.caravan.control;

import io.caravan.job.FileJobJournal;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFolder;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The jobs of a spool on which no daemon runs, as their journals tell. */
public final class LeftJobs {

    private static final JobView.Wait FOR_A_DAEMON =
            new JobView.Wait("the daemon, which does not run", Optional.empty(), Optional.empty());

    private LeftJobs() {}

    /**
     * What a daemon would answer that knows no more than what is written down.
     *
     * @param which ids or images whose details are wanted; none for a list of all
     * @throws IOException when that can't be read
     */
    public static ControlReply in(Path spool, List<String> which) throws IOException {
        JobFolder folder = new JobFolder(spool.resolve("work"));
        List<ImageJob> jobs;
        Orders orders;
        try {
            jobs = new ArrayList<>(FileJobJournal.peek(folder));
            orders = Orders.left(folder);
        } catch (NoSuchFileException e) {
            return new ControlReply(List.of(), List.of(), Optional.empty(), List.of(), List.of());
        }
        jobs.sort(Comparator.comparing(ImageJob::claimedAt).thenComparing(ImageJob::id));
        List<JobView> views = new ArrayList<>();
        List<JobDetails> details = new ArrayList<>();
        for (ImageJob job : jobs) {
            JobView view = JobView.of(job, orders.of(job.id()), Optional.empty(), FOR_A_DAEMON);
            views.add(view);
            if (which.contains(job.id()) || which.contains(job.image())) {
                details.add(new JobDetails(view, job, List.of()));
            }
        }
        return new ControlReply(which.isEmpty() ? views : List.of(), details, orders.allPaused(), List.of(), List.of());
    }
}
