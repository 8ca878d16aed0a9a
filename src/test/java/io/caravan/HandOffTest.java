package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hands jobs on between the stages may refuse them: each is offered again until it is taken. */
class HandOffTest {

    private static final int IMAGES = 12;

    @RegisterExtension
    final World world = new World();

    @ParameterizedTest
    @ValueSource(strings = {"images", "imports", "looks", "ends"})
    void oneWithRoomForOneLosesNoJob(String stage) throws Exception {
        world.set("caravan.hand-off." + stage, "seda:%s?size=1&concurrentConsumers=1&pollTimeout=100".formatted(stage))
                .set("caravan.images.parallel", String.valueOf(IMAGES))
                .slow(40)
                .start();
        dropAll();

        awaitAll();
    }

    /** A folder, in place of a broker: its messages are bytes, and it is away for a while. */
    @Test
    void oneThatIsAwayForAWhileLosesNoJob() throws Exception {
        Path broker = world.folder().resolve("broker");
        for (String stage : new String[] {"images", "imports", "looks", "ends"}) {
            world.set(
                    "caravan.hand-off." + stage,
                    // by another name while it is written: a broker hands nobody half a message
                    "file:%s/%s?tempPrefix=.&autoCreate=false&delete=true&initialDelay=0&delay=20"
                            .formatted(broker, stage));
        }
        try (LogLines log = LogLines.ofAll()) {
            world.start();
            dropAll();
            await().atMost(World.PATIENCE)
                    .until(() -> log.all().stream().anyMatch(line -> line.contains("can't be handed on")));
        }
        for (String stage : new String[] {"images", "imports", "looks", "ends"}) {
            Files.createDirectories(broker.resolve(stage));
        }

        awaitAll();
    }

    private void dropAll() throws Exception {
        for (int i = 0; i < IMAGES; i++) {
            world.drop(name(i), World.bytes(1000, i));
        }
    }

    private void awaitAll() throws Exception {
        for (int i = 0; i < IMAGES; i++) {
            world.awaitDone(name(i));
        }
        assertThat(world.importPosts()).hasSize(IMAGES);
    }

    private static String name(int index) {
        return "disk-%d.vmdk".formatted(index);
    }
}
