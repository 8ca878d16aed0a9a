package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Images that have ended are kept for as long as is set. */
class KeptTest {

    private static final String OLD = "old.vmdk";
    private static final String NEW = "new.vmdk";
    private static final String REFUSED = "refused.img";

    @RegisterExtension
    final World world = new World();

    @BeforeEach
    void endSomeImages() throws Exception {
        world.start();
        world.dropSidecar(OLD, "{}");
        world.drop(OLD, World.bytes(1000, 1));
        world.awaitDone(OLD);
        world.drop(NEW, World.bytes(1000, 1));
        world.awaitDone(NEW);
        world.drop("n".repeat(248) + ".vmdk", World.bytes(1000, 1)); // its paper's name is cut
        await().atMost(World.PATIENCE).until(() -> count(world.spool().resolve("done"), ".receipt.json") == 3);
        world.drop(REFUSED, World.bytes(1000, 1));
        world.awaitFailed(REFUSED);
        Files.writeString(world.done("notes.txt"), "somebody's");
        world.stop();
        world.set("caravan.keep.period", "20ms");
    }

    private static long count(Path folder, String ending) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).count();
        }
    }

    private static void age(Path paper) throws IOException {
        Files.setLastModifiedTime(paper, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
    }

    private void ageAll() throws IOException {
        for (Path folder :
                new Path[] {world.spool().resolve("done"), world.spool().resolve("failed")}) {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    age(file);
                }
            }
        }
    }

    @Test
    void whatHasBeenThereForLongEnoughGoesWithItsPapers() throws Exception {
        world.set("caravan.done.keep", "30d");
        age(world.done(OLD + ".receipt.json"));
        age(world.done("notes.txt"));
        age(world.failed(REFUSED + ".error.json"));

        world.start();

        await().atMost(World.PATIENCE).until(() -> Files.notExists(world.done(OLD + ".receipt.json")));
        assertThat(world.done(OLD)).doesNotExist();
        assertThat(world.done(OLD + ".json")).doesNotExist();
        assertThat(world.done(NEW)).exists();
        assertThat(world.done("notes.txt")).exists();
        assertThat(world.failed(REFUSED)).as("nothing is set for failed/").exists();
    }

    @Test
    void whatHasFailedHasATimeOfItsOwn() throws Exception {
        world.set("caravan.failed.keep", "30d");
        ageAll();

        world.start();

        await().atMost(World.PATIENCE).until(() -> Files.notExists(world.failed(REFUSED + ".error.json")));
        assertThat(world.failed(REFUSED)).doesNotExist();
        assertThat(world.done(OLD)).exists();
    }

    @Test
    void anImageGoesWhosePaperHasAShorterName() throws Exception {
        world.set("caravan.done.keep", "30d");
        ageAll();

        world.start();

        await().atMost(World.PATIENCE).untilAsserted(() -> {
            try (var files = Files.list(world.spool().resolve("done"))) {
                assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("notes.txt");
            }
        });
    }

    @Test
    void whenTheClockIsSetNothingIsOld() throws Exception {
        world.set("caravan.done.keep", "30d").set("caravan.failed.keep", "30d");
        SteppedClock clock = new SteppedClock();
        world.start(clock);

        clock.step(Duration.ofDays(365));

        world.drop("later.vmdk", World.bytes(1000, 2));
        world.awaitDone("later.vmdk");
        world.drop("latest.vmdk", World.bytes(1000, 3));
        world.awaitDone("latest.vmdk"); // many looks later
        assertThat(world.done(OLD)).exists();
        assertThat(world.failed(REFUSED)).exists();
    }
}
