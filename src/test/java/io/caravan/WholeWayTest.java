package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An image on its whole way, seen from outside. */
class WholeWayTest {

    private static final int MIB = 1 << 20;

    @RegisterExtension
    final World world = new World();

    @ParameterizedTest(name = "{0} bytes in {1} segments")
    @CsvSource({"1, 1", "1048576, 1", "1048577, 2", "2097152, 2", "2097153, 3"})
    void anImageOfAnySizeArrivesByteForByteAndHasAReceipt(int size, int segments) throws Exception {
        byte[] image = World.bytes(size, size);
        world.start().drop("disk.vmdk", image);
        JsonNode receipt = world.awaitDone("disk.vmdk");

        assertThat(world.download("images/disk.vmdk")).isEqualTo(image);
        assertThat(receipt.path("size").asLong()).isEqualTo(size);
        assertThat(receipt.path("container").asText()).isEqualTo("images");
        assertThat(receipt.path("object").asText()).isEqualTo("disk.vmdk");
        assertThat(receipt.path("segments")).hasSize(segments == 1 ? 0 : segments);
        assertThat(receipt.path("importStatus").path("import_status").asText()).isEqualTo("succeeded");
        assertThat(receipt.path("imageId").asText())
                .isEqualTo(receipt.path("importStatus").path("id").asText());
        assertThat(Files.readAllBytes(world.done("disk.vmdk"))).isEqualTo(image);
        assertThat(world.inbox()).isEmptyDirectory();
        assertThat(world.spool().resolve("work")).isEmptyDirectory();
        assertThat(world.importPosts()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("io.caravan.OddNames#all")
    void anOddNameIsJustAName(String name) throws Exception {
        byte[] image = World.bytes(3 * MIB / 2, name.hashCode());
        world.start().drop(name, image);
        JsonNode receipt = world.awaitDone(name);

        assertThat(receipt.path("object").asText()).isEqualTo(name);
        String encoded = io.caravan.text.PercentCode.path("images", name).substring(1);
        assertThat(world.download(encoded)).isEqualTo(image);
        assertThat(world.done(name)).hasBinaryContent(image);
    }

    /** Who waits for a paper, as scripts do, finds all that it is about beside it. */
    @ParameterizedTest
    @CsvSource({"done, .receipt.json, '{}'", "failed, .error.json, '{\"segmentSize\": 1}'"})
    void thePaperIsTheLastThingThatAppears(String end, String paper, String sidecar) throws Exception {
        world.start();
        try (WatchService watch = world.spool().getFileSystem().newWatchService()) {
            world.spool().resolve(end).register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            world.dropSidecar("disk.vmdk", sidecar);
            world.drop("disk.vmdk", World.bytes(3 * MIB, 1));
            List<String> appeared = new ArrayList<>();
            while (!appeared.contains("disk.vmdk" + paper)) {
                WatchKey key = watch.poll(World.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                assertThat(key).as("after %s", appeared).isNotNull();
                key.pollEvents().forEach(event -> appeared.add(event.context().toString()));
                key.reset();
            }
            appeared.removeIf(name -> name.startsWith("."));

            assertThat(appeared)
                    .containsExactlyInAnyOrder("disk.vmdk", "disk.vmdk.json", "disk.vmdk" + paper)
                    .endsWith("disk.vmdk" + paper);
        }
    }
}
