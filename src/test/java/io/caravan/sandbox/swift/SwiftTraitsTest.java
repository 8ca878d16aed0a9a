package io.caravan.sandbox.swift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.CloudClient;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clouds that take less than a stock Swift, or keep to themselves what they take. */
class SwiftTraitsTest {
    private static final String TWO = "[{\"path\":\"box/1\"},{\"path\":\"box/2\"}]";

    @TempDir
    Path data;

    private Sandbox sandbox;
    private CloudClient client;

    private void start(UnaryOperator<SwiftTraits> change) throws Exception {
        SwiftTraits limits = change.apply(SwiftTraits.stock());
        sandbox = Sandbox.start(SandboxOptions.defaults(data).withSwift(limits));
        client = new CloudClient(sandbox);
        client.put("/box", "");
        client.put("/box/1", "one");
        client.put("/box/2", "second");
    }

    @AfterEach
    void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    private HttpResponse<String> info() throws Exception {
        return client.get(sandbox.objectStoreUrl().resolve("/object/info").toString());
    }

    private HttpResponse<String> putManifest(String manifest) throws Exception {
        return client.put("/box/whole?multipart-manifest=put", manifest);
    }

    @Test
    void limitsAreToldAndKept() throws Exception {
        start(stock -> stock.withMaxFileSize(100).withSlo(new SwiftTraits.Slo(2, 80, 4)));
        JsonNode info = CloudClient.JSON.readTree(info().body());
        assertThat(info.path("swift").path("max_file_size").asLong()).isEqualTo(100);
        assertThat(info.path("slo").path("max_manifest_segments").asInt()).isEqualTo(2);
        assertThat(info.path("slo").path("max_manifest_size").asInt()).isEqualTo(80);
        assertThat(info.path("slo").path("min_segment_size").asInt()).isEqualTo(4);
        HttpResponse<String> small = putManifest(TWO);
        assertThat(small.statusCode()).isEqualTo(400);
        assertThat(small.body()).isEqualTo("Errors:\nbox/1, Too small; each segment must be at least 4 bytes.\n");
        assertThat(putManifest("[{\"path\":\"box/2\"},{\"path\":\"box/1\"}]").statusCode())
                .isEqualTo(201);
        assertThat(putManifest("[" + "{\"path\":\"b/1\"},".repeat(2) + "{\"path\":\"b/1\"}]")
                        .body())
                .isEqualTo("Number of object-backed segments must be <= 2");
        assertThat(putManifest(" ".repeat(79) + "[]").body()).isEqualTo("Manifest File > 80 bytes");
    }

    @Test
    void cloudMayKeepItsLimitsToItself() throws Exception {
        start(SwiftTraits::withoutInfo);
        assertThat(info().statusCode()).isEqualTo(403);
        assertThat(putManifest(TWO).statusCode()).isEqualTo(201);
    }

    @Test
    void cloudWithoutStaticLargeObjectsStoresTheManifestItself() throws Exception {
        start(SwiftTraits::withoutSlo);
        assertThat(CloudClient.JSON.readTree(info().body()).has("slo")).isFalse();
        assertThat(putManifest(TWO).statusCode()).isEqualTo(201);
        assertThat(client.store("GET", "/box/whole").body()).isEqualTo(TWO);
        assertThat(CloudClient.header(client.store("HEAD", "/box/whole"), "X-Static-Large-Object"))
                .isEqualTo("(none)");
        assertThat(client.store("DELETE", "/box/whole?multipart-manifest=delete")
                        .statusCode())
                .isEqualTo(204);
        assertThat(client.store("HEAD", "/box/1").statusCode()).isEqualTo(200);
    }

    @Test
    void pagesOfListings() throws Exception {
        start(stock -> stock.withPages(2, 1));
        client.put("/box/3", "three");
        client.put("/other", "");
        assertThat(client.store("GET", "/box").body()).isEqualTo("1\n2\n");
        assertThat(client.store("GET", "").body()).isEqualTo("box\n");
        assertThat(client.store("GET", "/box?limit=3").body()).isEqualTo("Maximum limit is 2");
        client.put("/box/s1", "a");
        client.put("/box/s2", "b");
        assertThat(client.put("/box/whole", "", "X-Object-Manifest", "box/s").statusCode())
                .isEqualTo(201);
        assertThat(CloudClient.header(client.store("HEAD", "/box/whole"), "Content-Length"))
                .as("a dynamic object with a page full of segments")
                .isEqualTo("(none)");
    }

    @Test
    void theAccountHasAQuota() throws Exception {
        start(stock -> stock.withAccountQuota(20));
        assertThat(client.put("/box/3", "x".repeat(12)).statusCode()).isEqualTo(413);
        assertThat(client.put("/box/3", "x".repeat(11)).statusCode()).isEqualTo(201);
    }

    @Test
    void writesHaveToWait() throws Exception {
        start(stock -> stock.withWritesPerSecond(50));
        long begin = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            client.put("/box/" + i, "x");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(180));
    }

    @Test
    void limitsMustBePositive() {
        assertThatThrownBy(() -> SwiftTraits.stock().withMaxFileSize(0))
                .hasMessage("maxFileSize must be positive, not 0");
        assertThatThrownBy(() -> new SwiftTraits.Slo(1, 1, 0)).hasMessage("minSegmentSize must be positive, not 0");
    }
}
