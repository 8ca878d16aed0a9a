package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that repeat what they were sent: passwords and tokens don't come out in files, logs or on terminals. */
class SecretTest {

    private static final String IMAGE = "disk.vmdk";

    @RegisterExtension
    final World world = new World();

    private final byte[] image = World.bytes(250_000, 3);

    @ParameterizedTest
    @ValueSource(ints = {400, 503})
    void aServiceThatRepeatsTheTokenDoesNotShowIt(int status) throws Exception {
        try (Door door = Door.before(world.cloud().objectStoreUrl().getPort(), new Door.Keeper() {
                    @Override
                    public Optional<Door.Answer> answers(String head) {
                        return head.startsWith("PUT")
                                ? Optional.of(out -> out.write(echo(status, head)))
                                : Optional.empty();
                    }
                });
                LogLines log = LogLines.ofAll()) {
            String swift = world.cloud().objectStoreUrl().toString();
            world.set("caravan.cloud.object-store-url", swift.replaceFirst(":\\d+/", ":" + door.port() + "/"))
                    .set("caravan.retry.repeats", "1");
            Path file = Files.write(world.folder().resolve(IMAGE), image);
            Path output = world.folder().resolve("upload.log");
            try (ChildProcess upload = ChildProcess.start(
                    output, List.of(), List.of(), "upload --timeout 3s " + file, world.allDefinitions())) {
                assertThat(upload.exitCode()).isEqualTo(1);
            }
            if (status < 500) {
                world.start().drop(IMAGE, image);
                JsonNode error = world.awaitFailed(IMAGE);
                assertThat(error.path("service").asText()).contains("********");
            }
            assertThat(log.all()).noneMatch(line -> line.contains("gAAAAAB"));
        }
        SecretScan.assertNone(world.folder());
    }

    private static byte[] echo(int status, String head) {
        String token = head.replaceAll("(?s).*X-Auth-Token: ([^\r]+).*", "$1");
        return ("HTTP/1.1 " + status + " for " + token + "\r\nContent-Length: " + head.length() + "\r\n\r\n" + head)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "you sent {\"password\": \"ZGVtbw==\"}",
                "{\"message\": \"user demo, password ZGVtbw==\"}",
                "{\"error\": {\"message\": \"{\\\"password\\\": \\\"ZGVtbw==\\\"}\"}}",
                "Authorization: Basic ZGVtbzpkZW1v"
            })
    void anImportServiceThatRepeatsThePasswordDoesNotShowIt(String words) throws Exception {
        world.options(options -> options.withGeneration(1));
        world.cloud()
                .inject(
                        request -> request.method().equals("POST")
                                && request.path().endsWith("/v1/imageimport"),
                        new Fault.Answer(400, words));
        world.set("caravan.import.vmimport.credentials", "true").start().drop(IMAGE, image);

        assertThat(world.awaitFailed(IMAGE).path("service").asText()).contains("********");
        SecretScan.assertNone(world.folder());
    }

    @Test
    void whatIsLookedForIsFound(@TempDir Path folder) throws Exception {
        SecretScan.assertNone(folder);
        Files.writeString(folder.resolve("x.error.json"), "{\"service\": \"token gAAAAAB" + "0".repeat(32) + "\"}");
        assertThatThrownBy(() -> SecretScan.assertNone(folder)).isInstanceOf(AssertionError.class);
    }
}
