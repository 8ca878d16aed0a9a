package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.DaemonRig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From 10,000 segments on, Swift tells neither length nor Etag of the whole: what is left is the listing. */
@Tag("long")
@InFlavours({"stock", "ceph"})
class ManySegmentsIT {

    private static final int SEGMENTS = 10_001;

    @RegisterExtension
    final OpenStackWorld world = new OpenStackWorld().leavingContainers();

    @Test
    void anImageOf10001SegmentsArrives() throws Exception {
        byte[] image = DaemonRig.bytes(SEGMENTS, 1);
        world.set("caravan.segment.size", "1").set("caravan.segment.parallel", "8");
        world.start().rig().drop("disk.vmdk", image);
        JsonNode receipt = world.rig().awaitDone("disk.vmdk", Duration.ofMinutes(8));

        assertThat(receipt.path("segments")).hasSize(SEGMENTS);
        world.assertStoredOnce(SEGMENTS);
        assertThat(world.list(world.segmentContainer())).hasSize(SEGMENTS);
        assertThat(world.curl("/" + world.container() + "/disk.vmdk")
                        .succeeded()
                        .bytes())
                .isEqualTo(image);
        if (world.cloud().isCeph()) { // which takes a long time for each of them, unless it is acknowledged at once
            Path got = world.rig().folder().resolve("got");
            world.caravanAs("courier", "download", world.container() + "/disk.vmdk", "-o", got.toString())
                    .succeeded();
            assertThat(got).hasBinaryContent(image);
        }
    }
}
