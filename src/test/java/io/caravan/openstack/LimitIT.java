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
    @InFlavours({"stock", "ceph"})
    void aContainerThatIsFullFailsTheImageInSwiftsWords() throws Exception {
        world.swift("post", "-m", "Quota-Bytes:" + MIB / 2, world.segmentContainer())
                .succeeded();
        byte[] image = DaemonRig.bytes(3 * MIB, 1);
        world.start().rig().drop(IMAGE, image);
        JsonNode error = world.awaitFailed(IMAGE);

        assertThat(error.path("service").asText())
                .isEqualTo(world.cloud().isCeph() ? "QuotaExceeded" : "Upload exceeds quota.");
        assertThat(error.path("error").asText()).contains(world.segmentContainer(), "413");
        assertThat(world.rig().failed(IMAGE)).hasBinaryContent(image);
        assertThat(world.list(world.container())).isEmpty();
        assertThat(world.list(world.segmentContainer())).isEmpty();
    }

    @Test
    @InFlavours("small")
    void aSegmentSizeAboveTheCloudsLimitGivesWayToIt() throws Exception {
        byte[] image = DaemonRig.bytes(17 * MIB, 1);
        world.set("caravan.segment.size", "9MiB").start().rig().drop(IMAGE, image);
        JsonNode receipt = world.awaitDone(IMAGE);

        assertThat(receipt.path("segmentSize").asLong()).isEqualTo(8 * MIB);
        assertThat(world.download(IMAGE)).isEqualTo(image);
        world.assertStoredOnce(3);
    }

    @Test
    @InFlavours("small")
    void aSegmentSizeAboveTheCloudsLimitThatTheImageAsksForIsRefusedBeforeTheFirstByte() throws Exception {
        world.start().rig().dropSidecar(IMAGE, "{\"segmentSize\": \"9MiB\"}");
        world.rig().drop(IMAGE, DaemonRig.bytes(17 * MIB, 1));
        JsonNode error = world.awaitFailed(IMAGE);

        assertThat(error.path("error").asText()).contains("9437184", "8388608", "max_file_size");
        assertThat(world.segmentPuts()).isEmpty();
    }

    @Test
    @InFlavours({"stock", "ceph"})
    void aThousandAndOneSegmentsAreRefusedForAStaticObjectBeforeTheFirstByte() throws Exception {
        world.set("caravan.manifest", "slo");
        dropOf1001Segments();

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("1001 segments", "at most 1000");
        assertThat(world.segmentPuts()).isEmpty();
    }

    @Test
    @InFlavours({"stock", "ceph"})
    void aThousandAndOneSegmentsAreADynamicObjectWhereThatWillDo() throws Exception {
        world.set("caravan.manifest", "auto").set("caravan.segment.parallel", "8");
        dropOf1001Segments();
        JsonNode receipt = world.awaitDone(IMAGE);

        assertThat(receipt.path("manifestKind").asText()).isEqualTo("dlo");
        assertThat(receipt.path("segments")).hasSize(1001);
    }

    private void dropOf1001Segments() throws Exception {
        // no sidecar may ask for less than what is set, if that is less than 64 KiB
        world.set("caravan.segment.size", "1").start();
        world.rig().dropSidecar(IMAGE, "{\"segmentSize\": 1}");
        world.rig().drop(IMAGE, DaemonRig.bytes(1001, 2));
    }
}
