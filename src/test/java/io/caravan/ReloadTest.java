package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.settings.Settings;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A running daemon reads its settings again. */
class ReloadTest {

    private static final String IMAGE = "disk.vmdk";

    private final List<Settings> takenIn = new CopyOnWriteArrayList<>();

    @RegisterExtension
    final World world = new World();

    @BeforeEach
    void start() throws Exception {
        world.set("caravan.keep.period", "20ms").start();
        world.daemon().reloadBy(() -> DaemonRig.settings(world.allDefinitions()), takenIn::add);
    }

    @Test
    void whatCanBeTakenInIsAndTheRestIsNamed() throws Exception {
        world.drop(IMAGE, World.bytes(1000, 1));
        world.awaitDone(IMAGE);
        Files.setLastModifiedTime(
                world.done(IMAGE + ".receipt.json"), FileTime.from(Instant.now().minus(Duration.ofDays(3))));
        world.set("caravan.done.keep", "2d").set("caravan.bandwidth", "50MiB/s").set("caravan.segment.size", "2MiB");

        CommandRun run = CommandRun.in(world, "reload");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("caravan.done.keep is taken in")
                .contains("caravan.bandwidth is taken in")
                .contains("caravan.segment.size holds from the next start on");
        await().atMost(World.PATIENCE).until(() -> Files.notExists(world.done(IMAGE + ".receipt.json")));
        assertThat(takenIn).hasSize(1);
        assertThat(CommandRun.in(world, "reload").out()).contains("no setting has changed");
    }

    @Test
    void whereAnythingIsWrongNothingChanges() throws Exception {
        world.set("caravan.done.keep", "2d").set("caravan.bandwidth", "soon").set("caravan.log.level", "LOUD");

        CommandRun run = CommandRun.of(Map.of("caravan.spool", world.spool().toString()), "reload");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .contains("nothing has changed")
                .contains("caravan.bandwidth=soon")
                .contains("caravan.log.level=LOUD");
        assertThat(takenIn).isEmpty();
    }

    @Test
    void aPasswordThatKeystoneRefusesIsNotTakenIn() throws Exception {
        world.set("caravan.cloud.password", "mistyped");

        CommandRun run = CommandRun.of(Map.of("caravan.spool", world.spool().toString()), "reload");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("nothing has changed").contains("401").doesNotContain("mistyped");
        assertThat(takenIn).isEmpty();
    }
}
