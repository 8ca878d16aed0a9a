package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How fast bytes go is limited over everything that goes. */
class BandwidthTest {

    private static final int MIB = 1 << 20;

    @RegisterExtension
    final World world = new World();

    @Test
    void imagesTogetherGoNoFasterThanIsAllowed() throws Exception {
        world.set("caravan.bandwidth", "4MiB/s").start();
        long begun = System.nanoTime();
        world.drop("one.vmdk", World.bytes(6 * MIB, 1));
        world.drop("two.vmdk", World.bytes(6 * MIB, 2));
        world.awaitDone("one.vmdk");
        world.awaitDone("two.vmdk");

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(2900), Duration.ofSeconds(8));
    }

    @Test
    void aDownloadGoesNoFasterThanIsAllowed() throws Exception {
        world.start();
        byte[] image = World.bytes(6 * MIB, 3);
        world.drop("one.vmdk", image);
        world.awaitDone("one.vmdk");
        world.stop();
        world.set("caravan.bandwidth", "2MiB/s");
        long begun = System.nanoTime();
        CommandRun run = CommandRun.in(
                world,
                "download",
                "one.vmdk",
                "-o",
                world.folder().resolve("back").toString());

        assertThat(run.exit()).isZero();
        assertThat(world.folder().resolve("back")).hasBinaryContent(image);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(2900), Duration.ofSeconds(8));
    }
}
