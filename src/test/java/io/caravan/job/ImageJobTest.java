package io.caravan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.text.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageJobTest {

    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00.123456789Z");
    private static final ImageJob CLAIMED = JobFixture.job("0123456789ab", "größe 😀.vmdk");
    private static final ImageJob UPLOADING =
            CLAIMED.uploading(ObjectUpload.NONE.under(2, "x/1.000000/10/4.2/", 3, NOW));
    private static final ImageJob IMPORTING =
            UPLOADING.uploaded(UPLOADING.upload().verified("e", NOW)).importing(JobImport.NONE.intending("image-id"));

    static Stream<ImageJob> jobsOfEachStage() {
        return Stream.of(
                CLAIMED,
                UPLOADING,
                UPLOADING.waiting(NOW, NOW, "the cloud is away"),
                UPLOADING.uploaded(UPLOADING.upload().verified("etag", NOW)),
                IMPORTING,
                IMPORTING.importing(IMPORTING.imported().accepted("import-id", NOW)),
                IMPORTING.done(NOW).keptAs("x.vmdk"),
                IMPORTING.failed(new Failure(Stage.IMPORTING, "what", "service", "advice"), NOW));
    }

    @ParameterizedTest
    @MethodSource("jobsOfEachStage")
    void isTheSameAfterItWasWrittenAndRead(ImageJob job) throws IOException {
        byte[] written = Json.MAPPER.writeValueAsBytes(job);
        assertThat(Json.MAPPER.readValue(written, ImageJob.class)).isEqualTo(job);
    }

    @Test
    void isWrittenInWordsAndIsoTimes() throws IOException {
        assertThat(Json.MAPPER.writeValueAsString(CLAIMED))
                .contains("\"stage\" : \"CLAIMED\"", "\"claimedAt\" : \"2026-01-31T12:00:00.250Z\"");
    }

    @Test
    void isReadWithFieldsOfALaterVersion() throws IOException {
        String written = Json.MAPPER.writeValueAsString(CLAIMED).replaceFirst("\\{", "{\"colour\": \"blue\",");
        assertThat(Json.MAPPER.readValue(written, ImageJob.class)).isEqualTo(CLAIMED);
    }

    @Test
    void countsWaitsUntilItGetsFurther() {
        ImageJob waiting = UPLOADING.waiting(NOW, NOW, "a").waiting(NOW, NOW.plusSeconds(1), "b");
        assertThat(waiting.waits()).isEqualTo(2);
        assertThat(waiting.stage()).isEqualTo(Stage.UPLOADING);
        assertThat(waiting.notBefore()).isEqualTo(NOW.plusSeconds(1));
        assertThat(waiting.reason()).isEqualTo("b");
        assertThat(waiting.afterProgress().waits()).isZero();
        assertThat(waiting.uploaded(waiting.upload()).waits()).isZero();
        assertThat(waiting.uploading(waiting.upload()).waits()).isEqualTo(2);
    }

    @Test
    void remembersWhenItsFirstTryBegan() {
        ObjectUpload first = ObjectUpload.NONE.under(1, "p/", 3, NOW);
        ObjectUpload second = first.elsewhere().under(2, "q/", 3, NOW.plusSeconds(60));
        assertThat(second.startedAt()).contains(NOW);
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(first.elsewhere().prefix()).isEmpty();
    }

    @Test
    void hasAnUnansweredImportBetweenIntentAndAcceptance() {
        assertThat(JobImport.NONE.unanswered()).isFalse();
        assertThat(JobImport.NONE.intending("i").unanswered()).isTrue();
        JobImport accepted = JobImport.NONE.intending("i").accepted("j", NOW);
        assertThat(accepted.unanswered()).isFalse();
        assertThat(accepted.nextPoll()).isEqualTo(NOW);
        assertThat(accepted.postedAt()).contains(NOW);
        JobImport polled = accepted.polled("processing", NOW.plusSeconds(5));
        assertThat(polled.polls()).isEqualTo(1);
        assertThat(polled.postedAt()).contains(NOW);
    }

    @Test
    void keepsItsEndWhenItGetsItsLastName() {
        ImageJob failed = UPLOADING.failed(new Failure(Stage.UPLOADING, "what", "", ""), NOW);
        ImageJob named = failed.keptAs("x");
        assertThat(named).isEqualTo(failed.keptAs("x")).isNotEqualTo(failed);
        assertThat(named.failure()).isEqualTo(failed.failure());
        assertThat(named.endedAt()).contains(NOW);
        assertThat(named.keptAs()).contains("x");
        assertThat(failed.keptAs()).isEqualTo(Optional.empty());
    }

    @Test
    void isLabelledOnOneLine() {
        assertThat(JobFixture.job("0123456789ab", "a\nb.vmdk").label()).isEqualTo("a b.vmdk [0123456789ab]");
    }
}
