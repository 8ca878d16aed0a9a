package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.DaemonRig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More than the cloud takes: how much, how large, how many. */
class LimitIT {

    private static final String IMAGE = "disk.vmdk";
    private static final int MIB = 1 << 20;

    @RegisterExtension
    final OpenStackWorld world = new OpenStackWorld();

    @Test
    void aContainerThatIsFullFailsTheImageInSwiftsWords() throws Exception {
        world.swift("post", "-m", "Quota-Bytes:" + MIB / 2, world.segmentContainer())
                .succeeded();
        byte[] image = DaemonRig.bytes(3 * MIB, 1);
        world.start().rig().drop(IMAGE, image);
        JsonNode error = world.awaitFailed(IMAGE);

        assertThat(error.path("service").asText()).isEqualTo("Upload exceeds quota.");
        assertThat(error.path("error").asText()).contains(world.segmentContainer(), "413");
        assertThat(world.rig().failed(IMAGE)).hasBinaryContent(image);
        assertThat(world.list(world.container())).isEmpty();
        assertThat(world.list(world.segmentContainer())).isEmpty();
    }

    @Test
    void aSegmentAboveTheCloudsLimitFailsTheImageBeforeItsBytesAreSent() throws Exception {
        world.set(
                        "caravan.cloud.object-store-url",
                        world.cloud().accountUrl(world.cloud().get("swift.small")))
                .set("caravan.segment.size", "2MiB");
        byte[] image = DaemonRig.bytes(5 * MIB, 1);
        world.start().rig().drop(IMAGE, image);
        JsonNode error = world.awaitFailed(IMAGE);

        assertThat(error.path("service").asText()).isEqualTo("Your request is too large.");
        assertThat(world.segmentPuts()).isNotEmpty().allSatisfy(put -> {
            assertThat(put.status()).isEqualTo(413);
            assertThat(put.bytes()).isZero();
        });
        assertThat(world.rig().failed(IMAGE)).hasBinaryContent(image);
        assertThat(world.list(world.container())).isEmpty();
    }
}
