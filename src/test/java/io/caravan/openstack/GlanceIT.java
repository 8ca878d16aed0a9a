package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.Crashes;
import io.caravan.DaemonRig;
import io.caravan.Pause;
import io.caravan.RandomDrops;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Glance, into which images go by each of its ways, from a stock Swift and from Ceph's gateway. */
@Tag("alone")
@InFlavours({"stock", "ceph", "policies"})
class GlanceIT {

    private static final int MIB = 1 << 20;

    @RegisterExtension
    final OpenStackWorld world = new OpenStackWorld();

    @BeforeEach
    void importByGlance() {
        world.set("caravan.import.service", "auto")
                .set("caravan.inspect", "strict")
                .set("caravan.segment.size", "1MiB")
                .set("caravan.import.poll-interval", "200ms");
    }

    private boolean isStock() {
        return world.cloud().flavour().equals("stock");
    }

    private boolean downloads() {
        return world.cloud().get("glance.downloads").equals("true");
    }

    /** The file of a test, so called that no other image is. */
    private Path file(String format, int bytes) throws Exception {
        Path raw = Files.write(world.rig().folder().resolve("raw"), DaemonRig.bytes(bytes / 512 * 512, bytes));
        Path image = world.rig().folder().resolve(world.container() + "." + format);
        List<String> line = new ArrayList<>(List.of("qemu-img", "convert", "-f", "raw", "-O", format));
        if (format.equals("vmdk")) {
            line.addAll(List.of("-o", "subformat=streamOptimized"));
        }
        line.addAll(List.of(raw.toString(), image.toString()));
        Tool.run(Map.of(), line).succeeded();
        return image;
    }

    private JsonNode dropped(Path image) throws Exception {
        world.rig().drop(image.getFileName().toString(), Files.readAllBytes(image));
        return world.awaitDone(image.getFileName().toString());
    }

    private JsonNode images(String query) throws Exception {
        String url = world.cloud().get("glance") + "/v2/images?limit=1000" + query;
        return Json.MAPPER.readTree(world.curlAs("courier", url).succeeded().bytes());
    }

    private JsonNode image(String id) throws Exception {
        String url = world.cloud().get("glance") + "/v2/images/" + id;
        return Json.MAPPER.readTree(world.curlAs("courier", url).succeeded().bytes());
    }

    private byte[] content(String id) throws Exception {
        String url = world.cloud().get("glance") + "/v2/images/" + id + "/file";
        return world.curlAs("courier", url).succeeded().bytes();
    }

