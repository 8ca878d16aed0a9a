package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.AnsweredRequest;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large images and many segments. */
class SizeTest {

    private static final Duration LONG = Duration.ofMinutes(3);

    @RegisterExtension
    final World world = new World();

    /** Before the manifest the listing tells; behind it, up to 9,999 segments, a {@code HEAD}, and then the listing. */
    @ParameterizedTest(name = "{0} segments")
    @ValueSource(ints = {9_999, 10_000})
    void everySegmentLandsInOrderAndIsVerified(int segments) throws Exception {
        sendInSegments(segments);
    }

    @Test
    @Tag("slow")
    void everyOfTwelveThousandSegmentsLandsInOrderAndIsVerified() throws Exception {
        sendInSegments(12_000);
    }

    private void sendInSegments(int segments) throws Exception {
        byte[] image = World.bytes(segments * 2, segments);
        world.set("caravan.segment.size", "2")
                .set("caravan.segment.parallel", "8")
                .start()
                .drop("disk.vmdk", image);
        JsonNode receipt = world.awaitDone("disk.vmdk", LONG);

        assertThat(receipt.path("segments")).hasSize(segments);
        assertThat(receipt.path("segments"))
                .map(segment -> segment.path("name").asText())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(world.segmentPuts()).hasSize(segments);
        assertThat(world.download("images/disk.vmdk")).isEqualTo(image);
        List<AnsweredRequest> pages = world.requests("GET", path -> path.endsWith("/images_segments"));
        int listing = (segments + 999) / 1000 + 1; // the last page is empty
        assertThat(pages)
                .as("nothing lies there; all of it does; and once more where a HEAD does not tell")
                .hasSize(1 + listing + (segments < 10_000 ? 0 : listing));
    }

    @Test
    @Tag("slow")
    void moreBytesThanAnIntCountsGoThroughASmallHeap() throws Exception {
        long size = (2L << 30) + 5;
        Path beside = world.spool().resolve("beside");
        try (RandomAccessFile file = new RandomAccessFile(beside.toFile(), "rw")) {
            file.setLength(size);
            file.seek(size - 5);
            file.write(World.bytes(5, 1));
        }
        Files.move(beside, world.inbox().resolve("big.vmdk"));
        world.set("caravan.segment.size", "256MiB");
        try (ChildProcess daemon =
                world.startChild(ChildProcess.COMPILED_WELL, "-Xmx96m", "-XX:+ExitOnOutOfMemoryError")) {
            JsonNode receipt = world.awaitDone("big.vmdk", LONG);

            assertThat(receipt.path("size").asLong()).isEqualTo(size);
            assertThat(receipt.path("segments")).hasSize(9);
            assertThat(daemon.isAlive()).isTrue();
        }
        try (InputStream arrived = world.stream("images/big.vmdk");
                InputStream kept = Files.newInputStream(world.done("big.vmdk"))) {
            byte[] expected = new byte[1 << 20];
            byte[] actual = new byte[1 << 20];
            long compared = 0;
            for (int read = kept.readNBytes(expected, 0, expected.length);
                    read > 0;
                    read = kept.readNBytes(expected, 0, expected.length)) {
                assertThat(arrived.readNBytes(actual, 0, read)).isEqualTo(read);
                assertThat(java.util.Arrays.mismatch(expected, 0, read, actual, 0, read))
                        .isEqualTo(-1);
                compared += read;
            }
            assertThat(compared).isEqualTo(size);
            assertThat(arrived.read()).isEqualTo(-1);
        }
    }
}
