package io.caravan.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Glance: records, their bytes, imports, and whom images are shared with. */
abstract class ImageExpectations extends Expectations {

    private static final String HELLO_SHA512 = "9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca7"
            + "2323c3d99ba5c11d7c7acc6e14b8c5da0c4663475c2e5c3adef46f73bcdec043";
    private static final String PROJECT = "0123456789abcdef0123456789abcdef";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> made = new ArrayList<>();

    @AfterEach
    void removeImages() throws IOException {
        for (String id : made) {
            patch(id, "/protected", false);
            image("DELETE", "/" + id, "");
        }
    }

    private Answer image(String method, String path, String body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of("X-Auth-Token", token(cloud().member())));
        all.addAll(List.of(headers));
        return send(method, URI.create(cloud().image() + "/v2/images" + path), body, all.toArray(new String[0]));
    }

    private Answer json(String path, String body) throws IOException {
        return image("POST", path, body, "Content-Type", "application/json");
    }

    private Answer patch(String id, String field, boolean value) throws IOException {
        return image(
                "PATCH",
                "/" + id,
                "[{\"op\": \"replace\", \"path\": \"%s\", \"value\": %s}]".formatted(field, value),
                "Content-Type",
                "application/openstack-images-v2.1-json-patch");
    }

    private Answer bytes(String id, String where, String content) throws IOException {
        return image("PUT", "/" + id + "/" + where, content, "Content-Type", "application/octet-stream");
    }

    private static ObjectNode wanted() {
        return JSON.createObjectNode()
                .put("name", "protocol")
                .put("disk_format", "raw")
                .put("container_format", "bare");
    }

    private String create() throws IOException {
        String id = UUID.randomUUID().toString();
        assertThat(json("", wanted().put("id", id).toString()).code()).isEqualTo(201);
        made.add(id);
        return id;
    }

    private JsonNode record(String id) throws IOException {
        Answer answer = image("GET", "/" + id, "");
        assertThat(answer.code()).isEqualTo(200);
        return JSON.readTree(answer.text());
    }

    private JsonNode awaitStatus(String id, String status) throws IOException {
        await().atMost(PATIENCE).until(() -> record(id).path("status").asText().equals(status));
        return record(id);
    }

    private void assertHello(JsonNode record) {
        assertThat(record.path("size").asLong()).isEqualTo(5);
        assertThat(record.path("checksum").asText()).isEqualTo(MD5_OF_HELLO);
        assertThat(record.path("os_hash_algo").asText()).isEqualTo("sha512");
        assertThat(record.path("os_hash_value").asText()).isEqualTo(HELLO_SHA512);
    }

    @Test
    void whichMethodsThereAreIsTold() throws IOException {
        Answer answer = send(
                "GET", URI.create(cloud().image() + "/v2/info/import"), "", "X-Auth-Token", token(cloud().member()));

        assertThat(JSON.readTree(answer.text()).path("import-methods").path("value"))
                .extracting(JsonNode::asText)
                .contains("glance-direct", "web-download");
    }

    @Test
    void anImageHasTheIdThatIsAskedForAndNoOtherGetsItEver() throws IOException {
        String id = UUID.randomUUID().toString();
        ObjectNode wanted = wanted().put("id", id).put("caravan_job", "x");
        Answer answer = json("", wanted.toString());
        made.add(id);

        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.header("OpenStack-image-import-methods").orElse("")).contains("web-download");
        JsonNode record = record(id);
        assertThat(record.path("status").asText()).isEqualTo("queued");
        assertThat(record.path("visibility").asText()).isEqualTo("shared");
        assertThat(record.path("caravan_job").asText()).isEqualTo("x");
        assertThat(record.path("owner").asText()).isEqualTo(cloud().projectId());
        assertThat(record.path("size").isNull()).isTrue();
        assertThat(json("", wanted.toString()).code()).isEqualTo(409);
        assertThat(image("DELETE", "/" + id, "").code()).isEqualTo(204);
        assertThat(json("", wanted.toString()).code()).isEqualTo(409);
        assertThat(image("GET", "/" + id, "").code()).isEqualTo(404);
        assertThat(image("GET", "/" + id, "").text()).contains("No image found with ID " + id);
    }

    @Test
    void whatCanNotBeIsRefused() throws IOException {
        assertThat(json("", wanted().put("disk_format", "floppy").toString()).code())
                .isEqualTo(400);
        assertThat(json("", wanted().put("name", "x".repeat(256)).toString()).code())
                .isEqualTo(400);
        assertThat(json("", wanted().put("os_glance_x", "1").toString()).code()).isEqualTo(403);
        assertThat(json("", wanted().put("visibility", "public").toString()).code())
                .isEqualTo(403);
    }

    @Test
    void whoIsNotLetInSeesNothing() throws IOException {
        URI images = URI.create(cloud().image() + "/v2/images");

        assertThat(send("GET", images, "").code()).isEqualTo(401);
        assertThat(send("GET", images, "", "X-Auth-Token", "none").code()).isEqualTo(401);
    }

    @Test
    void bytesMakeAnImageActiveAtOnceAndOnlyOnce() throws IOException {
        String id = create();

        assertThat(bytes(id, "file", "hello").code()).isEqualTo(204);
        JsonNode record = record(id);
        assertThat(record.path("status").asText()).isEqualTo("active");
        assertHello(record);
        assertThat(image("GET", "/" + id + "/file", "").text()).isEqualTo("hello");
        assertThat(bytes(id, "file", "hello").code()).isEqualTo(409);
    }

    @Test
    void stagedBytesBecomeTheImageByAnImport() throws IOException {
        String id = create();
        String method = "{\"method\": {\"name\": \"glance-direct\"}}";

        assertThat(json("/" + id + "/import", method).code()).as("before").isEqualTo(409);
        assertThat(bytes(id, "stage", "hello").code()).isEqualTo(204);
        assertThat(record(id).path("status").asText()).isEqualTo("uploading");
        assertThat(bytes(id, "stage", "hello").code()).isEqualTo(409);
        assertThat(json("/" + id + "/import", method).code()).isEqualTo(202);
        assertHello(awaitStatus(id, "active"));
        assertThat(tasks(id)).hasSize(1);
        assertThat(tasks(id).get(0).path("status").asText()).isEqualTo("success");
    }

    private JsonNode tasks(String id) throws IOException {
        return JSON.readTree(image("GET", "/" + id + "/tasks", "").text()).path("tasks");
    }

    @Test
    void anObjectIsDownloadedByItsTempUrl() throws Exception {
        makeBox();
        assertThat(put("/" + box + "/x", "hello").code()).isEqualTo(201);
        assertThat(ask("POST", "", "X-Account-Meta-Temp-URL-Key", "a key of a test")
                        .code())
                .isEqualTo(204);
        assertThat(ask("HEAD", "").header("X-Account-Meta-Temp-URL-Key")).contains("a key of a test");
        String id = create();
        Answer answer = json("/" + id + "/import", webDownload(tempUrl("/" + box + "/x", "a key of a test")));

        assertThat(answer.code()).isEqualTo(202);
        assertHello(awaitStatus(id, "active"));
    }

    private static String webDownload(String uri) {
        return "{\"method\": {\"name\": \"web-download\", \"uri\": \"%s\"}}".formatted(uri);
    }

    private String tempUrl(String path, String key) throws GeneralSecurityException {
        long expires = Instant.now().getEpochSecond() + 600;
        String seen = url(path).getPath().replaceFirst(".*/v1/", "/v1/");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signed = "GET\n" + expires + "\n" + seen;
        String signature = HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        return url(path) + "?temp_url_sig=" + signature + "&temp_url_expires=" + expires;
    }

    @Test
    void aTempUrlIsGoodForNothingElse() throws Exception {
        makeBox();
        put("/" + box + "/x", "hello");
        put("/" + box + "/y", "other");
        ask("POST", "", "X-Account-Meta-Temp-URL-Key", "a key of a test");
        String url = tempUrl("/" + box + "/x", "a key of a test");

        // Swift's proxies remember an account for a minute: who asks for it at the wrong moment has the key before this
        // one
        // remembered
        await().atMost(Duration.ofSeconds(90))
                .until(() -> send("GET", URI.create(url), "").text().equals("hello"));
        assertThat(send("GET", URI.create(url.replace("/x?", "/y?")), "").code())
                .isEqualTo(401);
        assertThat(send("PUT", URI.create(url), "hello").code()).isEqualTo(401);
        assertThat(send("GET", URI.create(tempUrl("/" + box + "/x", "another")), "")
                        .code())
                .isEqualTo(401);
    }

    /** Its status does not tell that an import has failed. */
    @Test
    void anImportThatFailsLeavesTheImageQueued() throws Exception {
        String id = create();

        assertThat(json(
                                "/" + id + "/import",
                                webDownload(url("/" + box + "/none").toString()))
                        .code())
                .isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() ->
                        !record(id).path("os_glance_failed_import").asText("").isEmpty());
        assertThat(record(id).path("status").asText()).isEqualTo("queued");
        assertThat(tasks(id).get(0).path("status").asText()).isEqualTo("failure");
    }

    @Test
    void aUrlThatIsNoneIsRefusedAtOnce() throws IOException {
        Answer answer = json("/" + create() + "/import", webDownload("ftp://127.0.0.1/x"));

        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.text()).contains("URI for web-download does not pass filtering");
    }

    @Test
    void aProjectIsMadeAMemberOnce() throws IOException {
        String id = create();
        String member = "{\"member\": \"" + PROJECT + "\"}";
        Answer answer = json("/" + id + "/members", member);

        assertThat(answer.code()).isEqualTo(200);
        assertThat(JSON.readTree(answer.text()).path("status").asText()).isEqualTo("pending");
        assertThat(json("/" + id + "/members", member).code()).isEqualTo(409);
        assertThat(JSON.readTree(image("GET", "/" + id + "/members", "").text()).path("members"))
                .hasSize(1);
        Answer accepted = image(
                "PUT",
                "/" + id + "/members/" + PROJECT,
                "{\"status\": \"accepted\"}",
                "Content-Type",
                "application/json");
        assertThat(accepted.code()).as("by the owner").isEqualTo(403);
        assertThat(image("DELETE", "/" + id + "/members/" + PROJECT, "").code()).isEqualTo(204);
        assertThat(image("DELETE", "/" + id + "/members/" + PROJECT, "").code()).isEqualTo(404);
    }

    @Test
    void onlyASharedImageHasMembers() throws IOException {
        String id = UUID.randomUUID().toString();
        json("", wanted().put("id", id).put("visibility", "private").toString());
        made.add(id);

        assertThat(json("/" + id + "/members", "{\"member\": \"" + PROJECT + "\"}")
                        .code())
                .isEqualTo(403);
    }

    @Test
    void aProtectedImageIsNotDeleted() throws IOException {
        String id = create();

        assertThat(patch(id, "/protected", true).code()).isEqualTo(200);
        assertThat(image("DELETE", "/" + id, "").code()).isEqualTo(403);
        assertThat(patch(id, "/protected", false).code()).isEqualTo(200);
        assertThat(image("DELETE", "/" + id, "").code()).isEqualTo(204);
    }

    @Test
    void aHiddenImageIsListedWhereThatIsAskedForOnly() throws IOException {
        String id = UUID.randomUUID().toString();
        json("", wanted().put("id", id).put("name", id).put("os_hidden", true).toString());
        made.add(id);

        assertThat(JSON.readTree(image("GET", "?name=" + id, "").text()).path("images"))
                .isEmpty();
        assertThat(JSON.readTree(image("GET", "?os_hidden=true&name=" + id, "").text())
                        .path("images"))
                .hasSize(1);
    }
}
