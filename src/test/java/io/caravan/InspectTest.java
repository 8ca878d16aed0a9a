package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.inspect.Disks;
import io.caravan.inspect.Format;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an image is, is found out before its first byte is sent, and by a command. */
class InspectTest {

    @RegisterExtension
    final World world = new World();

    private static byte[] unsafe() {
        byte[] image = Disks.qcow2();
        Disks.big(image).putLong(72, 4);
        return image;
    }

    @ParameterizedTest
    @CsvSource({"strict, none", "'', vmimport"})
    void anImageThatIsNotToBeSentFailsBeforeAnythingIsAsked(String setting, String service) throws Exception {
        world.set("caravan.inspect", setting)
                .set("caravan.import.service", service)
                .start();
        world.drop("web.vmdk", Disks.vmdk(Disks.DESCRIPTION.replace("\"disk.vmdk\"", "\"/etc/passwd\"")));
        JsonNode error = world.awaitFailed("web.vmdk");

        assertThat(error.path("error").asText()).contains("read from elsewhere", "/etc/passwd", "(byte 512)");
        assertThat(error.path("advice").asText()).contains("qemu-img convert");
        assertThat(world.failed("web.vmdk")).exists();
        assertThat(world.requests("PUT", path -> true)).isEmpty();
        assertThat(world.requests("HEAD", path -> path.contains("/images"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"warn, none", "off, none", "'', none", "warn, vmimport"})
    void itIsSentAllTheSameWhereThatIsWanted(String setting, String service) throws Exception {
        world.set("caravan.inspect", setting)
                .set("caravan.import.service", service)
                .start();
        world.drop("web.vmdk", unsafe());

        world.awaitDone("web.vmdk");
    }

    @Test
    void aNameThatSaysSomethingElseIsRefused() throws Exception {
        world.set("caravan.inspect", "strict")
                .set("caravan.import.service", "none")
                .start();
        world.drop("web.vmdk", Disks.qcow2());
        assertThat(world.awaitFailed("web.vmdk").path("error").asText())
                .contains("its name says vmdk, and it is qcow2");

        world.drop("web.img", Disks.qcow2());
        world.awaitDone("web.img");
        world.drop("cut.qcow2", Arrays.copyOf(Disks.qcow2(), 300_000));
        assertThat(world.awaitFailed("cut.qcow2").path("error").asText()).contains("it is not whole");
    }

    @Test
    void vmimportTakesWhatItKnows() throws Exception {
        world.set("caravan.inspect", "strict").start();
        world.drop("web.vmdk", Disks.vmdk());
        world.awaitDone("web.vmdk");
        world.dropSidecar("raw.img", "{\"object\": \"raw.vmdk\"}");
        world.drop("raw.img", World.bytes(4096, 1));

        assertThat(world.awaitFailed("raw.img").path("error").asText())
                .contains("vmimport takes VMDK files, and it is raw");
    }

    private CommandRun inspect(String name, byte[] image, String... options) throws Exception {
        Path file = Files.write(world.folder().resolve(name), image);
        String[] words = new String[options.length + 2];
        words[0] = "inspect";
        words[1] = file.toString();
        System.arraycopy(options, 0, words, 2, options.length);
        return CommandRun.of(Map.of(), words);
    }

    @Test
    void theCommandTellsWhatItIs() throws Exception {
        CommandRun run = inspect("web.qcow2", Disks.qcow2());

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .containsPattern("format +qcow2 \\(version 3\\)")
                .containsPattern("disk +1\\.0 MiB, in a file of 384\\.0 KiB")
                .containsPattern("verdict +can be sent");
        CommandRun bad = inspect("web.vhd", unsafe());
        assertThat(bad.exit()).isEqualTo(1);
        assertThat(bad.out())
                .containsPattern("UNSAFE +its data lies in another file \\(byte 72\\)")
                .containsPattern("UNSUITABLE +its name says vhd")
                .containsPattern("verdict +is not to be sent");
    }

    @Test
    void theCommandAnswersInJson() throws Exception {
        CommandRun run = inspect("web.qcow2", unsafe(), "--json");

        assertThat(run.exit()).isEqualTo(1);
        JsonNode answer = Json.MAPPER.readTree(run.out());
        assertThat(answer.path("format").asText()).isEqualTo(Format.QCOW2.word());
        assertThat(answer.path("virtualBytes").asLong()).isEqualTo(1 << 20);
        assertThat(answer.path("fit").asBoolean(true)).isFalse();
        assertThat(answer.path("problems").path(0).path("kind").asText()).isEqualTo("unsafe");
        assertThat(answer.path("problems").path(0).path("offset").asLong()).isEqualTo(72);
    }

    @Test
    void whatIsNoFileIsNotLookedAt() {
        assertThat(CommandRun.of(Map.of(), "inspect", world.folder().toString()).err())
                .contains("is not a file");
        assertThat(CommandRun.of(Map.of(), "inspect", "/nowhere/x.img").err()).contains("/nowhere/x.img is not there");
    }
}
