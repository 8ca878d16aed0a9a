package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.DaemonRig;
import io.caravan.text.Json;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Caravan has uploaded is, to the tools of others, what their own uploads are. */
@Tag("alone")
@InFlavours({"stock", "ceph"})
class LargeObjectIT {

    private static final String IMAGE = "disk.vmdk";
    private static final int MIB = 1 << 20;

    @RegisterExtension
    final OpenStackWorld world = new OpenStackWorld();

    @ParameterizedTest
    @ValueSource(strings = {"dlo", "slo", "auto"})
    void swiftclientDownloadsListsAndDeletesASegmentedImageAsItsOwn(String manifest) throws Exception {
        byte[] image = DaemonRig.bytes(5 * MIB + 1, 1);
        // Ceph's gateway checks no static object's Etags
        String automatic = world.cloud().isCeph() ? "dlo" : "slo";
        String kind = manifest.equals("auto") ? automatic : manifest;
        world.set("caravan.manifest", manifest).start().rig().drop(IMAGE, image);
        JsonNode receipt = world.awaitDone(IMAGE);

        assertThat(receipt.path("manifestKind").asText()).isEqualTo(kind);
        assertThat(OpenStackWorld.sha256(world.download(IMAGE))).isEqualTo(OpenStackWorld.sha256(image));
        assertThat(world.list(world.container())).containsExactly(IMAGE);
        assertThat(world.list(world.segmentContainer()))
                .hasSize(6)
                .allMatch(name -> name.startsWith(IMAGE + "/"))
                .containsExactlyElementsOf(receipt.path("segments").findValuesAsText("name"));
        assertThat(world.swift("stat", world.container(), IMAGE).succeeded().text())
                .containsPattern("Content Length: " + image.length + "\\b")
                .contains(
                        receipt.path("etag").asText(),
                        kind.equals("dlo") ? world.segmentContainer() : "X-Static-Large-Object: True");
        world.assertStoredOnce(6);

        world.swift("delete", world.container(), IMAGE).succeeded();
        assertThat(world.list(world.container())).isEmpty();
        assertThat(world.list(world.segmentContainer())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dlo", "slo"})
    void aLargeObjectOfSwiftclientsIsReplacedWithoutARest(String kind) throws Exception {
        world.uploadBySwiftclient(kind, IMAGE, DaemonRig.bytes(3 * MIB, 4), MIB);
        assertThat(world.list(world.segmentContainer())).hasSize(3);

        byte[] image = DaemonRig.bytes(2 * MIB, 5);
        world.start().rig().drop(IMAGE, image);
        JsonNode receipt = world.awaitDone(IMAGE);

        if (kind.equals("slo") && world.cloud().isCeph()) {
            assertThat(receipt.path("replaced").path(0).path("left").asText()).contains("not known");
            assertThat(world.list(world.segmentContainer())).hasSize(5);
            world.caravanAs("courier", "gc", "--older-than", "0s").succeeded();
        } else {
            assertThat(receipt.path("replaced").path(0).path("deleted").asInt()).isEqualTo(3);
        }
        assertThat(world.download(IMAGE)).isEqualTo(image);
        assertThat(world.list(world.segmentContainer()))
                .containsExactlyElementsOf(receipt.path("segments").findValuesAsText("name"));
    }

    @Test
    void aContainerThatKeepsOlderVersionsKeepsWhatTheyAreMadeOf() throws Exception {
        String versions = world.container() + "_versions";
        if (world.cloud().isCeph()) {
            world.swift("post", versions).succeeded();
        }
        world.swift(
                        "post",
                        "-H",
                        world.cloud().isCeph() ? "X-Versions-Location: " + versions : "X-Versions-Enabled: true",
                        world.container())
                .succeeded();
        world.uploadBySwiftclient("dlo", IMAGE, DaemonRig.bytes(2 * MIB, 6), MIB);
        world.start().rig().drop(IMAGE, DaemonRig.bytes(2 * MIB, 7));
        JsonNode receipt = world.awaitDone(IMAGE);

        assertThat(receipt.path("replaced").path(0).path("left").asText()).contains("older versions");
        assertThat(world.list(world.segmentContainer())).hasSize(4);
        if (world.cloud().isCeph()) {
            world.swift("post", "-H", "X-Remove-Versions-Location: yes", world.container())
                    .succeeded();
            world.swift("delete", versions).succeeded();
        } else {
            deleteVersions();
        }
    }

    /** A container can be deleted only once no version is left in it. */
    private void deleteVersions() throws Exception {
        Tool versions = world.curl("/" + world.container() + "?format=json&versions");
        for (JsonNode version : Json.MAPPER.readTree(versions.succeeded().bytes())) {
            String path = "/" + world.container() + "/" + IMAGE + "?version-id=";
            world.curl(path + version.path("version_id").asText(), "-f", "-X", "DELETE")
                    .succeeded();
        }
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
