package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.Crashes;
import io.caravan.DaemonRig;
import io.caravan.RandomDrops;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
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
        if (way.equals("web-download") && !downloads()) {
            return; // it leads to the next, below
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
        if (!world.cloud().flavour().equals("stock")) {
            return;
        }
        world.set("caravan.segment.size", RandomDrops.SEGMENT_SIZE)
                .set("caravan.inspect", "off")
                .set("caravan.image.tags", world.container())
                .set("caravan.verify.max-delay", "2s");
        new Crashes(world.rig(), world.definitions()).run(drops -> {
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
}
