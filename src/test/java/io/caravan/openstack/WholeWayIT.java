package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.DaemonRig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole way on every kind of cloud: what goes in comes out, whatever it takes the place of, and nothing is left. */
class WholeWayIT {

    private static final String IMAGE = "disk.vmdk";
    private static final int MIB = 1 << 20;

    @RegisterExtension
    final OpenStackWorld world = new OpenStackWorld();

    private boolean hasStaticObjects() {
        return !world.cloud().flavour().equals("bare");
    }

    /** In one piece, as a dynamic and as a static large object, each in the place of each other. */
    @ParameterizedTest
    @CsvSource({"whole,dlo", "whole,slo", "dlo,whole", "dlo,slo", "slo,whole", "slo,dlo", "slo,slo", "dlo,dlo"})
    void anImageTakesThePlaceOfAnother(String first, String second) throws Exception {
        byte[] older = upload(first, 1);
        assertThat(world.download(IMAGE)).isEqualTo(older);

        byte[] newer = upload(second, 2);

        assertThat(world.download(IMAGE)).isEqualTo(newer);
        byte[] downloaded = download();
        assertThat(downloaded).isEqualTo(newer);
        int segments = second.equals("whole") ? 0 : 3;
        boolean left = world.cloud().isCeph() && first.equals("slo");
        assertThat(segments()).hasSize(segments + (left ? 3 : 0));
        world.caravanAs("courier", "gc", "--older-than", "0s").succeeded();
        assertThat(segments()).hasSize(segments);
        assertThat(world.download(IMAGE)).isEqualTo(newer);
    }

    private List<String> segments() throws Exception {
        Tool list = world.swift("list", world.segmentContainer());
        return list.code() == 0 ? list.lines() : List.of();
    }

    private byte[] upload(String kind, int seed) throws Exception {
        byte[] image = DaemonRig.bytes(2 * MIB + 1, seed);
        Path file = Files.write(world.rig().folder().resolve(IMAGE), image);
        String manifest = kind.equals("slo") && hasStaticObjects() ? "slo" : "dlo";
        Tool upload = world.caravanAs(
                "courier",
                "upload",
                file.toString(),
                "-c",
                world.container(),
                "-s",
                kind.equals("whole") ? "3MiB" : "1MiB",
                "-Dcaravan.manifest=" + manifest);
        upload.succeeded();
        return image;
    }

    private byte[] download() throws Exception {
        Path file = world.rig().folder().resolve("got");
        Files.deleteIfExists(file);
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
        assertThat(world.list(world.segmentContainer())).noneMatch(name -> name.startsWith("orphan.img/"));
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
