package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.DaemonRig;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Caravan has uploaded is, to the tools of others, what their own uploads are. */
class LargeObjectIT {

    private static final String IMAGE = "disk.vmdk";
    private static final int MIB = 1 << 20;

    @RegisterExtension
    final OpenStackWorld world = new OpenStackWorld();

    @ParameterizedTest
    @ValueSource(strings = "dlo")
    void swiftclientDownloadsListsAndDeletesASegmentedImageAsItsOwn(String manifest) throws Exception {
        byte[] image = DaemonRig.bytes(5 * MIB + 1, 1);
        world.set("caravan.manifest", manifest).start().rig().drop(IMAGE, image);
        JsonNode receipt = world.awaitDone(IMAGE);

        assertThat(OpenStackWorld.sha256(world.download(IMAGE))).isEqualTo(OpenStackWorld.sha256(image));
        assertThat(world.list(world.container())).containsExactly(IMAGE);
        assertThat(world.list(world.segmentContainer()))
                .hasSize(6)
                .allMatch(name -> name.startsWith(IMAGE + "/"))
                .containsExactlyElementsOf(receipt.path("segments").findValuesAsText("name"));
        assertThat(world.swift("stat", world.container(), IMAGE).succeeded().text())
                .containsPattern("Content Length: " + image.length + "\\b")
                .contains(receipt.path("etag").asText(), world.segmentContainer());
        world.assertStoredOnce(6);

        world.swift("delete", world.container(), IMAGE).succeeded();
        assertThat(world.list(world.container())).isEmpty();
        assertThat(world.list(world.segmentContainer())).isEmpty();
    }

    @Test
    void aRangeAcrossTwoSegmentsHasTheRightBytes() throws Exception {
        byte[] image = DaemonRig.bytes(2 * MIB, 2);
        world.start().rig().drop(IMAGE, image);
        world.awaitDone(IMAGE);

        Tool curl = world.curl("/" + world.container() + "/" + IMAGE, "-r", "1048570-1048583");
        assertThat(curl.succeeded().bytes()).isEqualTo(Arrays.copyOfRange(image, 1048570, 1048584));
    }

    @Test
    void anImageInOnePieceIsOneObject() throws Exception {
        byte[] image = DaemonRig.bytes(MIB, 3);
        world.start().rig().drop(IMAGE, image);
        world.awaitDone(IMAGE);

        assertThat(world.download(IMAGE)).isEqualTo(image);
        assertThat(world.swift("list", world.segmentContainer()).code())
                .as("no container of segments")
                .isNotZero();
    }
}
