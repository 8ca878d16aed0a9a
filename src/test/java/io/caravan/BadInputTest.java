package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is dropped may be wrong: nothing is sent, nothing is lost, and the reason lies beside the image. */
class BadInputTest {

    @RegisterExtension
    final World world = new World();

    @Test
    void anEmptyFileFails() throws Exception {
        world.start().drop("empty.vmdk", new byte[0]);

        assertRefused("empty.vmdk", "empty");
    }

    @Test
    void aFileOfAnotherKindFailsWhereOnlyVmdkIsTaken() throws Exception {
        world.start().drop("disk.qcow2", World.bytes(10, 1));

        assertRefused("disk.qcow2", ".vmdk");
    }

    @Test
    void aMissingOsTypeFailsWhereOneIsNeeded() throws Exception {
        world.set("caravan.image.os-type", "").start().drop("disk.vmdk", World.bytes(10, 1));

        assertRefused("disk.vmdk", "osType", "win2012R2SE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\": \"x\"                  | disk.vmdk.json | not JSON",
                "not json at all                   | disk.vmdk.json | not JSON",
                "[]                                | disk.vmdk.json | no JSON object",
                "null                              | disk.vmdk.json | no JSON object",
                "{\"colour\": \"red\"}             | disk.vmdk.json | colour",
                "{\"osType\": \"beos\"}            | beos           | win2012R2SE",
                "{\"minRam\": \"much\"}            | minRam         | whole number",
                "{\"segmentSize\": \"1 parsec\"}   | segmentSize    | 1 parsec",
                "{\"segmentSize\": \"6GiB\"}       | segmentSize    | 5.0 GiB",
                "{\"container\": \"a/b\"}          | container      | a/b",
                "{\"object\": \"../x.vmdk\"}       | object         | ..",
                "{\"object\": \"x.raw\"}           | object         | .vmdk"
            })
    void aWrongSidecarFailsItsImageAndIsNamed(String sidecar, String first, String second) throws Exception {
        world.start().dropSidecar("disk.vmdk", sidecar);
        world.drop("disk.vmdk", World.bytes(10, 1));

        assertRefused("disk.vmdk", first, second);
        assertThat(world.failed("disk.vmdk.json")).hasContent(sidecar);
    }

    @Test
    void aCorrectedImageThatIsMovedBackIsTriedAgain() throws Exception {
        byte[] image = World.bytes(10, 1);
        world.set("caravan.inbox.containers", "images, other")
                .start()
                .dropSidecar("disk.vmdk", "{\"osType\": \"beos\"}");
        world.drop("disk.vmdk", image);
        world.awaitFailed("disk.vmdk");

        Files.delete(world.failed("disk.vmdk.json"));
        Files.delete(world.failed("disk.vmdk.error.json"));
        world.dropSidecar(
                "disk.vmdk",
                "{\"osType\": \"centos\", \"name\": \"Disk\", \"container\": \"other\","
                        + " \"object\": \"a/b.vmdk\", \"minRam\": 512, \"minDisk\": 3}");
        Files.move(world.failed("disk.vmdk"), world.inbox().resolve("disk.vmdk"));
        JsonNode receipt = world.awaitDone("disk.vmdk");

        assertThat(world.download("other/a/b.vmdk")).isEqualTo(image);
        assertThat(receipt.path("name").asText()).isEqualTo("Disk");
        JsonNode posted =
                Json.MAPPER.readTree(world.importPosts().get(0).importBody().orElseThrow());
        assertThat(posted.path("name").asText()).isEqualTo("Disk");
        assertThat(posted.path("os_type").asText()).isEqualTo("centos");
        assertThat(posted.path("min_ram").asInt()).isEqualTo(512);
        assertThat(posted.path("min_disk").asInt()).isEqualTo(3);
        assertThat(posted.has("password")).isFalse();
    }

    @Test
    void anySizeAndKindGoesWhereNothingImports() throws Exception {
        world.set("caravan.import.service", "none")
                .set("caravan.image.os-type", "")
                .start();
        world.drop("empty.raw", new byte[0]);
        world.drop("job", World.bytes(3 << 20, 3));
        world.drop("segments", World.bytes(5, 4));
        JsonNode receipt = world.awaitDone("empty.raw");
        world.awaitDone("job");
        world.awaitDone("segments");

        assertThat(receipt.path("imageId").asText()).isEmpty();
        assertThat(world.download("images/empty.raw")).isEmpty();
        assertThat(world.download("images/job")).isEqualTo(World.bytes(3 << 20, 3));
        assertThat(world.importPosts()).isEmpty();
    }

