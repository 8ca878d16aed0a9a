package io.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.sandbox.http.Hashes;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeObjectTest {
    private static final String MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

    @TempDir
    Path data;

    private Sandbox sandbox;
    private CloudClient client;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(data));
        client = new CloudClient(sandbox);
        client.put("/box", "");
        client.put("/parts", "");
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private static String etagOf(String... bodies) {
        StringBuilder hashes = new StringBuilder();
        for (String body : bodies) {
            hashes.append(Hashes.hex(Hashes.md5().digest(body.getBytes(StandardCharsets.UTF_8))));
        }
        byte[] digest = Hashes.md5().digest(hashes.toString().getBytes(StandardCharsets.UTF_8));
        return '"' + Hashes.hex(digest) + '"';
    }

    private void putWhole() throws Exception {
        client.put("/parts/%C3%BC%20a/00000001", "56789");
        client.put("/parts/%C3%BC%20a/00000000", "01234");
        HttpResponse<String> put = client.put("/box/whole", "", "X-Object-Manifest", "parts/%C3%BC%20a/");
        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(CloudClient.header(put, "Etag")).isEqualTo(MD5_OF_NOTHING);
    }

    @Test
    void manifestJoinsTheSegmentsInOrder() throws Exception {
        putWhole();
        HttpResponse<String> head = client.store("HEAD", "/box/whole");
        assertThat(CloudClient.header(head, "Content-Length")).isEqualTo("10");
        assertThat(CloudClient.header(head, "Etag")).isEqualTo(etagOf("01234", "56789"));
        assertThat(CloudClient.header(head, "X-Object-Manifest")).isEqualTo("parts/%C3%BC%20a/");
        assertThat(client.store("GET", "/box/whole").body()).isEqualTo("0123456789");
    }

    @Test
    void rangeCrossesASegmentBoundary() throws Exception {
        putWhole();
        HttpResponse<String> range = client.store("GET", "/box/whole", "Range", "bytes=3-6");
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).isEqualTo("3456");
        assertThat(CloudClient.header(range, "Content-Range")).isEqualTo("bytes 3-6/10");
        HttpResponse<String> beyond = client.store("GET", "/box/whole", "Range", "bytes=10-11");
        assertThat(beyond.statusCode()).isEqualTo(416);
    }

    @Test
    void manifestItselfCanBeRead() throws Exception {
        putWhole();
        HttpResponse<String> stored = client.store("HEAD", "/box/whole?multipart-manifest=get");
        assertThat(CloudClient.header(stored, "Content-Length")).isEqualTo("0");
        assertThat(CloudClient.header(stored, "Etag")).isEqualTo(MD5_OF_NOTHING);
        assertThat(client.store("GET", "/box?format=json").body()).contains("\"bytes\": 0");
    }

    @Test
    void alienObjectUnderThePrefixBecomesAPart() throws Exception {
        putWhole();
        client.put("/parts/%C3%BC%20a/zzz", "!");
        assertThat(client.store("GET", "/box/whole").body()).isEqualTo("0123456789!");
    }

    @Test
    void manifestWithoutSegmentsIsEmpty() throws Exception {
        client.put("/box/whole", "", "X-Object-Manifest", "parts/none/");
        HttpResponse<String> head = client.store("HEAD", "/box/whole");
        assertThat(CloudClient.header(head, "Content-Length")).isEqualTo("0");
        assertThat(CloudClient.header(head, "Etag")).isEqualTo('"' + MD5_OF_NOTHING + '"');
    }

    @Test
    void manifestToAMissingContainerIsNotFound() throws Exception {
        assertThat(client.put("/box/whole", "", "X-Object-Manifest", "nowhere/x/")
                        .statusCode())
                .isEqualTo(201);
        assertThat(client.store("HEAD", "/box/whole").statusCode()).isEqualTo(404);
        assertThat(client.store("GET", "/box/whole").statusCode()).isEqualTo(404);
        assertThat(client.store("HEAD", "/box/whole?multipart-manifest=get").statusCode())
                .isEqualTo(200);
    }

    @Test
    void manifestOfAnotherFormIsRefused() throws Exception {
        for (String value : new String[] {"parts", "/parts/x", "parts/", "parts//x", "parts/x?", "parts/x&y"}) {
            HttpResponse<String> answer = client.put("/box/whole", "", "X-Object-Manifest", value);
            assertThat(answer.statusCode()).as(value).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("X-Object-Manifest must be in the format container/prefix");
        }
    }

    @Test
    void etagOfAManifestIsThatOfItsEmptyBody() throws Exception {
        String whole = etagOf("x");
        assertThat(client.put("/box/whole", "", "X-Object-Manifest", "parts/x/", "Etag", whole)
                        .statusCode())
                .isEqualTo(422);
        assertThat(client.put("/box/whole", "", "X-Object-Manifest", "parts/x/", "Etag", MD5_OF_NOTHING)
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void postWithoutTheManifestMakesItAnEmptyObject() throws Exception {
        putWhole();
        client.store("POST", "/box/whole", "X-Object-Manifest", "parts/%C3%BC%20a/");
        assertThat(CloudClient.header(client.store("HEAD", "/box/whole"), "Content-Length"))
                .isEqualTo("10");
        client.store("POST", "/box/whole", "X-Object-Meta-A", "b");
        HttpResponse<String> head = client.store("HEAD", "/box/whole");
        assertThat(CloudClient.header(head, "Content-Length")).isEqualTo("0");
        assertThat(CloudClient.header(head, "X-Object-Manifest")).isEqualTo("(none)");
    }

    @Test
    void deleteLeavesTheSegments() throws Exception {
        putWhole();
        assertThat(client.store("DELETE", "/box/whole").statusCode()).isEqualTo(204);
        assertThat(CloudClient.header(client.store("HEAD", "/parts"), "X-Container-Object-Count"))
                .isEqualTo("2");
    }

    @Test
    void fromTenThousandSegmentsOnThereIsNeitherLengthNorEtag() throws Exception {
        client.put("/box/whole", "", "X-Object-Manifest", "parts/s/");
        putSegments(0, 9_999);
        HttpResponse<String> known = client.store("HEAD", "/box/whole");
        assertThat(CloudClient.header(known, "Content-Length")).isEqualTo("19998");
        assertThat(CloudClient.header(known, "Etag")).startsWith("\"").isNotEqualTo('"' + MD5_OF_NOTHING + '"');

        putSegments(9_999, 10_000);
        HttpResponse<String> unknown = client.store("HEAD", "/box/whole");
        assertThat(unknown.statusCode()).isEqualTo(200);
        assertThat(CloudClient.header(unknown, "Content-Length")).isEqualTo("(none)");
        assertThat(CloudClient.header(unknown, "Etag")).isEqualTo(MD5_OF_NOTHING);

        putSegments(10_000, 10_001);
        HttpResponse<String> all = client.store("GET", "/box/whole");
        assertThat(CloudClient.header(all, "Transfer-Encoding")).isEqualTo("chunked");
        assertThat(all.body()).hasSize(20_002);
        HttpResponse<String> early = client.store("GET", "/box/whole", "Range", "bytes=0-9");
        assertThat(early.statusCode()).isEqualTo(206);
        assertThat(CloudClient.header(early, "Content-Range")).isEqualTo("bytes 0-9/20000");
        assertThat(statusOfRange("bytes=19990-19998")).isEqualTo(206);
        assertThat(statusOfRange("bytes=19990-19999")).isEqualTo(200);
        assertThat(statusOfRange("bytes=20000-")).isEqualTo(200);
        assertThat(statusOfRange("bytes=-5")).isEqualTo(200);
    }

    private int statusOfRange(String range) throws Exception {
        return client.store("GET", "/box/whole", "Range", range).statusCode();
    }

    /** Puts segments of two bytes each, a thousand at a time down one connection. */
    private void putSegments(int from, int to) throws Exception {
        try (RawConnection raw = RawConnection.to(sandbox)) {
            for (int next = from; next < to; next += 1_000) {
                int end = Math.min(to, next + 1_000);
                ByteArrayOutputStream requests = new ByteArrayOutputStream();
                for (int i = next; i < end; i++) {
                    String path = sandbox.objectStoreUrl().getRawPath() + "/parts/s/" + "%08d".formatted(i);
                    String request = "PUT " + path + " HTTP/1.1\r\nHost: s\r\nX-Auth-Token: " + client.token()
                            + "\r\nContent-Length: 2\r\n\r\nxy";
                    requests.writeBytes(request.getBytes(StandardCharsets.US_ASCII));
                }
                raw.sendBytes(requests.toByteArray());
                for (int i = next; i < end; i++) {
                    assertThat(raw.head()).startsWith("HTTP/1.1 201 ");
                }
            }
        }
    }
}
