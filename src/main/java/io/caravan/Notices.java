package io.caravan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.caravan.job.ImageJob;
import io.caravan.job.Json;
import io.caravan.job.Stage;
import java.time.Clock;
import java.time.Instant;

/** What is told to whoever listens: one line of JSON for each change of a job's stage. */
public final class Notices {

    private static final ObjectWriter WRITER = Json.MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT);

    /** @param reason why the job is in that stage, or empty */
    record Notice(String job, String image, Stage stage, Instant time, String reason) {}

    private final Clock clock;

    Notices(Clock clock) {
        this.clock = clock;
    }

    /** The notice about a job's stage. */
    public String of(ImageJob job) throws JsonProcessingException {
        return WRITER.writeValueAsString(new Notice(job.id(), job.image(), job.stage(), clock.instant(), job.reason()));
    }
}