    @Test
    void aSymbolicLinkIsNotFollowedAndStays() throws Exception {
        Path link = world.inbox().resolve("passwd.vmdk");
        Files.createSymbolicLink(link, Path.of("/etc/passwd"));
        Path hidden = Files.write(world.inbox().resolve(".hidden.vmdk"), new byte[3]);
        Path part = Files.write(world.inbox().resolve("copy.vmdk.part"), new byte[3]);
        Path temporary = Files.write(world.inbox().resolve("copy.vmdk.TMP"), new byte[3]);
        Path filepart = Files.write(world.inbox().resolve("copy.vmdk.filepart"), new byte[3]);
        world.start().drop("real.vmdk", World.bytes(10, 1));
        world.awaitDone("real.vmdk");
        world.drop("later.vmdk", World.bytes(10, 2));
        world.awaitDone("later.vmdk");

        assertThat(link).isSymbolicLink();
        assertThat(hidden).exists();
        assertThat(part).exists();
        assertThat(temporary).exists();
        assertThat(filepart).exists();
        assertThat(world.requests("PUT", path -> path.contains("passwd") || path.contains("copy")))
                .isEmpty();
    }

    @Test
    void aFileThatIsStillBeingCopiedDelaysNoOther() throws Exception {
        world.set("caravan.inbox.settle", "300ms").start();
        Path growing = world.inbox().resolve("growing.vmdk");
        Files.write(growing, new byte[1]);
        world.drop("ready.vmdk", World.bytes(10, 1));
        Awaitility.await()
                .atMost(World.PATIENCE)
                .pollInterval(java.time.Duration.ofMillis(20))
                .until(() -> {
                    Files.write(growing, new byte[1], java.nio.file.StandardOpenOption.APPEND);
                    return Files.exists(world.done("ready.vmdk.receipt.json"));
                });

        assertThat(growing).exists();
        long size = Files.size(growing);
        assertThat(world.awaitDone("growing.vmdk").path("size").asLong()).isEqualTo(size);
    }

    @Test
    void withDoneFilesAnImageIsTakenOnlyOnceItIsAnnounced() throws Exception {
        world.set("caravan.inbox.done-file", "true").start();
        world.drop("early.vmdk", World.bytes(10, 1));
        world.drop("ready.vmdk", World.bytes(10, 2));
        Files.createFile(world.inbox().resolve("ready.vmdk.done"));
        world.awaitDone("ready.vmdk");

        assertThat(world.inbox().resolve("early.vmdk")).exists();
        assertThat(world.inbox().resolve("ready.vmdk.done")).doesNotExist();
    }

    @Test
    void aNameOf255BytesGetsPapersWithShorterNames() throws Exception {
        String name = "x".repeat(250) + ".vmdk";
        byte[] image = World.bytes(3 << 19, 1);
        world.start().drop(name, image);
        Path receipts = world.spool().resolve("done");
        Awaitility.await().atMost(World.PATIENCE).until(() -> {
            try (var files = Files.list(receipts)) {
                return files.count() == 2;
            }
        });

        assertThat(world.done(name)).hasBinaryContent(image);
        try (var files = Files.list(receipts)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(paper -> paper.endsWith(".receipt.json"));
        }
        assertThat(world.download("images/" + name)).isEqualTo(image);
    }

    @Test
    void anObjectNameThatLeavesNoRoomForItsSegmentsFailsBeforeTheFirstByte() throws Exception {
        world.start().dropSidecar("disk.vmdk", "{\"object\": \"" + "y".repeat(1000) + ".vmdk\"}");
        world.drop("disk.vmdk", World.bytes(2 << 20, 1));

        assertRefused("disk.vmdk", "1024");
    }

    @Test
    void anImageOfTheSameNameGetsATimeStampAndOverwritesNothing() throws Exception {
        byte[] first = World.bytes(10, 1);
        byte[] second = World.bytes(20, 2);
        world.start().drop("disk.vmdk", first);
        world.awaitDone("disk.vmdk");
        world.drop("disk.vmdk", second);
        Awaitility.await().atMost(World.PATIENCE).until(() -> {
            try (var files = Files.list(world.spool().resolve("done"))) {
                return files.filter(file -> file.toString().endsWith(".receipt.json"))
                                .count()
                        == 2;
            }
        });
        Awaitility.await()
                .atMost(World.PATIENCE)
                .until(() -> world.daemon().journal().open().isEmpty());

        assertThat(world.done("disk.vmdk")).hasBinaryContent(first);
        try (var files = Files.list(world.spool().resolve("done"))) {
            Path other = files.filter(file -> file.getFileName().toString().matches("disk-\\d{8}T.*Z\\.vmdk"))
                    .findFirst()
                    .orElseThrow();
            assertThat(other).hasBinaryContent(second);
        }
        assertThat(world.download("images/disk.vmdk")).isEqualTo(second);
    }

    @Test
    void afterSuccessTheImageIsDeletedWhereThatIsWanted() throws Exception {
        world.set("caravan.done.images", "delete").start().drop("disk.vmdk", World.bytes(10, 1));
        world.awaitDone("disk.vmdk");

        assertThat(world.done("disk.vmdk")).doesNotExist();
    }

    private void assertRefused(String image, String... words) throws IOException {
        JsonNode error = world.awaitFailed(image);

        assertThat(error.path("error").asText() + error.path("service").asText())
                .contains(words);
        assertThat(error.path("advice").asText()).isNotBlank();
        assertThat(world.failed(image)).exists();
        assertThat(world.requests("PUT", path -> !path.endsWith("/images") && !path.endsWith("_segments")))
                .as("nothing was sent")
                .isEmpty();
    }
}