    private static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }

    private void assertIsActive(JsonNode receipt, Path file) throws Exception {
        JsonNode image = image(receipt.path("imageId").asText());
        byte[] bytes = Files.readAllBytes(file);
        assertThat(image.path("status").asText()).isEqualTo("active");
        assertThat(image.path("checksum").asText()).isEqualTo(md5(bytes));
        assertThat(content(receipt.path("imageId").asText())).isEqualTo(bytes);
        assertThat(receipt.path("compared").asText()).isEqualTo("size and sha512");
        assertThat(images("&name=" + file.getFileName()).path("images")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "qcow2, web-download", "qcow2, glance-direct", "qcow2, upload",
        "raw, web-download", "raw, glance-direct", "raw, upload",
        "vmdk, web-download", "vmdk, glance-direct", "vmdk, upload"
    })
    void eachFormatBecomesAnActiveImageByEachWay(String format, String way) throws Exception {
        if (way.equals("web-download") && !downloads() || !isStock() && !format.equals("qcow2")) {
            return; // it leads to the next way, below; and a format is nothing to a Swift
        }
        Path file = file(format, 5 * MIB);
        world.set("caravan.import.glance.method", way).start();
        JsonNode receipt = dropped(file);

        assertIsActive(receipt, file);
        JsonNode image = image(receipt.path("imageId").asText());
        assertThat(image.path("disk_format").asText()).isEqualTo(format);
        assertThat(image.path("min_disk").asInt()).isEqualTo(1);
    }

    @Test
    void withoutASettingTheFirstWayThatWorksIsTaken() throws Exception {
        Path file = file("qcow2", 5 * MIB);
        world.start();
        JsonNode receipt = dropped(file);

        assertIsActive(receipt, file);
        assertThat(receipt.path("way").path("method").asText())
                .isEqualTo(downloads() ? "web-download" : "glance-direct");
        assertThat(receipt.path("objectAfterwards").asText()).isEqualTo("removed");
        assertThat(listed(world.container())).isEmpty();
        assertThat(listed(world.segmentContainer())).isEmpty();
    }

    private List<String> listed(String container) throws Exception {
        Tool list = world.swift("list", container);
        return list.code() == 0 ? list.lines() : List.of();
    }

    /** One image each, none half made, all of them the files. */
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void howeverOftenItIsEndedEachImageIsMadeOnce() throws Exception {
        if (!isStock()) {
            return;
        }
        world.set("caravan.segment.size", RandomDrops.SEGMENT_SIZE)
                .set("caravan.inspect", "off")
                .set("caravan.image.tags", world.container())
                .set("caravan.verify.max-delay", "2s");
        new Crashes(world.rig(), world.definitions(), Integer.getInteger("glance.kills", 30)).run(drops -> {
            JsonNode all = images("&tag=" + world.container()).path("images");
            assertThat(all).hasSize(drops.count());
            for (JsonNode image : all) {
                assertThat(image.path("status").asText()).isEqualTo("active");
            }
            for (Map.Entry<String, byte[]> last : drops.last().entrySet()) {
                assertThat(all)
                        .filteredOn((JsonNode image) ->
                                image.path("checksum").asText().equals(checksum(last.getValue())))
                        .as(last.getKey())
                        .isNotEmpty();
            }
            assertThat(listed(world.container())).isEmpty();
            assertThat(listed(world.segmentContainer())).isEmpty();
        });
    }

    private static String checksum(byte[] bytes) {
        try {
            return md5(bytes);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** One project that this user works in, by its name, and one that it doesn't, by its id. */
    @Test
    void anImageIsSharedAndAcceptedWhereThisUserWorks() throws Exception {
        String other = "0123456789abcdef0123456789abcdef";
        String consumer = world.cloud().get("project.consumer");
        Path file = file("qcow2", MIB);
        world.start();
        world.rig()
                .dropSidecar(
                        file.getFileName().toString(),
                        "{\"share\": [\"%s\", \"%s\", \"no-such-project\"]}".formatted(consumer, other));
        JsonNode receipt = dropped(file);

        assertIsActive(receipt, file);
        assertThat(receipt.path("shares")).hasSize(3);
        assertThat(receipt.path("shares").get(0).path("status").asText()).isEqualTo("accepted");
        assertThat(receipt.path("shares").get(1).path("status").asText()).isEqualTo("pending");
        assertThat(receipt.path("shares").get(2).path("status").asText()).isEqualTo("refused");
        String id = receipt.path("imageId").asText();
        JsonNode before = members(id);
        assertThat(before).hasSize(2);

        String shared = world.caravanAs("courier", "share", id, "-p", consumer + "," + other)
                .succeeded()
                .text();
        assertThat(shared).contains(consumer + ": accepted", other + ": pending");
        assertThat(members(id)).isEqualTo(before);
        assertThat(world.caravanAs("courier", "images", file.getFileName().toString())
                        .succeeded()
                        .text())
                .contains(id, " 2  " + file.getFileName() + " *");

        world.caravanAs("courier", "share", file.getFileName().toString(), "-p", consumer, "--revoke")
                .succeeded();
        assertThat(members(id)).hasSize(1);
    }

    private JsonNode members(String id) throws Exception {
        String url = world.cloud().get("glance") + "/v2/images/" + id + "/members";
        return Json.MAPPER
                .readTree(world.curlAs("courier", url).succeeded().bytes())
                .path("members");
    }

    /** What a newcomer does: a clouds.yaml, one command, no setting. */
    @Test
    void aNewcomerNeedsNoSetting() throws Exception {
        Path file = file("qcow2", 3 * MIB);
        Path clouds = Files.writeString(world.rig().folder().resolve("clouds.yaml"), """
                clouds:
                  x:
                    auth:
                      auth_url: %s
                      username: courier
                      password: %s
                      user_domain_name: %s
                      project_name: %s
                      project_domain_name: %s
                    region_name: %s
                """.formatted(
                        world.cloud().get("keystone"),
                        world.cloud().password("courier"),
                        world.cloud().get("domain"),
                        world.cloud().get("project"),
                        world.cloud().get("domain"),
                        world.cloud().get("region")));
        Tool upload = OpenStackWorld.caravan(
                Map.of("OS_CLOUD", "x", "OS_CLIENT_CONFIG_FILE", clouds.toString()),
                Map.of(
                        "caravan.spool", world.rig().spool().toString(),
                        "caravan.image.container", world.container()),
                "upload",
                file.toString(),
                "--json");

        assertIsActive(Json.MAPPER.readTree(upload.succeeded().bytes()), file);
    }

    /** The older ones that Caravan has made, once the new one is active. */
    @ParameterizedTest
    @CsvSource({"keep, 2, 0", "hide, 1, 1", "delete, 1, 0"})
    void anOlderImageOfTheNameGivesWay(String replace, int listed, int hidden) throws Exception {
        String name = "name-" + world.container() + replace;
        world.set("caravan.image.replace", replace).start();
        for (int i = 1; i <= 2; i++) {
            Path file = file("raw", i * MIB);
            Path image = Files.move(file, file.resolveSibling(i + "-" + file.getFileName()));
            world.rig().dropSidecar(image.getFileName().toString(), "{\"name\": \"%s\"}".formatted(name));
            dropped(image);
        }

        assertThat(images("&name=" + name).path("images")).hasSize(listed);
        assertThat(images("&os_hidden=true&name=" + name).path("images")).hasSize(hidden);
    }

    @Test
    void aServiceThatIsEndedInTheMiddleIsWaitedFor() throws Exception {
        if (!isStock()) {
            return; // it is the same Glance in each of them
        }
        world.set("caravan.import.stall", "3s")
                .set("caravan.retry.max-delay", "1s")
                .start();
        Path file = file("raw", 8 * MIB);
        world.rig().drop(file.getFileName().toString(), Files.readAllBytes(file));
        for (int i = 0; i < 3; i++) {
            Pause.of(400);
            world.cloud().kill("glance");
            Pause.of(200);
            world.cloud().start("glance");
        }

        assertIsActive(world.awaitDone(file.getFileName().toString()), file);
    }

    /** Glance looks at a token when a request begins; each of the others needs one that is new. */
    @Test
    void aStreamMayTakeLongerThanAToken() throws Exception {
        if (!isStock()) {
            return;
        }
        Path file = file("raw", 25 * MIB);
        Relay relay = Relay.to(world.cloud().get("glance"), MIB);
        try (relay) {
            world.set("caravan.cloud.auth-url", world.cloud().get("keystone.brief"))
                    .set("caravan.cloud.image-url", relay.url())
                    .set("caravan.import.glance.method", "glance-direct")
                    .start();
            assertIsActive(dropped(file), file);
            world.rig().stop();
        }
    }

    /** The service ends in the middle of a stream: what it had is of no use, and the file is sent once more. */
    @ParameterizedTest
    @ValueSource(strings = {"glance-direct", "upload"})
    void aServiceThatEndsInTheMiddleOfAStreamGetsItAgain(String way) throws Exception {
        if (!isStock()) {
            return;
        }
        Path file = file("raw", 16 * MIB);
        try (Relay relay = Relay.to(world.cloud().get("glance"), 2 * MIB)) {
            world.set("caravan.cloud.image-url", relay.url())
                    .set("caravan.retry.max-delay", "1s")
                    .set("caravan.import.glance.method", way)
                    .start();
            world.rig().drop(file.getFileName().toString(), Files.readAllBytes(file));
            world.await(() -> images("&name=" + file.getFileName()).path("images").findValuesAsText("status").stream()
                    .anyMatch(status -> status.equals("uploading") || status.equals("saving")));
            world.cloud().kill("glance");
            world.cloud().start("glance");

            assertIsActive(world.awaitDone(file.getFileName().toString()), file);
            world.rig().stop();
        }
    }

    /** Three projects are the most that this Glance shares an image with. */
    @Test
    void aQuotaOfMembersIsTold() throws Exception {
        Path file = file("raw", MIB);
        world.set("caravan.image.share", "%1$s1,%1$s2,%1$s3,%1$s4".formatted("0123456789abcdef0123456789abcde"))
                .start();
        JsonNode receipt = dropped(file);

        assertIsActive(receipt, file);
        assertThat(receipt.path("shares").findValuesAsText("status"))
                .containsExactly("pending", "pending", "pending", "refused");
        assertThat(receipt.path("shares").get(3).path("why").asText()).contains("413");
    }

    @Test
    void whatIsNobodysOrAStrangersIsNotShared() throws Exception {
        Path file = file("raw", MIB);
        world.start();
        String id = dropped(file).path("imageId").asText();

        Tool unknown = world.caravanAs("courier", "share", "no-such-image", "-p", "consumer");
        assertThat(unknown.code()).isEqualTo(1);
        Map<String, String> elsewhere = new HashMap<>(world.cloud().settings("courier"));
        elsewhere.put("caravan.cloud.project-name", world.cloud().get("project.consumer"));
        Tool stranger =
                world.caravan(elsewhere, "share", id, "-p", world.cloud().get("project.id"));
        assertThat(stranger.code()).isEqualTo(1);
        assertThat(members(id)).isEmpty();
    }
}
