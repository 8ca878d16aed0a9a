package io.caravan.daemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.caravan.job.ImageJob;
import io.caravan.job.Jobs;
import io.caravan.job.Stage;
import io.caravan.text.Json;
import io.caravan.web.Counts;
import java.time.Clock;
import java.time.Instant;

/** What is told to whoever listens: one line of JSON for each change of a job's stage. */
public final class Notices {

    /** @param reason why the job is in that stage, or empty */
    record Notice(String job, String image, Stage stage, Instant time, String reason) {}

    /**
     * A notice on its way to whoever listens.
     *
     * @param text the JSON
     * @param job the job as it was then
     */
    public record Told(String text, ImageJob job) {}

    private final Clock clock;
    private final Jobs jobs;
    private final Counts counts;

    /** @param counts is told of each end */
    Notices(Clock clock, Jobs jobs, Counts counts) {
        this.clock = clock;
        this.jobs = jobs;
        this.counts = counts;
    }

    /** The notice about a job's stage. */
    public Told of(ImageJob job) throws JsonProcessingException {
        if (job.hasEnded()) {
            counts.ended(job);
        }
        return new Told(
                Json.LINE.writeValueAsString(
                        new Notice(job.id(), job.image(), job.stage(), clock.instant(), job.reason())),
                job);
    }

    /** Forgets a job whose end was told, or could not be told: its files are where they belong. */
    public void forgetIfEnded(Told told) {
        if (told.job().hasEnded()) {
            jobs.close(told.job());
        }
    }
}
