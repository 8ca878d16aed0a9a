package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.Fault;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that come with a checksum arrive only if their bytes have it. */
class ChecksumTest {

    private static final String IMAGE = "disk.vmdk";
    private static final int MIB = 1 << 20;
    private final byte[] image = World.bytes(3 * MIB + 1, 1);

    @RegisterExtension
    final World world = new World();

    private static String hash(String algorithm, byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    }

    private void dropWith(String field, String hex) throws Exception {
        world.dropSidecar(IMAGE, "{\"" + field + "\": \"" + hex + "\"}");
        world.drop(IMAGE, image);
    }

    @ParameterizedTest
    @CsvSource({"md5, MD5, 1MiB", "sha512, SHA-512, 8MiB"})
    void theRightOneIsInTheReceipt(String field, String algorithm, String segment) throws Exception {
        world.set("caravan.segment.size", segment).start();
        dropWith(field, hash(algorithm, image).toUpperCase(Locale.ROOT));

        JsonNode receipt = world.awaitDone(IMAGE);
        assertThat(receipt.path("checksums").path(0).asText()).isEqualTo(field + ":" + hash(algorithm, image));
        assertThat(world.download("images/" + IMAGE)).isEqualTo(image);
    }

    @ParameterizedTest
    @CsvSource({"1MiB, dlo", "1MiB, slo", "8MiB, dlo"})
    void aWrongOneKeepsTheImageFromBecomingAnObject(String segment, String manifest) throws Exception {
        world.send("PUT", "images", new byte[0]);
        world.send("PUT", "images/" + IMAGE, new byte[] {1, 2, 3});
        world.set("caravan.segment.size", segment)
                .set("caravan.manifest", manifest)
                .start();
        String wrong = hash("SHA-256", new byte[0]);
        dropWith("sha256", wrong);

        String error = world.awaitFailed(IMAGE).path("error").asText();
        assertThat(error).contains(wrong, hash("SHA-256", image), "sha256");
        assertThat(world.download("images/" + IMAGE))
                .as("what lay there before")
                .hasSize(3);
        assertThat(world.importPosts()).isEmpty();
    }

    private void beside(String name, String content) throws Exception {
        Files.writeString(world.inbox().resolve("." + name), content);
        Files.move(world.inbox().resolve("." + name), world.inbox().resolve(name));
    }

    @ParameterizedTest
    @CsvSource({"disk.vmdk.sha256, true", "SHA256SUMS, false"})
    void aFileBesideTheImageHasIt(String name, boolean goesAlong) throws Exception {
        world.start();
        beside(name, hash("SHA-256", image) + "  disk.vmdk\n");
        world.drop(IMAGE, image);

        JsonNode receipt = world.awaitDone(IMAGE);
        assertThat(receipt.path("checksums").path(0).asText()).isEqualTo("sha256:" + hash("SHA-256", image));
        assertThat(Files.exists(world.done(name))).isEqualTo(goesAlong);
        assertThat(Files.exists(world.inbox().resolve(name))).isEqualTo(!goesAlong);
        assertThat(world.requests("PUT", path -> path.endsWith(name))).isEmpty();
    }

    @Test
    void filesBesideImagesThatSaySomethingElseFailThem() throws Exception {
        world.start();
        beside("SHA512SUMS", hash("SHA-256", image) + "  other.vmdk\n");
        beside("a.vmdk.sha256", hash("SHA-256", new byte[0]));
        beside("b.vmdk.md5", "nonsense");
        Files.createLink(
                world.inbox().resolve("c.vmdk.sha256"),
                Files.writeString(world.folder().resolve("secret"), hash("SHA-256", image)));
        for (String name : new String[] {"a.vmdk", "b.vmdk", "c.vmdk", "other.vmdk"}) {
            world.drop(name, image);
        }

        assertThat(world.awaitFailed("a.vmdk").path("error").asText()).contains("was expected");
        assertThat(world.awaitFailed("b.vmdk").path("error").asText()).contains("has no md5 of this image");
        assertThat(world.awaitFailed("c.vmdk").path("error").asText()).contains("a hard link");
        assertThat(world.awaitFailed("other.vmdk").path("error").asText()).contains("has no sha512 of this image");
        assertThat(world.failed("a.vmdk.sha256")).exists();
        assertThat(world.inbox().resolve("SHA512SUMS")).exists();
    }

    @Test
    void ofSeveralEachCounts() throws Exception {
        world.start();
        world.dropSidecar(
                IMAGE,
                "{\"md5\": \"%s\", \"sha512\": \"%s\"}".formatted(hash("MD5", image), hash("SHA-512", new byte[1])));
        world.drop(IMAGE, image);

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("its sha512 is");
    }

    @Test
    void itIsComparedAfterAWaitToo() throws Exception {
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("PUT") && request.path().endsWith("/" + IMAGE),
                        new Fault.Answer(503, "busy").times(30));
        world.set("caravan.retry.repeats", "1").start();
        try (LogLines log = LogLines.ofAll()) {
            dropWith("sha256", hash("SHA-256", image));

            world.awaitDone(IMAGE);
            assertThat(log.all())
                    .as("its file is read for that once, however often it is tried")
                    .filteredOn(line -> line.contains("has the checksum"))
                    .hasSize(1);
        }
        assertThat(world.download("images/" + IMAGE)).isEqualTo(image);
    }

    @Test
    void theCommandTakesItAsAnOption() throws Exception {
        Path file = Files.write(world.folder().resolve(IMAGE), image);
        world.set("caravan.import.service", "none");

        CommandRun wrong =
                CommandRun.in(world, "upload", file.toString(), "--sha256", hash("SHA-256", new byte[1]), "--json");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.out()).contains("was expected");
        CommandRun right =
                CommandRun.in(world, "upload", file.toString(), "--sha256", hash("SHA-256", image), "--json");
        assertThat(right.exit()).as(right.err()).isZero();
        assertThat(Json.MAPPER.readTree(right.out()).path("checksums")).hasSize(1);
        CommandRun none = CommandRun.in(world, "upload", file.toString(), "--md5", "12");
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("--md5 12: it has 32 hexadecimal digits");
    }
}
