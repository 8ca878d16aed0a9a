package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.DaemonRig;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands against the real services, with python-swiftclient for a witness. */
@Tag("alone")
@InFlavours({"stock", "ceph"})
class CommandIT {

    private static final String IMAGE = "disk.vmdk";
    private static final int MIB = 1 << 20;

    @RegisterExtension
    final OpenStackWorld world = new OpenStackWorld();

    @AfterEach
    void letEverythingRunAgain() throws Exception {
        if (!world.cloud().isCeph()) {
            world.cloud().start("swift-container");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dlo", "slo"})
    void whatSwiftclientHasUploadedIsDownloadedByteForByte(String kind) throws Exception {
        byte[] image = DaemonRig.bytes(12 * MIB + 1, 1);
        world.uploadBySwiftclient(kind, "ü %41?.img", image, MIB);
        Path file = world.rig().folder().resolve("got");
        world.caravanAs("courier", "download", world.container() + "/ü %41?.img", "-o", file.toString())
                .succeeded();

        assertThat(file).hasBinaryContent(image);
        assertThat(world.caravanAs("courier", "list", world.container())
                        .succeeded()
                        .text())
                .containsPattern("12\\.0 MiB +" + kind + " .*ü %41\\?\\.img");
    }

    @Test
    void whatIsUploadedByTheCommandIsDownloadedBySwiftclient() throws Exception {
        byte[] image = DaemonRig.bytes(5 * MIB + 1, 2);
        Path file = Files.write(world.rig().folder().resolve(IMAGE), image);
        JsonNode receipt = Json.MAPPER.readTree(upload(file).succeeded().bytes());

        assertThat(receipt.path("segments")).hasSize(6);
        assertThat(world.download(IMAGE)).isEqualTo(image);
        assertThat(file).hasBinaryContent(image);
        world.assertStoredOnce(6);
    }

    /** It names segments otherwise: by time and length, and their prefix has no slash at its end. */
    @Test
    void whatRcloneHasUploadedIsDownloadedAndReplaced() throws Exception {
        byte[] image = DaemonRig.bytes(3 * MIB + 1, 3);
        Path file = Files.write(world.rig().folder().resolve("ü %41.img"), image);
        String remote = "cloud:" + world.container();
        world.rclone("copy", file.toString(), remote, "--swift-chunk-size", "1Mi")
                .succeeded();
        assertThat(world.list(world.segmentContainer())).hasSize(4);
        Path got = world.rig().folder().resolve("got");

        world.caravanAs("courier", "download", world.container() + "/ü %41.img", "-o", got.toString())
                .succeeded();

        assertThat(got).hasBinaryContent(image);
        assertThat(world.caravanAs("courier", "list", world.container())
                        .succeeded()
                        .text())
                .containsPattern("3\\.0 MiB +dlo .*ü %41\\.img");
        world.caravanAs("courier", "gc", "--older-than", "0s").succeeded();
        assertThat(world.list(world.segmentContainer())).hasSize(4);

        byte[] other = DaemonRig.bytes(2 * MIB + 1, 4);
        Files.write(file, other);
        upload(file).succeeded();

        assertThat(world.list(world.segmentContainer()))
                .as("those that rclone had made are gone")
                .hasSize(3);
        assertThat(world.rclone("cat", remote + "/ü %41.img").succeeded().bytes())
                .isEqualTo(other);
        world.rclone("check", file.toString(), remote, "--download").succeeded();
    }

    private Tool upload(Path file) {
        return world.caravanAs("courier", "upload", file.toString(), "-c", world.container(), "-s", "1MiB", "--json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dlo", "slo"})
    void whatIsUploadedIsReadByRclone(String manifest) throws Exception {
        byte[] image = DaemonRig.bytes(3 * MIB + 1, 5);
        Path file = Files.write(world.rig().folder().resolve(IMAGE), image);
        world.set("caravan.manifest", manifest);
        upload(file).succeeded();

        assertThat(world.rclone("cat", "cloud:" + world.container() + "/" + IMAGE)
                        .succeeded()
                        .bytes())
                .isEqualTo(image);
    }

    @Test
    void checkIsGreenWhereAllIsWell() throws Exception {
        Tool check = world.caravanAs("courier", "check");

        assertThat(check.succeeded().text()).contains("sign-in", "object store", world.container());
        assertThat(check.text()).doesNotContain("FAILED");
        assertThat(world.list(world.container())).isEmpty();
    }

    @Test
    void checkTellsAWrongPassword() throws Exception {
        Tool check = world.caravan(
                Map.of(
                        "caravan.cloud.auth-url", world.cloud().get("keystone"),
                        "caravan.cloud.username", "courier",
                        "caravan.cloud.password", "a-wrong-one",
                        "caravan.cloud.user-domain", world.cloud().get("domain"),
                        "caravan.import.service", "none"),
                "check");

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.text())
                .containsPattern("sign-in +FAILED")
                .contains("The request you have made requires authentication.")
                .doesNotContain("a-wrong-one");
    }

    @Test
    void checkTellsThatARoleMayOnlyRead() throws Exception {
        world.swift("post", world.container()).succeeded();
        world.swift("post", world.segmentContainer()).succeeded();
        Tool check = world.caravanAs("reader", "check");

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.text())
                .containsPattern("sign-in +ok")
                .containsPattern(world.cloud().isCeph() ? "object store +FAILED" : "object +FAILED")
                .contains(world.cloud().isCeph() ? "401" : "403", "role");
    }

    @Test
    @InFlavours("stock")
    void checkTellsThatTheContainerServerIsAway() throws Exception {
        world.cloud().stop("swift-container");
        Tool check = world.caravanAs("courier", "check", "-Dcaravan.retry.repeats=0");

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.text())
                .containsPattern("sign-in +ok")
                .containsPattern("container +FAILED")
                .contains("503");
    }

    @Test
    void gcDeletesWhatNoManifestRefersToAndNothingElse() throws Exception {
        world.uploadBySwiftclient("dlo", "kept.img", DaemonRig.bytes(2 * MIB, 3), MIB);
        world.uploadBySwiftclient("slo", "static.img", DaemonRig.bytes(2 * MIB, 4), MIB);
        world.uploadBySwiftclient("dlo", "orphan.img", DaemonRig.bytes(3 * MIB, 5), MIB);
        world.curl("/" + world.container() + "/orphan.img", "-f", "-X", "DELETE")
                .succeeded();
        assertThat(world.list(world.segmentContainer())).hasSize(7);

        Tool dry = world.caravanAs("courier", "gc", "--dry-run", "--older-than", "0s");
        assertThat(dry.succeeded().lines())
                .filteredOn(line -> line.startsWith("orphan"))
                .singleElement()
                .asString()
                .contains("/orphan.img/");
        assertThat(world.list(world.segmentContainer())).hasSize(7);

        world.caravanAs("courier", "gc", "--older-than", "0s").succeeded();
        assertThat(world.list(world.segmentContainer())).hasSize(4).noneMatch(name -> name.startsWith("orphan.img/"));
    }
}
