package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.Flavour;
import io.caravan.settings.Settings;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole way on each kind of cloud that the sandbox can be; the same on the real ones: {@code WholeWayIT}. */
class FlavoursTest {

    private static final String IMAGE = "disk.vmdk";
    private static final int MIB = 1 << 20;

    @RegisterExtension
    final World world = new World();

    @ParameterizedTest
    @EnumSource(names = {"CEPH", "SMALL", "BARE", "STRICT"})
    void imagesTakeThePlaceOfOthers(Flavour flavour) throws Exception {
        world.options(options -> options.withFlavour(flavour));
        world.set("caravan.import.service", "none");
        boolean hasStatic = flavour != Flavour.BARE;
        byte[] image = {};
        int left = 0;
        List<String> kinds = List.of("dlo", "slo", "slo", "auto");
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STOCK | OpenStack Swift 2.30.1: objects of up to 5.0 GiB, static large objects of up to 1000 segments; images of more than one segment become static ones",
                "CEPH | Ceph's object gateway 16.2.15: objects of up to 5.0 GiB, static large objects of up to 1000 segments, whose Etags it does not check: the listing is compared; images of more than one segment become dynamic ones",
                "SMALL | OpenStack Swift 2.30.1: objects of up to 8.0 MiB, static large objects of up to 20 segments; images of more than one segment become static ones",
                "BARE | the cloud does not tell them (/info); stock Swift's are taken"
            })
    void checkSaysWhatCloudItIsAndWhatFollows(Flavour flavour, String words) throws Exception {
        world.options(options -> options.withFlavour(flavour));
        world.set("caravan.manifest", "auto").set("caravan.segment.size", "1MiB");

        CommandRun check = CommandRun.in(world, "check");

        assertThat(check.exit()).as(check.out()).isZero();
        assertThat(check.out().replaceAll("\\s+", " ")).contains(words);
    }

    @ParameterizedTest
    @CsvSource({"ab, 3 to 246 bytes", ".images, does not begin with a dot"})
    void aNameThatCephRefusesFailsTheImageAndIsKnownBeforehandNextTime(String container, String words)
            throws Exception {
        world.options(options -> options.withFlavour(Flavour.CEPH));
        CommandRun check = CommandRun.of(with("caravan.image.container", container), "check");
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.out().replaceAll("\\s+", " ")).contains("limits FAILED", "'" + container + "'", words);

        world.set("caravan.inbox.containers", "*")
                .set("caravan.import.service", "none")
                .start();
        world.dropSidecar(IMAGE, "{\"container\": \"" + container + "\"}");
        world.drop(IMAGE, World.bytes(MIB, 1));

        assertThat(world.awaitFailed(IMAGE).toString())
                .as("nothing is known of the cloud yet")
                .contains("/" + container + " answered 400", "InvalidBucketName");
        world.drop("other.vmdk", World.bytes(MIB, 2));
        world.awaitDone("other.vmdk");
        int requests = world.requests().size();
        world.dropSidecar("again.vmdk", "{\"container\": \"" + container + "\"}");
        world.drop("again.vmdk", World.bytes(MIB, 1));

        assertThat(world.awaitFailed("again.vmdk").path("error").asText()).contains("'" + container + "'", words);
        assertThat(world.requests()).hasSize(requests);
    }

    private Map<String, String> with(String key, String value) throws Exception {
        Map<String, String> settings = new HashMap<>(world.allDefinitions());
        settings.put(key, value);
        return settings;
    }

    @Test
    void thereIsASettingForEachOfThem() {
        assertThat(Stream.of(Settings.Sandbox.Flavour.values()).map(Enum::name))
                .containsExactlyElementsOf(
                        Stream.of(Flavour.values()).map(Enum::name).toList());
    }
}
