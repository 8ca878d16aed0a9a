package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.Fault;
import io.caravan.settings.SettingsException;
import io.caravan.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon's log: its forms, and how much it says. */
class LogTest {

    private static final String IMAGE = "a \u001b[2J\u202e\" b.vmdk";

    @RegisterExtension
    final World world = new World();

    private String logOfAnImage() throws Exception {
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("PUT") && request.path().contains("_segments/"),
                        new Fault.Answer(503, Map.of("X-Trans-Id", "tx0123456789abcdef-00"), "text/plain", "later")
                                .times(1));
        world.drop(IMAGE, World.bytes((2 << 20) + 1, 1));
        try (ChildProcess daemon = world.startChild()) {
            await().atMost(World.PATIENCE).until(() -> daemon.output().contains("done: images/"));
            return daemon.output();
        }
    }

    @Test
    void aLineOfJsonTellsWhichJobAndWhichRequestItIsAbout() throws Exception {
        world.set("caravan.log", "json");

        String log = logOfAnImage();

        List<JsonNode> lines = new ArrayList<>();
        for (String line : log.lines().toList()) {
            lines.add(Json.MAPPER.readTree(line));
        }
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.path("time").asText()).endsWith("Z");
            assertThat(line.path("level").asText()).isNotEmpty();
            assertThat(line.path("logger").asText()).isNotEmpty();
            assertThat(line.path("message").asText()).isNotEmpty();
        });
        JsonNode again = lines.stream()
                .filter(line -> line.path("message").asText().contains("try 1 failed"))
                .findFirst()
                .orElseThrow();
        assertThat(again.path("job").asText()).matches("[0-9a-f]{12}");
        assertThat(again.path("image").asText()).contains("b.vmdk");
        assertThat(again.path("request").asText()).isEqualTo("tx0123456789abcdef-00");
        assertThat(again.path("segment").asText()).startsWith("images_segments/");
        assertThat(log).doesNotContain("\u001b").doesNotContain("\u202e");
    }

    @Test
    void anEventIsOneLine() throws Exception {
        String log = logOfAnImage();

        assertThat(log.lines().filter(line -> line.contains("claimed:"))).hasSize(1);
        assertThat(log).doesNotContain("\"stage\":").contains("(request tx0123456789abcdef-00)");
    }

    @Test
    void whatIsNotWantedIsNotSaid() throws Exception {
        world.set("caravan.log.level", "ERROR,job=INFO");

        assertThat(logOfAnImage()).contains("done: images/").doesNotContain("claimed:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOUD", "org.apache.hc..=DEBUG", "http=", "INFO;DEBUG"})
    void aLevelThatThereIsNotIsNamed(String level) {
        world.set("caravan.log.level", level);

        assertThatThrownBy(world::start)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("caravan.log.level=" + level);
    }
}
