package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.AnsweredRequest;
import io.caravan.sandbox.imports.ImportTimeline;
import io.caravan.text.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * However often and whenever the daemon is ended, with imports: each image arrives once, each import is asked for once,
 * the object has the bytes that were dropped last, and no segment is left that nothing refers to.
 */
class CrashTest {

    private static final int LONGEST_DELAY_MILLIS = 40;

    @RegisterExtension
    final World world = new World();

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void nothingIsLostNothingDoubledNothingFailed() throws Exception {
        world.set("caravan.segment.size", RandomDrops.SEGMENT_SIZE)
                .options(options ->
                        options.withTimeline(new ImportTimeline(Duration.ofMillis(100), Duration.ofMillis(500))));
        world.slow(LONGEST_DELAY_MILLIS);
        new Crashes(world.rig(), world.allDefinitions()).run(drops -> {
            assertEachImportWasAskedForOnce(drops);
            for (Map.Entry<String, byte[]> last : drops.last().entrySet()) {
                assertThat(RandomDrops.sha256(world.download("images/" + last.getKey())))
                        .as("the bytes of " + last.getKey())
                        .isEqualTo(RandomDrops.sha256(last.getValue()));
            }
            drops.assertOnlySegmentsInUse(segments());
            assertThat(world.segmentPuts())
                    .as("segments that were stored: none more often than an image is made of it")
                    .hasSizeLessThanOrEqualTo(drops.receipts().stream()
                            .mapToInt(receipt -> receipt.path("segments").size())
                            .sum());
        });
    }

    /** A request that was cut before all of it had come was not heard, and may be made again. */
    private void assertEachImportWasAskedForOnce(RandomDrops drops) throws IOException {
        List<AnsweredRequest> heard = world.importPosts().stream()
                .filter(post -> post.status() != 499)
                .toList();
        assertThat(heard).as("requests for an import").allMatch(post -> post.status() == 201);
        assertThat(heard.stream().map(CrashTest::imageId))
                .as("images that were asked for: one for each receipt")
                .containsExactlyInAnyOrderElementsOf(drops.receipts().stream()
                        .map(receipt -> receipt.path("imageId").asText())
                        .toList())
                .doesNotHaveDuplicates();
    }

    private static String imageId(AnsweredRequest post) {
        try {
            JsonNode request = Json.MAPPER.readTree(post.importBody().orElseThrow());
            return request.path("id").asText();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> segments() throws Exception {
        return Json.MAPPER
                .readTree(world.download("images_segments?format=json"))
                .findValuesAsText("name");
    }
}
