package io.caravan.control;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the daemon answers: one line of JSON.
 *
 * @param jobs the jobs that were asked for
 * @param details all that is known of them, where that was asked for
 * @param paused since when the daemon takes no new work; empty while it does
 * @param done what was done, a sentence each
 * @param problems what was not, a sentence each
 */
public record ControlReply(
        List<JobView> jobs,
        List<JobDetails> details,
        Optional<Instant> paused,
        List<String> done,
        List<String> problems) {

    /** What is left out, is empty. */
    public ControlReply {
        jobs = jobs == null ? List.of() : List.copyOf(jobs);
        details = details == null ? List.of() : List.copyOf(details);
        paused = paused == null ? Optional.empty() : paused;
        done = done == null ? List.of() : List.copyOf(done);
        problems = problems == null ? List.of() : List.copyOf(problems);
    }

    static ControlReply refusal(String problem) {
        return new ControlReply(List.of(), List.of(), Optional.empty(), List.of(), List.of(problem));
    }
}
