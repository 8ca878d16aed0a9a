package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.DaemonRig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole way on every kind of cloud: what goes in comes out, whatever it takes the place of, and nothing is left. */
@Tag("alone")
class WholeWayIT {

    private static final String IMAGE = "disk.vmdk";
    private static final int MIB = 1 << 20;

    @RegisterExtension
    final OpenStackWorld world = new OpenStackWorld();

    private boolean hasStaticObjects() {
        return !world.cloud().flavour().equals("bare");
    }

    /** In one piece, as a dynamic and as a static large object, each in the place of each other, and of its like. */
    @Test
    void anImageTakesThePlaceOfAnother() throws Exception {
        List<String> kinds = List.of("whole", "dlo", "slo", "slo", "whole", "slo", "dlo", "dlo", "whole");
        if (!List.of("stock", "ceph").contains(world.cloud().flavour())) {
            kinds = List.of("dlo", "slo", "whole"); // in short
        }
        byte[] image = {};
        int staticSegments = 0;
        for (int i = 0; i < kinds.size(); i++) {
            String kind = kinds.get(i).equals("slo") && !hasStaticObjects() ? "dlo" : kinds.get(i);
            image = DaemonRig.bytes(2 * MIB + 1, i);
            upload(kind, image);

            assertThat(world.download(IMAGE))
                    .as(kinds.subList(0, i + 1).toString())
                    .isEqualTo(image);
            int own = kind.equals("whole") ? 0 : 3;
            // nobody tells what a static object of Ceph's is made of, so its segments stay behind
            assertThat(segments()).as(kinds.subList(0, i + 1).toString()).hasSize(own + staticSegments);
            staticSegments += kind.equals("slo") && world.cloud().isCeph() ? 3 : 0;
        }
        byte[] downloaded = download();
        assertThat(downloaded).isEqualTo(image);
        world.caravanAs("courier", "gc", "--older-than", "0s").succeeded();
        assertThat(segments()).isEmpty();
        assertThat(world.download(IMAGE)).isEqualTo(image);
    }

    private List<String> segments() throws Exception {
        Tool list = world.swift("list", world.segmentContainer());
        return list.code() == 0 ? list.lines() : List.of();
    }

    private void upload(String kind, byte[] image) throws Exception {
        world.set("caravan.segment.size", kind.equals("whole") ? "3MiB" : "1MiB")
                .set("caravan.manifest", kind.equals("slo") ? "slo" : "dlo");
        world.start().rig().drop(IMAGE, image);
        world.awaitDone(IMAGE);
        world.rig().stop();
        Files.delete(world.rig().done(IMAGE + ".receipt.json"));
        Files.deleteIfExists(world.rig().done(IMAGE));
    }

    private byte[] download() throws Exception {
        Path file = world.rig().folder().resolve("got");
        world.caravanAs("courier", "download", world.container() + "/" + IMAGE, "-o", file.toString())
                .succeeded();
        return Files.readAllBytes(file);
    }

    /** What lies there by whatever way it came: of Caravan's, orphans beside it. */
    @Test
    void theDaemonTakesWhatItIsGivenAndTheCleaningTakesWhatNobodyNeeds() throws Exception {
        world.set("caravan.manifest", "auto").start();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            names.add("disk-" + i + ".vmdk");
            world.rig().drop(names.get(i), DaemonRig.bytes(2 * MIB + i, i));
        }
        for (String name : names) {
            JsonNode receipt = world.awaitDone(name);
            assertThat(receipt.path("segments")).hasSize(3 - (name.equals(names.get(0)) ? 1 : 0));
        }
        world.uploadBySwiftclient("dlo", "orphan.img", DaemonRig.bytes(3 * MIB, 5), MIB);
        if (hasStaticObjects()) {
            world.uploadBySwiftclient("slo", "static.img", DaemonRig.bytes(3 * MIB, 6), MIB);
        }
        world.curl("/" + world.container() + "/orphan.img", "-f", "-X", "DELETE")
                .succeeded();
        Tool list = world.caravanAs("courier", "list", world.container()).succeeded();
        assertThat(list.text()).contains(names);

        Tool gc = world.caravanAs("courier", "gc", "--older-than", "0s").succeeded();

        assertThat(gc.text()).contains("/orphan.img/");
        // Swift's listings may be behind what was deleted
        await().atMost(Duration.ofMinutes(1))
                .until(() -> world.list(world.segmentContainer()).stream()
                        .noneMatch(name -> name.startsWith("orphan.img/")));
        for (int i = 0; i < 4; i++) {
            assertThat(world.download(names.get(i))).isEqualTo(DaemonRig.bytes(2 * MIB + i, i));
        }
        if (hasStaticObjects()) {
            assertThat(world.download("static.img")).isEqualTo(DaemonRig.bytes(3 * MIB, 6));
        }
    }

    @Test
    void checkTellsWhatCloudItIs() throws Exception {
        Tool check = world.caravanAs("courier", "check").succeeded();

        assertThat(check.text())
                .doesNotContain("FAILED")
                .contains(
                        switch (world.cloud().flavour()) {
                            case "ceph" -> "Ceph's object gateway 1";
                            case "bare" -> "the cloud does not tell";
                            default -> "OpenStack Swift 2.";
                        });
    }
}
