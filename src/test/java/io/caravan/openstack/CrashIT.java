package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.Crashes;
import io.caravan.RandomDrops;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * However often and whenever the daemon is ended: each image arrives once, the object has the bytes that were dropped
 * last, and no segment is left that nothing refers to.
 */
@Tag("alone")
@InFlavours({"stock", "ceph"})
class CrashIT {

    @RegisterExtension
    final OpenStackWorld world = new OpenStackWorld();

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void nothingIsLostNothingDoubledNothingFailed() throws Exception {
        world.set("caravan.segment.size", RandomDrops.SEGMENT_SIZE)
                // a busy Swift lists later what it has taken
                .set("caravan.verify.max-delay", "2s");
        new Crashes(world.rig(), world.definitions()).run(drops -> {
            Map<String, byte[]> last = drops.last();
            assertThat(world.list(world.container())).containsExactlyInAnyOrderElementsOf(last.keySet());
            for (Map.Entry<String, byte[]> image : last.entrySet()) {
                assertThat(OpenStackWorld.sha256(world.download(image.getKey())))
                        .as("the bytes of " + image.getKey())
                        .isEqualTo(OpenStackWorld.sha256(image.getValue()));
            }
            if (world.cloud().isCeph()) { // nobody tells what a static object was made of that was replaced
                world.caravanAs("courier", "gc", "--older-than", "0s").succeeded();
            }
            drops.assertOnlySegmentsInUse(world.list(world.segmentContainer()));
        });
    }
}
