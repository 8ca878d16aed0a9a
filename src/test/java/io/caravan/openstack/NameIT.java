package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.DaemonRig;
import io.caravan.OddNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A name is just a name, up to the longest that Swift takes. */
@InFlavours({"stock", "ceph"})
class NameIT {

    private static final int MIB = 1 << 20;
    private static final List<String> ODD = OddNames.all();

    @RegisterExtension
    final OpenStackWorld world = new OpenStackWorld();

    @Test
    void anOddNameIsTheSameNameToSwiftclientAndCurl() throws Exception {
        world.start();
        for (String name : ODD) {
            world.rig().drop(name, image(name));
        }
        for (String name : ODD) {
            assertThat(world.awaitDone(name).path("segments")).as(name).hasSize(2);
        }
        Path folder = Files.createDirectory(world.rig().folder().resolve("downloads"));
        world.swift("download", world.container(), "-D", folder.toString()).succeeded();

        for (String name : ODD) {
            assertThat(folder.resolve(name)).hasBinaryContent(image(name));
        }
        assertThat(world.curl("/" + world.container()).succeeded().text().stripTrailing())
                .isEqualTo(
                        String.join("\n", ODD.stream().sorted(NameIT::byBytes).toList()));
        world.assertStoredOnce(2 * ODD.size());
    }

    private static int byBytes(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] image(String name) {
        return DaemonRig.bytes(3 * MIB / 2, name.hashCode());
    }

    @Test
    void theLongestFileNameIsAnObjectsName() throws Exception {
        String name = "ü".repeat(125) + ".vmdk";
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSize(255);
        world.start().rig().drop(name, image(name));
        world.await(() -> Files.exists(world.rig().done(name)));

        assertThat(world.download(name)).isEqualTo(image(name));
        assertThat(world.list(world.segmentContainer())).hasSize(2).allMatch(segment -> segment.startsWith(name + "/"));
    }

    @Test
    void anObjectNameOf1024BytesIsTakenInOnePiece() throws Exception {
        String object = "n".repeat(1024 - ".vmdk".length()) + ".vmdk";
        byte[] image = image(object);
        dropAs(object, image, "2MiB");
        world.awaitDone("disk.vmdk");

        assertThat(world.download(object)).isEqualTo(image);
    }

    @Test
    void anObjectNameOf1024BytesLeavesNoRoomForTheNamesOfSegments() throws Exception {
        String object = "n".repeat(1024 - ".vmdk".length()) + ".vmdk";
        dropAs(object, image(object), "1MiB");

        assertThat(world.awaitFailed("disk.vmdk").path("error").asText())
                .contains("the segments' names would have", "1024");
        assertThat(world.segmentPuts()).isEmpty();
    }

    @Test
    void theLongestNameThatSegmentsCanHaveArrives() throws Exception {
        // behind the object's name: /<time stamp, 17 characters>/<size, 7>/<segment size, 7>/<8 digits>
        String object = "n".repeat(1024 - 43 - ".vmdk".length()) + ".vmdk";
        byte[] image = image(object);
        dropAs(object, image, "1MiB");
        world.awaitDone("disk.vmdk");

        assertThat(world.download(object)).isEqualTo(image);
        assertThat(world.list(world.segmentContainer())).hasSize(2).allMatch(name -> name.length() == 1024);
    }

    @Test
    void anObjectNameOf1025BytesIsRefusedBeforeSwiftIsAsked() throws Exception {
        String object = "n".repeat(1025 - ".vmdk".length()) + ".vmdk";
        dropAs(object, image(object), "2MiB");

        assertThat(world.awaitFailed("disk.vmdk").path("error").asText()).contains("1024 bytes", "1025");
        assertThat(world.requests()).isEmpty();
        assertThat(world.curl("/" + world.container(), "-X", "PUT").succeeded().text())
                .isEmpty();
        assertThat(world.curl("/" + world.container() + "/" + object, "-T", "/dev/null")
                        .text())
                .as("what Swift says to such a name")
                .contains(world.cloud().isCeph() ? "InvalidObjectName" : "Object name length of 1025 longer than 1024");
    }

    /** All projects have one namespace there. */
    @Test
    @InFlavours("ceph")
    void aContainerOfAnotherProjectFailsTheImageAtOnce() throws Exception {
        Map<String, String> other = new HashMap<>(world.cloud().environment("courier"));
        other.put("OS_PROJECT_NAME", world.cloud().get("project.consumer"));
        Tool.run(other, List.of("swift", "post", world.container())).succeeded();
        try {
            world.start().rig().drop("disk.vmdk", DaemonRig.bytes(10, 1));

            assertThat(world.awaitFailed("disk.vmdk").path("error").asText())
                    .contains(world.container() + " belongs to another project");
        } finally {
            Tool.run(other, List.of("swift", "delete", world.container())).succeeded();
        }
    }

    private void dropAs(String object, byte[] image, String segmentSize) throws Exception {
        world.start()
                .rig()
                .dropSidecar("disk.vmdk", "{\"object\": \"" + object + "\", \"segmentSize\": \"" + segmentSize + "\"}");
        world.rig().drop("disk.vmdk", image);
    }
}
