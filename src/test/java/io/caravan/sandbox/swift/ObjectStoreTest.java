package io.caravan.sandbox.swift;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.sandbox.CloudClient;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import io.caravan.sandbox.SettableClock;
import io.caravan.sandbox.keystone.Addresses;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStoreTest {
    private static final String MD5_OF_HELLO = "5d41402abc4b2a76b9719d911017c592";

    @TempDir
    Path data;

    private Sandbox sandbox;
    private CloudClient client;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(data).withClock(new SettableClock()));
        client = new CloudClient(sandbox);
        client.put("/box", "");
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private static void assertAnswer(HttpResponse<String> answer, int status, String body) {
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void containerIsCreatedOnceAndThenAccepted() throws Exception {
        assertAnswer(client.put("/new", ""), 201, "");
        assertAnswer(
                client.put("/new", ""),
                202,
                "<html><h1>Accepted</h1><p>The request is accepted for processing.</p></html>");
    }

    @Test
    void containerTellsItsSums() throws Exception {
        client.put("/box/a", "hello");
        client.put("/box/b", "you");
        HttpResponse<String> head = client.store("HEAD", "/box");
        assertThat(head.statusCode()).isEqualTo(204);
        assertThat(CloudClient.header(head, "X-Container-Object-Count")).isEqualTo("2");
        assertThat(CloudClient.header(head, "X-Container-Bytes-Used")).isEqualTo("8");
        assertThat(client.store("HEAD", "/none").statusCode()).isEqualTo(404);
    }

    @Test
    void onlyAnEmptyContainerCanBeDeleted() throws Exception {
        client.put("/box/a", "hello");
        assertAnswer(
                client.store("DELETE", "/box"),
                409,
                "<html><h1>Conflict</h1><p>There was a conflict when trying to complete your request.</p></html>");
        client.store("DELETE", "/box/a");
        assertAnswer(client.store("DELETE", "/box"), 204, "");
        assertThat(client.store("DELETE", "/box").statusCode()).isEqualTo(404);
        assertThat(client.put("/box/a", "hello").statusCode()).isEqualTo(404);
        client.put("/box", "");
        assertThat(client.put("/box/a", "hello").statusCode()).isEqualTo(201);
    }

    @Test
    void objectComesBackWithWhatItWasPutWith() throws Exception {
        HttpResponse<String> put =
                client.put("/box/a", "hello", "Content-Type", "text/x", "x-object-meta-mtime", "17.5");
        assertAnswer(put, 201, "");
        assertThat(CloudClient.header(put, "Etag")).isEqualTo(MD5_OF_HELLO);
        HttpResponse<String> head = client.store("HEAD", "/box/a");
        assertAnswer(head, 200, "");
        assertThat(CloudClient.header(head, "Content-Length")).isEqualTo("5");
        assertThat(CloudClient.header(head, "Content-Type")).isEqualTo("text/x");
        assertThat(CloudClient.header(head, "Etag")).isEqualTo(MD5_OF_HELLO);
        assertThat(CloudClient.header(head, "X-Object-Meta-Mtime")).isEqualTo("17.5");
        assertThat(CloudClient.header(head, "X-Timestamp")).isEqualTo("1769862998.12345");
        assertThat(CloudClient.header(head, "Last-Modified")).isEqualTo("Sat, 31 Jan 2026 12:36:39 GMT");
        assertThat(CloudClient.header(head, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(CloudClient.header(head, "X-Trans-Id")).matches("tx[0-9a-f]{21}-00697df756");
        assertAnswer(client.store("GET", "/box/a"), 200, "hello");
    }

    @Test
    void missingObjectIsNotFound() throws Exception {
        assertAnswer(client.store("HEAD", "/box/a"), 404, "");
        for (String method : new String[] {"GET", "DELETE"}) {
            assertAnswer(
                    client.store(method, "/box/a"),
                    404,
                    "<html><h1>Not Found</h1><p>The resource could not be found.</p></html>");
        }
        assertThat(client.put("/none/a", "x").statusCode()).isEqualTo(404);
        assertThat(client.store("POST", "/box/a").statusCode()).isEqualTo(404);
    }

    @Test
    void etagIsComparedAsText() throws Exception {
        assertThat(client.put("/box/a", "hello", "Etag", MD5_OF_HELLO).statusCode())
                .isEqualTo(201);
        assertThat(client.put("/box/a", "hello", "Etag", "\"" + MD5_OF_HELLO + "\"")
                        .statusCode())
                .isEqualTo(201);
        HttpResponse<String> answer = client.put("/box/a", "hello", "Etag", MD5_OF_HELLO.toUpperCase(Locale.ROOT));
        assertAnswer(
                answer,
                422,
                "<html><h1>Unprocessable Entity</h1><p>Unable to process the contained instructions</p></html>");
        assertThat(CloudClient.header(answer, "Etag")).isEqualTo("(none)");
    }

    @Test
    void wrongEtagLeavesTheOlderObject() throws Exception {
        client.put("/box/a", "old");
        client.put("/box/a", "new", "Etag", MD5_OF_HELLO);
        client.put("/box/b", "new", "Etag", MD5_OF_HELLO);
        assertThat(client.store("GET", "/box/a").body()).isEqualTo("old");
        assertThat(client.store("HEAD", "/box/b").statusCode()).isEqualTo(404);
    }

    @Test
    void ifNoneMatchGuardsAnExistingObject() throws Exception {
        assertThat(client.put("/box/a", "1", "If-None-Match", "*").statusCode()).isEqualTo(201);
        assertAnswer(
                client.put("/box/a", "2", "If-None-Match", "*"),
                412,
                "<html><h1>Precondition Failed</h1><p>A precondition for this request was not met.</p></html>");
        assertAnswer(client.put("/box/a", "2", "If-None-Match", "abc"), 400, "If-None-Match only supports *");
        assertThat(client.store("GET", "/box/a").body()).isEqualTo("1");
    }

    @Test
    void namesHaveLimits() throws Exception {
        assertThat(client.put("/" + "c".repeat(256), "").statusCode()).isEqualTo(201);
        assertAnswer(client.put("/" + "c".repeat(257), ""), 400, "Container name length of 257 longer than 256");
        assertThat(client.put("/box/" + "%C3%BC".repeat(512), "").statusCode()).isEqualTo(201);
        assertAnswer(
                client.put("/box/o" + "%C3%BC".repeat(512), ""), 400, "Object name length of 1025 longer than 1024");
    }

    @Test
    void metadataHasLimits() throws Exception {
        assertAnswer(
                client.put("/box/a", "", "X-Object-Meta-Big", "v".repeat(257)),
                400,
                "Metadata value longer than 256: x-object-meta-Big");
    }

    @Test
    void tokenMustBeGoodForTheAccount() throws Exception {
        HttpResponse<String> unknown = client.store("GET", "/box", "X-Auth-Token", "f".repeat(32));
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertAnswer(client.store("HEAD", "/box", "X-Auth-Token", "x"), 401, "");
        String other = sandbox.objectStoreUrl().toString().replace(Addresses.ACCOUNT, "AUTH_" + "0".repeat(32));
        assertAnswer(
                client.get(other + "/box"),
                403,
                "<html><h1>Forbidden</h1><p>Access was denied to this resource.</p></html>");
    }

    @Test
    void postReplacesMetadata() throws Exception {
        client.put("/box/a", "hello", "Content-Type", "text/x", "X-Object-Meta-One", "1");
        assertAnswer(
                client.store("POST", "/box/a", "X-Object-Meta-Two", "2"),
                202,
                "<html><h1>Accepted</h1><p>The request is accepted for processing.</p></html>");
        HttpResponse<String> head = client.store("HEAD", "/box/a");
        assertThat(CloudClient.header(head, "X-Object-Meta-One")).isEqualTo("(none)");
        assertThat(CloudClient.header(head, "X-Object-Meta-Two")).isEqualTo("2");
        assertThat(CloudClient.header(head, "Etag")).isEqualTo(MD5_OF_HELLO);
    }

    @Test
    void quotaOfAContainerIsKept() throws Exception {
        client.put("/box", "", "X-Container-Meta-Quota-Bytes", "6");
        assertThat(client.put("/box/a", "hello").statusCode()).isEqualTo(201);
        assertAnswer(client.put("/box/b", "hello"), 413, "Upload exceeds quota.");
    }

    @Test
    void rangeIsCutOut() throws Exception {
        client.put("/box/a", "0123456789");
        HttpResponse<String> middle = client.store("GET", "/box/a", "Range", "bytes=3-5");
        assertAnswer(middle, 206, "345");
        assertThat(CloudClient.header(middle, "Content-Range")).isEqualTo("bytes 3-5/10");
        assertAnswer(client.store("GET", "/box/a", "Range", "bytes=8-99"), 206, "89");
        assertAnswer(client.store("GET", "/box/a", "Range", "bytes=7-"), 206, "789");
        assertAnswer(client.store("GET", "/box/a", "Range", "bytes=-2"), 206, "89");
        assertAnswer(client.store("GET", "/box/a", "Range", "nonsense"), 200, "0123456789");
        HttpResponse<String> beyond = client.store("GET", "/box/a", "Range", "bytes=10-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(CloudClient.header(beyond, "Content-Range")).isEqualTo("bytes */10");
    }

    @Test
    void conditionsOnTheEtagAreKept() throws Exception {
        client.put("/box/a", "hello");
        assertAnswer(client.store("GET", "/box/a", "If-Match", '"' + MD5_OF_HELLO + '"'), 200, "hello");
        assertThat(client.store("GET", "/box/a", "If-Match", "other").statusCode())
                .isEqualTo(412);
        assertAnswer(client.store("GET", "/box/a", "If-None-Match", MD5_OF_HELLO), 304, "");
        assertAnswer(client.store("GET", "/box/a", "If-None-Match", "other"), 200, "hello");
    }

    @Test
    void limitsAreToldWithoutAToken() throws Exception {
        String info = sandbox.objectStoreUrl().resolve("/object/info").toString();
        HttpResponse<String> answer = client.send("GET", info, "", "X-Auth-Token", "none");
        assertThat(answer.body()).contains("\"max_file_size\": 5368709122", "\"max_manifest_segments\": 1000");
    }

    @Test
    void whatTheSandboxLacksIsRefused() throws Exception {
        assertThat(client.put("/box/a", "", "X-Delete-After", "60").statusCode())
                .isEqualTo(400);
        assertThat(client.store("COPY", "/box/a").statusCode()).isEqualTo(405);
    }
}
