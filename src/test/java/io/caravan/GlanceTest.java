package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.AnsweredRequest;
import io.caravan.sandbox.http.Fault;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A dropped file becomes an active image of the image service, by each of its ways, and by the next where one fails. */
class GlanceTest {

    private static final int MIB = 1 << 20;
    private static final String IMAGE = "disk.img";

    @RegisterExtension
    final World world = new World();

    private final byte[] image = World.bytes(5 * MIB + 1, 6);

    @BeforeEach
    void importByGlance() {
        world.set("caravan.import.service", "glance").set("caravan.image.os-type", "");
    }

    private JsonNode dropped() throws Exception {
        world.drop(IMAGE, image);
        return world.awaitDone(IMAGE);
    }

    /** The one image that there is. */
    private JsonNode registered() throws Exception {
        List<JsonNode> all = world.images();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private void assertActive(JsonNode receipt) throws Exception {
        JsonNode record = registered();
        assertThat(record.path("status").asText()).isEqualTo("active");
        assertThat(record.path("id").asText()).isEqualTo(receipt.path("imageId").asText());
        assertThat(world.imageBytes(record.path("id").asText())).isEqualTo(image);
        assertThat(receipt.path("compared").asText()).isEqualTo("size and sha512");
    }

    private List<AnsweredRequest> streams() {
        return world.requests("PUT", path -> path.matches("/image/v2/images/[^/]+/(stage|file)"));
    }

    private void assertNoObjectIsLeft() throws Exception {
        assertThat(world.segmentPuts().stream().map(AnsweredRequest::path))
                .as("stored once each")
                .doesNotHaveDuplicates();
        assertThat(world.send("GET", "images", new byte[0]))
                .as("nothing to list")
                .isEqualTo(204);
        assertThat(world.send("GET", "images_segments", new byte[0])).isIn(204, 404);
    }

    @ParameterizedTest
    @CsvSource({"web-download, 6", "glance-direct, 0", "upload, 0", "auto, 6"})
    void eachWayEndsInAnActiveImage(String method, int segments) throws Exception {
        world.set("caravan.import.glance.method", method).start();
        JsonNode receipt = dropped();

        assertActive(receipt);
        assertThat(world.segmentPuts()).hasSize(segments);
        assertThat(streams()).hasSize(segments == 0 ? 1 : 0);
        assertThat(receipt.path("way").path("method").asText())
                .isEqualTo(method.equals("auto") ? "web-download" : method);
        assertThat(receipt.path("objectAfterwards").asText()).isEqualTo(segments == 0 ? "" : "removed");
        assertThat(Files.readAllBytes(world.done(IMAGE))).isEqualTo(image);
        if (segments > 0) {
            assertNoObjectIsLeft();
        }
    }

    @Test
    void anObjectThatIsToBeKeptIsKept() throws Exception {
        world.set("caravan.image.keep-object", "true").start();
        assertActive(dropped());

        assertThat(world.download("images/" + IMAGE)).isEqualTo(image);
    }

    @Test
    void whatLivesOnOfAnOlderObjectGoesWithTheNewerOne() throws Exception {
        world.set("caravan.manifest", "slo")
                .set("caravan.image.keep-object", "true")
                .start();
        dropped();
        world.stop();
        Files.delete(world.done(IMAGE + ".receipt.json"));
        Files.delete(world.done(IMAGE));
        world.set("caravan.image.keep-object", "false").start();
        byte[] newer = image.clone();
        newer[0]++;
        world.drop(IMAGE, newer);
        JsonNode receipt = world.awaitDone(IMAGE);

        assertThat(receipt.path("bytesSpared").asLong()).isPositive();
        assertThat(receipt.path("objectAfterwards").asText()).isEqualTo("removed");
        assertNoObjectIsLeft();
    }

    @Test
    void anImageInOnePieceLeavesNoObject() throws Exception {
        world.start().drop("small.img", World.bytes(10, 1));
        JsonNode receipt = world.awaitDone("small.img");

        assertThat(world.imageBytes(receipt.path("imageId").asText())).isEqualTo(World.bytes(10, 1));
        assertNoObjectIsLeft();
    }

    /** Nobody knows it before the first image has gone to Swift in vain; from then on nothing goes there. */
    @Test
    void aUrlThatIsRefusedLeadsToTheNextWayAndNoFurtherImageTries() throws Exception {
        world.cloud().images().filter(uri -> false);
        world.start();
        JsonNode receipt = dropped();

        assertActive(receipt);
        assertThat(receipt.path("way").path("method").asText()).isEqualTo("glance-direct");
        assertThat(receipt.path("way").path("ruledOut").toString()).contains("does not pass filtering");
        assertThat(streams()).hasSize(1);
        assertNoObjectIsLeft();

        world.drop("next.img", image);
        assertThat(world.awaitDone("next.img").path("way").path("method").asText())
                .isEqualTo("glance-direct");
        assertThat(world.segmentPuts()).as("of the first alone").hasSize(6);
        assertThat(streams()).hasSize(2);
    }

    @Test
    void aSourceThatCanNotBeReachedLeadsToTheNextWay() throws Exception {
        world.cloud()
                .inject(
                        request -> request.query().contains("temp_url_sig")
                                && request.method().equals("GET"),
                        new Fault.Answer(404, "no"));
        world.start();
        JsonNode receipt = dropped();

        assertActive(receipt);
        assertThat(receipt.path("way").path("method").asText()).isEqualTo("glance-direct");
        assertNoObjectIsLeft();
    }

    @Test
    void whereNoMethodIsOfferedImagesAreUploaded() throws Exception {
        world.cloud().images().methods(List.of());
        world.start();
        JsonNode receipt = dropped();

        assertActive(receipt);
        assertThat(receipt.path("way").path("method").asText()).isEqualTo("upload");
        assertThat(world.segmentPuts()).isEmpty();
    }

    @Test
    void aStagingAreaThatIsFullLeadsToUpload() throws Exception {
        world.cloud().images().methods(List.of("glance-direct"));
        world.cloud()
                .inject(request -> request.path().endsWith("/stage"), new Fault.Answer(413, "storage media is full"));
        world.start();
        JsonNode receipt = dropped();

        assertActive(receipt);
        assertThat(receipt.path("way").path("method").asText()).isEqualTo("upload");
    }

    @ParameterizedTest
    @ValueSource(strings = {"glance-direct", "upload"})
    void aStreamThatBreaksBeginsAnew(String method) throws Exception {
        world.cloud().inject(request -> request.path().matches(".*/(stage|file)"), new Fault.HangUp(2 * MIB).times(2));
        world.set("caravan.import.glance.method", method).start();

        assertActive(dropped());
        assertThat(streams()).hasSize(3);
    }

    @Test
    void aKeyThatSomebodyHasSetIsUsedAndNotReplaced() throws Exception {
        assertThat(world.send("POST", "", new byte[0], "X-Account-Meta-Temp-URL-Key", "somebody-elses-key"))
                .isEqualTo(204);
        world.start();
        JsonNode receipt = dropped();

        assertActive(receipt);
        assertThat(receipt.path("way").path("method").asText()).isEqualTo("web-download");
        String account = "/object/v1/" + account();
        assertThat(world.requests("POST", path -> path.startsWith(account))).hasSize(1);
    }

    private String account() throws Exception {
        String path = world.cloud().objectStoreUrl().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Test
    void noSignatureStandsInLogReceiptOrJournal() throws Exception {
        world.cloud().images().filter(uri -> false);
        try (LogLines log = LogLines.of(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
            world.start();
            dropped();
            assertThat(log.all()).isNotEmpty().noneMatch(line -> line.matches("(?s).*temp_url_sig=[0-9a-f]{8}.*"));
        }
        assertThat(Files.readString(world.done(IMAGE + ".receipt.json")))
                .contains("temp_url_sig=")
                .doesNotContainPattern("temp_url_sig=[0-9a-f]{8}");
    }

    @Test
    void whatTheSidecarSaysIsInTheRecord() throws Exception {
        world.set("caravan.image.properties", "os_distro=debian,hw_rng_model=virtio")
                .set("caravan.image.tags", "nightly")
                .start();
        world.dropSidecar(IMAGE, """
                {"name": "Größe", "visibility": "community", "tags": ["a", "b"], "protected": true, "hidden": true,
                 "minRam": 512, "minDisk": 3, "osType": "linux", "properties": {"os_distro": "ubuntu"}}""");
        dropped();

        JsonNode record = registered();
        assertThat(record.path("name").asText()).isEqualTo("Größe");
        assertThat(record.path("visibility").asText()).isEqualTo("community");
        assertThat(record.path("tags").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(record.path("protected").asBoolean()).isTrue();
        assertThat(record.path("os_hidden").asBoolean()).isTrue();
        assertThat(record.path("min_ram").asInt()).isEqualTo(512);
        assertThat(record.path("min_disk").asInt()).isEqualTo(3);
        assertThat(record.path("os_type").asText()).isEqualTo("linux");
        assertThat(record.path("os_distro").asText()).isEqualTo("ubuntu");
        assertThat(record.path("hw_rng_model").asText()).isEqualTo("virtio");
        assertThat(record.path("disk_format").asText()).isEqualTo("raw");
        assertThat(record.path("container_format").asText()).isEqualTo("bare");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"visibility\": \"public\"} | publicize_image",
                "{\"visibility\": \"all\"} | private, shared, community or public",
                "{\"diskFormat\": \"floppy\"} | 'floppy' is not one of the formats",
                "{\"properties\": {\"os_glance_x\": \"1\"}} | os_glance_x",
                "{\"properties\": {\"owner\": \"1\"}} | owner",
                "{\"properties\": {\"caravan_job\": \"1\"}} | caravan_job",
                "{\"tags\": [\"\"]} | a tag has 0 characters"
            })
    void whatTheServiceWouldRefuseFailsTheImageAndLeavesNothing(String sidecar, String words) throws Exception {
        world.start();
        world.dropSidecar(IMAGE, sidecar);
        world.drop(IMAGE, image);

        assertThat(world.awaitFailed(IMAGE).toString()).contains(words);
        assertThat(world.images()).isEmpty();
    }

    @Test
    void anImageThatIsNotTheFileFailsAndIsRemoved() throws Exception {
        world.cloud()
                .inject(
                        request -> request.query().contains("temp_url_sig")
                                && request.method().equals("GET"),
                        new Fault.Answer(200, "other bytes"));
        world.start();
        world.drop(IMAGE, image);

        JsonNode error = world.awaitFailed(IMAGE);
        assertThat(error.path("error").asText()).contains("is not the file", "11 bytes");
        assertThat(world.images()).isEmpty();
    }

    @Test
    void anImportThatIsStuckIsBegunAnewWithAnotherImage() throws Exception {
        world.cloud().images().stall(true);
        world.set("caravan.import.stall", "100ms").start();
        world.drop(IMAGE, image);
        org.awaitility.Awaitility.await()
                .atMost(World.PATIENCE)
                .until(() -> !world.requests("DELETE", path -> path.startsWith("/image/"))
                        .isEmpty());
        world.cloud().images().stall(false);

        assertActive(world.awaitDone(IMAGE));
        assertThat(world.segmentPuts()).as("nothing is sent twice").hasSize(6);
    }

    @Test
    void anImportThatIsAlwaysStuckFailsAndLeavesNothing() throws Exception {
        world.cloud().images().stall(true);
        world.set("caravan.import.stall", "50ms").start();
        world.drop(IMAGE, image);

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("nothing has changed about image");
        assertThat(world.images()).isEmpty();
    }

    @Test
    void aPostWhoseAnswerIsLostMakesOneImage() throws Exception {
        world.cloud()
                .inject(
                        request -> request.method().equals("POST")
                                && request.path().startsWith("/image/"),
                        new Fault.AnswerLate().times(2));
        world.start();

        assertActive(dropped());
    }

    @Test
    void anImageThatIsDeletedMeanwhileFails() throws Exception {
        world.cloud().images().stall(true);
        world.start();
        world.drop(IMAGE, image);
        org.awaitility.Awaitility.await()
                .atMost(World.PATIENCE)
                .until(() ->
                        !world.requests("GET", path -> path.endsWith("/tasks")).isEmpty());
        world.deleteImage(registered().path("id").asText());

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("somebody has deleted it");
    }

    private static final String PROJECT = "0123456789abcdef0123456789abcdef";

    @Test
    void sharingIsToldProjectByProjectAndFailsNoImage() throws Exception {
        world.start();
        world.dropSidecar(IMAGE, "{\"share\": [\"%s\", \"unknown\"]}".formatted(PROJECT));
        JsonNode receipt = dropped();

        assertActive(receipt);
        assertThat(receipt.path("shares")).hasSize(2);
        assertThat(receipt.path("shares").get(0).path("status").asText()).isEqualTo("pending");
        assertThat(receipt.path("shares").get(0).path("why").asText()).contains("does not work in that project");
        assertThat(receipt.path("shares").get(1).path("status").asText()).isEqualTo("refused");
        assertThat(receipt.path("shares").get(1).path("why").asText()).contains("no project of that name");
    }

    @Test
    void whatVmimportHasMadeIsSharedLikewise() throws Exception {
        world.set("caravan.import.service", "vmimport")
                .set("caravan.image.os-type", "ubuntu")
                .set("caravan.image.share", PROJECT)
                .start();
        world.drop("disk.vmdk", image);
        JsonNode receipt = world.awaitDone("disk.vmdk");

        assertThat(receipt.path("shares").get(0).path("status").asText()).isEqualTo("pending");
        CommandRun images = CommandRun.of(world.allDefinitions(), "images", "disk.vmdk", "--json");
        assertThat(Json.MAPPER.readTree(images.out()).get(0).path("id")).isEqualTo(receipt.path("imageId"));
    }

    @Test
    void aPrivateImageIsSharedWithNobody() throws Exception {
        world.start();
        world.dropSidecar(IMAGE, "{\"visibility\": \"private\", \"share\": [\"%s\"]}".formatted(PROJECT));
        JsonNode receipt = dropped();

        assertActive(receipt);
        assertThat(receipt.path("shares").get(0).path("why").asText()).contains("403", "Only shared images");
    }

    @ParameterizedTest
    @CsvSource({"hide, 2, true", "delete, 1, false"})
    void anOlderImageOfTheNameGivesWay(String replace, int images, boolean hidden) throws Exception {
        world.set("caravan.image.replace", replace).start();
        world.dropSidecar("first.img", "{\"name\": \"web\", \"protected\": true}");
        world.drop("first.img", World.bytes(10, 1));
        String first = world.awaitDone("first.img").path("imageId").asText();
        world.dropSidecar("second.img", "{\"name\": \"web\"}");
        world.drop("second.img", World.bytes(10, 2));
        JsonNode receipt = world.awaitDone("second.img");

        assertThat(receipt.path("imagesReplaced").toString()).contains(first);
        assertThat(world.images()).hasSize(images);
        assertThat(world.images())
                .filteredOn(image -> image.path("id").asText().equals(first))
                .allMatch(image -> image.path("os_hidden").asBoolean() == hidden);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 503})
    void anObjectThatCanNotBeRemovedIsLeftAndToldOf(int status) throws Exception {
        world.cloud()
                .inject(
                        request -> request.method().equals("DELETE")
                                && request.path().endsWith("/images/" + IMAGE),
                        new Fault.Answer(status, "not now"));
        world.start();
        JsonNode receipt = dropped();

        assertActive(receipt);
        assertThat(receipt.path("objectAfterwards").asText())
                .startsWith("left: ")
                .contains("" + status);
        assertThat(world.download("images/" + IMAGE)).isEqualTo(image);
    }

    @Test
    void bytesWhoseAnswerIsLostAreNotSentTwice() throws Exception {
        world.cloud().inject(request -> request.path().endsWith("/file"), new Fault.AnswerLate().times(1));
        world.set("caravan.import.glance.method", "upload").start();

        assertActive(dropped());
        assertThat(streams()).hasSize(1);
    }

    /** Nothing of the cloud's object store is asked for, wherever it is. */
    @Test
    void aStreamNeedsNoObjectStore() throws Exception {
        world.set("caravan.cloud.object-store-url", "http://127.0.0.1:1/v1/AUTH_nobody")
                .set("caravan.import.glance.method", "glance-direct")
                .start();

        assertActive(dropped());
    }

    @Test
    void checksumsAreHeldToOnEachWay() throws Exception {
        for (String method : List.of("web-download", "glance-direct", "upload")) {
            world.set("caravan.import.glance.method", method).start();
            world.dropSidecar(method + ".img", "{\"md5\": \"00000000000000000000000000000000\"}");
            world.drop(method + ".img", image);

            assertThat(world.awaitFailed(method + ".img").path("error").asText())
                    .contains("was expected");
            assertThat(world.images()).as(method).isEmpty();
            world.stop();
        }
    }

    @Test
    void commandsListAndShareImages() throws Exception {
        world.start();
        String id = dropped().path("imageId").asText();

        CommandRun images = CommandRun.of(world.allDefinitions(), "images");
        assertThat(images.exit()).isZero();
        assertThat(images.out()).containsPattern(id + "  active .* 5.0 MiB  shared .* 0  " + IMAGE + " \\*");
        CommandRun share = CommandRun.of(world.allDefinitions(), "share", IMAGE, "-p", PROJECT + ",unknown");
        assertThat(share.exit()).isEqualTo(1);
        assertThat(share.out()).contains(PROJECT + ": pending", "unknown: refused, there is no project");
        JsonNode json = Json.MAPPER.readTree(
                CommandRun.of(world.allDefinitions(), "images", IMAGE, "--json").out());
        assertThat(json).hasSize(1);
        assertThat(json.get(0).path("members").get(0).asText()).isEqualTo(PROJECT);
        assertThat(json.get(0).path("size").asLong()).isEqualTo(image.length);

        CommandRun revoke = CommandRun.of(world.allDefinitions(), "share", id, "-p", PROJECT, "--revoke", "--json");
        assertThat(revoke.exit()).isZero();
        assertThat(Json.MAPPER.readTree(revoke.out()).get(0).path("status").asText())
                .isEqualTo("revoked");
        CommandRun unknown = CommandRun.of(world.allDefinitions(), "share", "no-such-image", "-p", PROJECT);
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("there is no image no-such-image");
    }

    @Test
    void checkTriesTheImageServiceAndLeavesNothing() throws Exception {
        CommandRun check = CommandRun.of(world.allDefinitions(), "check");

        assertThat(check.out())
                .containsPattern("import +ok +glance: .*/image lists images")
                .contains("import methods: glance-direct, web-download; and upload");
        assertThat(check.exit()).isZero();
        assertThat(world.images()).isEmpty();
    }

    @Test
    void aFormatThatIsNotTheFilesFailsItBeforeItsFirstByte() throws Exception {
        world.set("caravan.inspect", "strict").start();
        byte[] qcow2 = new byte[1 << 20];
        System.arraycopy(new byte[] {'Q', 'F', 'I', (byte) 0xfb, 0, 0, 0, 3}, 0, qcow2, 0, 8);
        world.dropSidecar(IMAGE, "{\"diskFormat\": \"vmdk\"}");
        world.drop(IMAGE, qcow2);

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("it is not to be sent");
        assertThat(world.requests("POST", path -> path.startsWith("/image/"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 3 * MIB})
    void aFileOfZerosIsAnImageLikeAnyOther(int bytes) throws Exception {
        world.set("caravan.inspect", "strict").start();
        world.drop(IMAGE, new byte[bytes]);
        JsonNode receipt = world.awaitDone(IMAGE);

        assertThat(world.imageBytes(receipt.path("imageId").asText())).isEqualTo(new byte[bytes]);
    }

    @Test
    void aQuotaThatIsReachedFailsTheImageAndLeavesNothing() throws Exception {
        world.cloud().images().methods(List.of());
        world.cloud()
                .inject(
                        request -> request.path().endsWith("/file"),
                        new Fault.Answer(413, "The quota has been exceeded"));
        world.start();
        world.drop(IMAGE, image);

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("413", "The quota has been exceeded");
        assertThat(world.images()).isEmpty();
    }

    @Test
    void aStreamSaysWhatItIsOnItsWay() throws Exception {
        try (LogLines log = LogLines.of(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
            world.set("caravan.import.glance.method", "upload").start();
            dropped();
            assertThat(log.all())
                    .anyMatch(line -> line.contains("uploads in one stream"))
                    .anyMatch(line -> line.contains("goes to the image service by upload"));
        }
    }

    /** A large image is not sent in vain: the service is asked first, once, and the image it was asked with goes. */
    @ParameterizedTest
    @CsvSource({"true, web-download", "false, glance-direct"})
    void aLargeImageIsAskedForFirst(boolean allowed, String method) throws Exception {
        byte[] large = World.bytes(17 * MIB, 1);
        world.cloud().images().filter(uri -> allowed);
        world.start().drop(IMAGE, large);
        JsonNode receipt = world.awaitDone(IMAGE);

        assertThat(receipt.path("way").path("method").asText()).isEqualTo(method);
        assertThat(world.segmentPuts()).hasSize(allowed ? 17 : 0);
        assertThat(world.imageBytes(registered().path("id").asText())).isEqualTo(large);
        world.drop("again.img", large);
        world.awaitDone("again.img");
        assertThat(world.images()).hasSize(2);
        assertThat(world.requests("POST", path -> path.endsWith("/import")))
                .as("two imports and one question")
                .hasSize(3);
    }
}
