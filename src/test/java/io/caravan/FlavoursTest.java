package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.Flavour;
import io.caravan.settings.Settings;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole way on each kind of cloud that the sandbox can be; the same on the real ones: {@code WholeWayIT}. */
class FlavoursTest {

    private static final String IMAGE = "disk.vmdk";
    private static final int MIB = 1 << 20;

    @RegisterExtension
    final World world = new World();

    @ParameterizedTest
    @EnumSource
    void imagesTakeThePlaceOfOthers(Flavour flavour) throws Exception {
        world.options(options -> options.withFlavour(flavour));
        world.set("caravan.import.service", "none");
        boolean hasStatic = flavour != Flavour.BARE;
        byte[] image = {};
        int left = 0;
        List<String> kinds = List.of("dlo", "slo", "slo", "whole", "auto", "slo");
        for (int i = 0; i < kinds.size(); i++) {
            String kind = kinds.get(i).equals("slo") && !hasStatic ? "dlo" : kinds.get(i);
            image = World.bytes(2 * MIB + 1, i);
            JsonNode receipt = upload(kind, image);

            assertThat(world.download("images/" + IMAGE)).as(kind).isEqualTo(image);
            int own = kind.equals("whole") ? 0 : 3;
            assertThat(segments()).as(kinds.subList(0, i + 1).toString()).hasSize(own + left);
            left += receipt.path("manifestKind").asText().equals("slo") && flavour == Flavour.CEPH ? 3 : 0;
        }

        Path got = world.folder().resolve("got");
        assertThat(CommandRun.in(world, "download", "images/" + IMAGE, "-o", got.toString())
                        .exit())
                .isZero();
        assertThat(Files.readAllBytes(got)).isEqualTo(image);
        CommandRun gc = CommandRun.in(world, "gc", "--older-than", "0s");
        assertThat(gc.exit()).as(gc.out() + gc.err()).isZero();
        assertThat(segments()).hasSize(3);
        assertThat(world.download("images/" + IMAGE)).isEqualTo(image);
    }

    private JsonNode upload(String kind, byte[] image) throws Exception {
        world.set("caravan.segment.size", kind.equals("whole") ? "3MiB" : "1MiB")
                .set("caravan.manifest", kind.equals("whole") ? "auto" : kind);
        world.start().drop(IMAGE, image);
        JsonNode receipt = world.awaitDone(IMAGE);
        world.stop();
        Files.delete(world.done(IMAGE + ".receipt.json"));
        Files.deleteIfExists(world.done(IMAGE));
        return receipt;
    }

    private List<String> segments() throws Exception {
        List<String> names = new ArrayList<>();
        Json.MAPPER
                .readTree(world.download("images_segments?format=json"))
                .forEach(entry -> names.add(entry.path("name").asText()));
        return names;
    }

    @Test
    void thereIsASettingForEachOfThem() {
        assertThat(Stream.of(Settings.Sandbox.Flavour.values()).map(Enum::name))
                .containsExactlyElementsOf(
                        Stream.of(Flavour.values()).map(Enum::name).toList());
    }
}
