package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.DaemonRig;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cloud has is not sent, and what is made of it is whole to others' tools. */
@Tag("alone")
@InFlavours({"stock", "ceph"})
class SpareIT {

    private static final String IMAGE = "disk.vmdk";
    private static final int MIB = 1 << 20;

    @RegisterExtension
    final OpenStackWorld world = new OpenStackWorld();

    private JsonNode arrives(byte[] image) throws Exception {
        world.rig().drop(IMAGE, image);
        JsonNode receipt = world.awaitDone(IMAGE);
        Files.delete(world.rig().done(IMAGE));
        Files.delete(world.rig().done(IMAGE + ".receipt.json"));
        assertThat(OpenStackWorld.sha256(world.download(IMAGE))).isEqualTo(OpenStackWorld.sha256(image));
        if (!world.cloud().isCeph() || receipt.path("manifestKind").asText().equals("dlo")) {
            assertThat(new TreeSet<>(world.list(world.segmentContainer())))
                    .isEqualTo(new TreeSet<>(receipt.path("segments").findValuesAsText("name")));
        }
        return receipt;
    }

    private static List<String> from(JsonNode receipt) {
        return receipt.path("segments").findValuesAsText("from");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dlo", "slo"})
    void zerosAndWhatHasNotChangedAreNotSent(String manifest) throws Exception {
        world.set("caravan.manifest", manifest).start();
        JsonNode first = arrives(DaemonRig.image("1..2..3"));
        assertThat(from(first)).filteredOn("zeros"::equals).hasSize(3);
        assertThat(first.path("bytesSent").asLong()).isEqualTo(4 * MIB + 1);

        JsonNode second = arrives(DaemonRig.image("1..X..3"));
        JsonNode third = arrives(DaemonRig.image("Y..X..3"));
        if (manifest.equals("dlo") || !world.cloud().isCeph()) {
            assertThat(second.path("bytesSent").asLong()).isEqualTo(MIB);
            assertThat(third.path("bytesSent").asLong()).isEqualTo(MIB);
        }
        world.caravanAs("courier", "gc", "--older-than", "0s").succeeded();
        assertThat(OpenStackWorld.sha256(world.download(IMAGE)))
                .isEqualTo(OpenStackWorld.sha256(DaemonRig.image("Y..X..3")));

        world.swift("delete", world.container(), IMAGE).succeeded();
        assertThat(world.list(world.container())).isEmpty();
    }
}
