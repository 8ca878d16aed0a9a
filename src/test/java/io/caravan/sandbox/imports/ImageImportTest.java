package io.caravan.sandbox.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.CloudClient;
import io.caravan.sandbox.RawConnection;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import io.caravan.sandbox.SettableClock;
import io.caravan.sandbox.http.AnsweredRequest;
import io.caravan.sandbox.http.Hashes;
import io.caravan.sandbox.keystone.Addresses;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageImportTest {
    private static final String LOCATION = "/v1/" + Addresses.ACCOUNT + "/box/disk.vmdk";

    @TempDir
    Path data;

    private final SettableClock clock = new SettableClock();
    private Sandbox sandbox;
    private CloudClient client;

    @BeforeEach
    void start() throws Exception {
        start(options());
        client.put("/box", "");
        client.put("/box/disk.vmdk", "raw bytes");
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private SandboxOptions options() {
        return SandboxOptions.defaults(data)
                .withClock(clock)
                .withTimeline(new ImportTimeline(Duration.ofSeconds(10), Duration.ofSeconds(100)));
    }

    private void start(SandboxOptions options) throws Exception {
        sandbox = Sandbox.start(options);
        client = new CloudClient(sandbox);
    }

    private static ObjectNode request() {
        return CloudClient.JSON
                .createObjectNode()
                .put("name", "Disk")
                .put("location", LOCATION)
                .put("os_type", "ubuntu");
    }

    private static ObjectNode firstGeneration() {
        return request()
                .put("conversion", true)
                .put("disk_format", "raw")
                .put("user_name", "demo")
                .put("password", "ZGVtbw==")
                .put("domain_name", "contract");
    }

    private String accepted(ObjectNode request) throws Exception {
        HttpResponse<String> answer = client.postImport(request.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return CloudClient.JSON.readTree(answer.body()).path("import_id").asText();
    }

    private void assertRefused(ObjectNode request, int status, String code, String message) throws Exception {
        HttpResponse<String> answer = client.postImport(request.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo("{\"error_code\":\"" + code + "\",\"message\":\"" + message + "\"}");
    }

    private void awaitStatus(String importId, String status) {
        await().untilAsserted(() -> assertThat(
                        client.importStatus(importId).path("import_status").asText())
                .isEqualTo(status));
    }

    @Test
    void importGoesItsWayByTheClock() throws Exception {
        String id = accepted(
                request().put("id", "1C9E3A5B-0000-4000-8000-000000000001").put("min_ram", 512));
        List<String> seen = new ArrayList<>();
        for (int second = 0; second <= 105; second += 15) {
            JsonNode status = client.importStatus(id);
            JsonNode progress = status.path("progress");
            seen.add(status.path("import_status").asText() + " " + progress);
            clock.advance(Duration.ofSeconds(15));
        }
        assertThat(seen)
                .containsExactly(
                        "queued \"0\"",
                        "processing 5",
                        "processing 20",
                        "processing 35",
                        "queued \"50\"",
                        "processing 65",
                        "processing 80",
                        "processing 95");
        awaitStatus(id, "succeeded");
        JsonNode done = client.importStatus(id);
        assertThat(done.path("progress")).isEqualTo(CloudClient.JSON.readTree("100"));
        assertThat(done.path("min_ram")).isEqualTo(CloudClient.JSON.readTree("512"));
        assertThat(done.path("min_disk")).isEqualTo(CloudClient.JSON.readTree("0"));
        assertThat(done.path("status").asText()).isEqualTo("active");
        assertThat(done.path("size").asLong()).isEqualTo("raw bytes".length());
        assertThat(done.path("owner").asText()).isEqualTo(Addresses.PROJECT_ID);
        assertThat(done.path("BaseImageId").asText()).matches("[0-9a-f]{32}");
        assertThat(done.path("fcx.centos").asText()).isEqualTo("true");
        assertThat(done.has("password")).isFalse();
    }

    @Test
    void waitingImportEchoesTheRequestWithTextForNumbers() throws Exception {
        JsonNode status = client.importStatus(accepted(request()));
        assertThat(status.path("min_disk")).isEqualTo(CloudClient.JSON.readTree("\"0\""));
        assertThat(status.path("location").asText()).isEqualTo(LOCATION);
        assertThat(status.path("container_format").asText()).isEqualTo("bare");
        assertThat(UUID.fromString(status.path("id").asText())).isNotNull();
        assertThat(status.has("import_id")).isFalse();
        assertThat(status.has("user_name")).isFalse();
    }

    @Test
    void firstGenerationWantsCredentialsAndMasksThem() throws Exception {
        sandbox.close();
        start(options().withGeneration(1));
        JsonNode status = client.importStatus(accepted(firstGeneration()));
        assertThat(status.path("password").asText()).isEqualTo("*");
        assertThat(status.path("user_name").asText()).isEqualTo("demo");
        assertThat(status.path("conversion").asBoolean()).isTrue();
        assertThat(status.path("ovf_location").asText()).isEmpty();
        assertRefused(request(), 400, "40015", "Required parameter 'conversion' is not specified.");
        assertRefused(
                firstGeneration().put("password", "demo"), 400, "40022", "Parameter 'password' has invalid value.");
        assertThat(data.resolve("requests.log")).content().doesNotContain("ZGVtbw==", client.token());
    }

    @Test
    void parametersAreCheckedInTheirOrder() throws Exception {
        ObjectNode none = CloudClient.JSON.createObjectNode();
        assertRefused(none, 400, "40001", "Required parameter 'name' is not specified.");
        assertRefused(none.put("name", "n"), 400, "40003", "Required parameter 'location' is not specified.");
        assertRefused(none.put("location", "x"), 400, "40004", "Parameter 'location' has invalid value.");
        assertRefused(none.put("location", LOCATION), 400, "40005", "Required parameter 'os_type' is not specified.");
        assertRefused(none.put("os_type", "rehhat"), 400, "40006", "Parameter 'os_type' has invalid value.");
        assertRefused(request().put("id", "17"), 400, "40008", "Parameter 'id' has invalid value.");
        assertRefused(request().put("checksum", "17"), 400, "40010", "Parameter 'checksum' has invalid value.");
        assertRefused(request().put("min_ram", "x"), 400, "40012", "Parameter 'min_ram' has invalid value.");
        assertRefused(request().put("min_disk", -1), 400, "40014", "Parameter 'min_disk' has invalid value.");
        assertThat(client.postImport("[]").statusCode()).isEqualTo(400);
    }

    @Test
    void locationMustNameAVmdkOfTheProject() throws Exception {
        client.put("/box/disk.qcow2", "x");
        for (String wrong : new String[] {
            LOCATION.replace("disk", "none"),
            LOCATION.replace("vmdk", "qcow2"),
            LOCATION.replace(Addresses.PROJECT_ID, "0".repeat(32)),
            LOCATION.substring(1),
            LOCATION.replace("disk", "d%69sk"),
        }) {
            assertRefused(request().put("location", wrong), 400, "40004", "Parameter 'location' has invalid value.");
        }
    }

    @Test
    void imageIdIsTakenOnce() throws Exception {
        String id = UUID.randomUUID().toString();
        accepted(request().put("id", id));
        assertRefused(request().put("id", id), 409, "40901", "Parameter 'id' is already used.");
    }

    @Test
    void checksumIsComparedWithTheWholeObject() throws Exception {
        client.put("/box/part/1", "raw ".repeat(400));
        client.put("/box/part/2", "bytes".repeat(400));
        client.put("/box/large.vmdk", "", "X-Object-Manifest", "box/part/");
        String sum = Hashes.hex(
                Hashes.sha1().digest(("raw ".repeat(400) + "bytes".repeat(400)).getBytes(StandardCharsets.UTF_8)));
        ObjectNode large = request().put("location", LOCATION.replace("disk", "large"));
        String good = accepted(large.put("checksum", sum));
        String bad = accepted(large.put("checksum", "0".repeat(40)));
        clock.advance(Duration.ofMinutes(5));
        awaitStatus(good, "succeeded");
        awaitStatus(bad, "failed");
        assertThat(client.importStatus(bad).path("error_message").asText()).contains(sum);
    }

    @Test
    void staticLargeObjectIsReadSegmentBySegment() throws Exception {
        client.put("/box/part/1", "raw ".repeat(400));
        client.put("/box/part/2", "bytes".repeat(400));
        String manifest = "[{\"path\":\"box/part/1\"},{\"path\":\"box/part/2\"}]";
        client.put("/box/large.vmdk?multipart-manifest=put", manifest);
        String sum = Hashes.hex(
                Hashes.sha1().digest(("raw ".repeat(400) + "bytes".repeat(400)).getBytes(StandardCharsets.UTF_8)));
        String good = accepted(
                request().put("location", LOCATION.replace("disk", "large")).put("checksum", sum));
        clock.advance(Duration.ofMinutes(5));
        awaitStatus(good, "succeeded");
        assertThat(client.importStatus(good).path("size").asLong()).isEqualTo(3600);

        client.put("/box/part/2", "other");
        String bad = accepted(request().put("location", LOCATION.replace("disk", "large")));
        clock.advance(Duration.ofMinutes(5));
        awaitStatus(bad, "failed");
        assertThat(client.importStatus(bad).path("error_message").asText())
                .contains("large.vmdk", "could not be read to its end");
    }

    @Test
    void sizeOfAVmdkIsThatOfItsDisk() throws Exception {
        Path file = data.resolve("disk.vmdk");
        SparseVmdk.write(file, 1 << 20, 3);
        client.put("/box/sparse.vmdk", "");
        try (RawConnection raw = RawConnection.to(sandbox)) {
            byte[] bytes = Files.readAllBytes(file);
            raw.send("PUT " + sandbox.objectStoreUrl().getRawPath()
                    + "/box/sparse.vmdk HTTP/1.1\nHost: s\nX-Auth-Token: " + client.token() + "\nContent-Length: "
                    + bytes.length + "\n\n");
            raw.sendBytes(bytes);
            assertThat(raw.head()).startsWith("HTTP/1.1 201 ");
            String id = accepted(request().put("location", LOCATION.replace("disk", "sparse")));
            clock.advance(Duration.ofMinutes(5));
            awaitStatus(id, "succeeded");
            long disk = SparseVmdk.virtualBytes(Arrays.copyOf(bytes, 512)).orElseThrow();
            assertThat(client.importStatus(id).path("size").asLong()).isEqualTo(disk);
        }
    }

    @Test
    void objectMustStayUntilTheEnd() throws Exception {
        String id = accepted(request());
        clock.advance(Duration.ofSeconds(50));
        assertThat(client.importStatus(id).path("import_status").asText()).isEqualTo("processing");
        client.store("DELETE", "/box/disk.vmdk");
        clock.advance(Duration.ofMinutes(5));
        awaitStatus(id, "failed");
        assertThat(client.importStatus(id).path("error_message").asText()).contains("disk.vmdk");
    }

    @Test
    void outcomeCanBeArranged() throws Exception {
        client.put("/box/bad.vmdk", "x");
        client.put("/box/slow.vmdk", "x");
        sandbox.importOutcome("bad.vmdk", ImportOutcome.fail("no boot sector"));
        sandbox.importOutcome("slow.vmdk", ImportOutcome.NEVER_ENDS);
        String bad = accepted(request().put("location", LOCATION.replace("disk", "bad")));
        String slow = accepted(request().put("location", LOCATION.replace("disk", "slow")));
        String good = accepted(request());
        clock.advance(Duration.ofMinutes(5));
        awaitStatus(good, "succeeded");
        awaitStatus(bad, "failed");
        assertThat(client.importStatus(bad).path("error_message").asText()).isEqualTo("no boot sector");
        assertThat(client.importStatus(slow).path("import_status").asText()).isEqualTo("processing");
    }

    @Test
    void listIsNewestFirstAndPaged() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 102; i++) {
            ids.add(0, accepted(request()));
        }
        assertThat(listed("")).isEqualTo(ids.subList(0, 100));
        assertThat(listed("?start=1&limit=2")).isEqualTo(ids.subList(1, 3));
        assertThat(listed("?start=100&limit=1000")).isEqualTo(ids.subList(100, 102));
        String url = sandbox.imageImportUrl() + "/v1/imageimport";
        JsonNode first = CloudClient.JSON
                .readTree(client.get(url).body())
                .path("imports")
                .path(0);
        assertThat(first.path("status").asText()).isEqualTo("/v1/imageimport/" + ids.get(0) + "/status");
        assertThat(first.path("import_status").asText()).isEqualTo("queued");
        assertThat(client.get(url + "?start=x").body())
                .isEqualTo("{\"error_code\":\"40035\",\"message\":\"Query parameter 'start' has invalid value.\"}");
        assertThat(client.get(url + "?limit=-1").body()).contains("40036");
    }

    private List<String> listed(String query) throws Exception {
        List<String> ids = new ArrayList<>();
        String body =
                client.get(sandbox.imageImportUrl() + "/v1/imageimport" + query).body();
        for (JsonNode entry : CloudClient.JSON.readTree(body).path("imports")) {
            ids.add(entry.path("import_id").asText());
        }
        return ids;
    }

    @Test
    void unknownImportAndBadTokenAreTold() throws Exception {
        String url = sandbox.imageImportUrl() + "/v1/imageimport";
        HttpResponse<String> unknown = client.get(url + "/17/status");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).isEqualTo("{\"error_code\":\"40401\",\"message\":\"Invalid import_id.\"}");
        assertThat(client.send("GET", url, "", "X-Auth-Token", "x").statusCode())
                .isEqualTo(401);
    }

    @Test
    void successMakesAnImage() throws Exception {
        String id = accepted(request());
        String imageId = client.importStatus(id).path("id").asText();
        String images = sandbox.imageUrl() + "/v2/images";
        assertThat(client.get(images + "/" + imageId).statusCode()).isEqualTo(404);
        clock.advance(Duration.ofMinutes(5));
        awaitStatus(id, "succeeded");
        JsonNode image =
                CloudClient.JSON.readTree(client.get(images + "/" + imageId).body());
        assertThat(image.path("name").asText()).isEqualTo("Disk");
        assertThat(image.path("created_at").asText()).isEqualTo("2026-01-31T12:36:38Z");
        assertThat(image.path("self").asText()).isEqualTo("/v2/images/" + imageId);
        assertThat(CloudClient.JSON.readTree(client.get(images).body()).path("images"))
                .containsExactly(image);
        assertThat(client.get(sandbox.imageUrl() + "/").statusCode()).isEqualTo(404);
        assertThat(client.send("GET", images, "", "X-Auth-Token", "x").statusCode())
                .isEqualTo(401);
    }

    @Test
    void importsSurviveARestart() throws Exception {
        String done = accepted(request());
        clock.advance(Duration.ofMinutes(5));
        awaitStatus(done, "succeeded");
        JsonNode before = client.importStatus(done);
        String open = accepted(request());
        sandbox.close();
        start(options());
        assertThat(client.importStatus(done)).isEqualTo(before);
        assertThat(listed("")).containsExactly(open, done);
        clock.advance(Duration.ofMinutes(5));
        awaitStatus(open, "succeeded");
    }

    @Test
    void listenerSeesTheBodyOfAnImportRequest() throws Exception {
        List<AnsweredRequest> answered = new ArrayList<>();
        sandbox.onAnswered(answered::add);
        accepted(request());
        client.store("HEAD", "/box");
        assertThat(answered).hasSize(2);
        assertThat(answered.get(0).importBody()).contains(request().toString());
        assertThat(answered.get(0).headers().first("content-type")).contains("application/json");
        assertThat(answered.get(1).importBody()).isEqualTo(Optional.empty());
    }
}
