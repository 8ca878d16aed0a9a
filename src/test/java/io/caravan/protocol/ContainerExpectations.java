package io.caravan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Containers, their listings, and the account that lists them. */
abstract class ContainerExpectations extends Expectations {

    private static final String ACCEPTED =
            "<html><h1>Accepted</h1><p>The request is accepted for processing.</p></html>";

    @Test
    void containerIsMadeOnce() throws IOException {
        willMake(box);
        expect(ask("PUT", "/" + box), """
                201 Created
                Content-Length: 0
                Content-Type: text/html; charset=UTF-8

                """);
        expect(ask("PUT", "/" + box), """
                202 Accepted
                Content-Length: 76
                Content-Type: text/html; charset=UTF-8

                %s""".formatted(ACCEPTED));
    }

    @Test
    void containerTellsOfItself() throws IOException {
        makeBox();
        put("/" + box + "/a", "hello");
        put("/" + box + "/b", "you");
        expect(ask("HEAD", "/" + box), """
                204 No Content
                Accept-Ranges: bytes
                Content-Length: 0
                Content-Type: text/plain; charset=utf-8
                Last-Modified: <date>
                Vary: Accept
                X-Container-Bytes-Used: 8
                X-Container-Object-Count: 2
                X-Storage-Policy: <policy>
                X-Timestamp: <time>

                """);
        assertThat(ask("HEAD", "/" + box, "Accept", "application/json").code()).isEqualTo(204);
    }

    @Test
    void containerThatIsMissing() throws IOException {
        expect(ask("HEAD", "/" + box), """
                404 Not Found
                Content-Length: 0
                Content-Type: text/html; charset=UTF-8

                """);
        for (String method : List.of("GET", "POST", "DELETE")) {
            expect(ask(method, "/" + box), """
                    404 Not Found
                    Content-Length: 70
                    Content-Type: text/html; charset=UTF-8

                    %s""".formatted(NOT_FOUND));
        }
    }

    @Test
    void onlyAnEmptyContainerIsDeleted() throws IOException {
        makeBox();
        put("/" + box + "/a", "");
        expect(ask("DELETE", "/" + box), """
                409 Conflict
                Content-Length: 95
                Content-Type: text/html; charset=UTF-8

                <html><h1>Conflict</h1><p>There was a conflict when trying to complete your request.</p></html>""");
        ask("DELETE", "/" + box + "/a");
        expect(ask("DELETE", "/" + box), """
                204 No Content
                Content-Length: 0
                Content-Type: text/html; charset=UTF-8

                """);
        assertThat(put("/" + box + "/a", "").code()).isEqualTo(404);
        assertThat(ask("PUT", "/" + box).code()).isEqualTo(201);
        assertThat(put("/" + box + "/a", "").code()).isEqualTo(201);
    }

    @Test
    void listingComesAsJson() throws IOException {
        makeBox();
        put("/" + box + "/" + encoded("b ü\"/1"), "hello", "Content-Type", "text/x");
        Answer listing = ask("GET", "/" + box + "?format=json");
        expect(listing, """
                200 OK
                Accept-Ranges: bytes
                Content-Length: %d
                Content-Type: application/json; charset=utf-8
                Last-Modified: <date>
                X-Container-Bytes-Used: 5
                X-Container-Object-Count: 1
                X-Storage-Policy: <policy>
                X-Timestamp: <time>

                [{"bytes": 5, "hash": "%s", "name": "b \\u00fc\\"/1", "content_type": "text/x",\
                 "last_modified": "<time>"}]""".formatted(listing.body().length, MD5_OF_HELLO));
        assertThat(ask("GET", "/" + box, "Accept", "application/json").text()).isEqualTo(listing.text());
    }

    @Test
    void listingComesAsText() throws IOException {
        makeBox();
        put("/" + box + "/b", "");
        put("/" + box + "/a", "");
        expect(ask("GET", "/" + box), """
                200 OK
                Accept-Ranges: bytes
                Content-Length: 4
                Content-Type: text/plain; charset=utf-8
                Last-Modified: <date>
                Vary: Accept
                X-Container-Bytes-Used: 0
                X-Container-Object-Count: 2
                X-Storage-Policy: <policy>
                X-Timestamp: <time>

                a
                b
                """);
    }

    @Test
    void listingOfNothing() throws IOException {
        makeBox();
        Answer json = ask("GET", "/" + box + "?format=json&prefix=none");
        assertThat(json.status()).isEqualTo("200 OK");
        assertThat(json.text()).isEqualTo("[]");
        Answer text = ask("GET", "/" + box + "?prefix=none");
        assertThat(text.status()).isEqualTo("204 No Content");
        assertThat(text.header("Content-Length")).contains("0");
    }

    @Test
    void listingIsCutIntoPages() throws IOException {
        makeBox();
        for (String name : List.of("a", "b/1", "b/2", "b/3", "b0", "c", "ä", "z")) {
            put("/" + box + "/" + encoded(name), "");
        }
        assertThat(names("")).containsExactly("a", "b/1", "b/2", "b/3", "b0", "c", "z", "ä");
        assertThat(names("&prefix=b/")).containsExactly("b/1", "b/2", "b/3");
        assertThat(names("&prefix=b/&limit=2")).containsExactly("b/1", "b/2");
        assertThat(names("&prefix=b/&limit=2&marker=b/2")).containsExactly("b/3");
        assertThat(names("&prefix=b/&limit=2&marker=b/3")).isEmpty();
        assertThat(names("&marker=b0&end_marker=z")).containsExactly("c");
        assertThat(names("&marker=%C3%A4")).isEmpty();
        assertThat(names("&delimiter=/")).containsExactly("a", "b/", "b0", "c", "z", "ä");
        assertThat(names("&limit=0")).isEmpty();
        assertThat(names("&limit=none")).hasSize(8);
        assertThat(names("&limit=-1")).hasSize(8);
        for (String place : List.of("/" + box, "")) {
            expect(ask("GET", place + "?limit=10001"), """
                    412 Precondition Failed
                    Content-Length: 22
                    Content-Type: text/html; charset=UTF-8

                    Maximum limit is 10000""");
        }
    }

    private List<String> names(String query) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode entry :
                JSON.readTree(ask("GET", "/" + box + "?format=json" + query).text())) {
            names.add(entry.path("name").asText(entry.path("subdir").asText()));
        }
        return names;
    }

    @Test
    void postChangesWhatIsKnownOfAContainer() throws IOException {
        makeBox();
        expect(ask("POST", "/" + box, "X-Container-Meta-Color", "red", "X-Container-Meta-Quota-Bytes", "100"), """
                204 No Content
                Content-Length: 0
                Content-Type: text/html; charset=UTF-8

                """);
        assertThat(ask("HEAD", "/" + box).header("X-Container-Meta-Quota-Bytes"))
                .contains("100");
        ask("POST", "/" + box, "X-Remove-Container-Meta-Quota-Bytes", "x");
        Answer head = ask("HEAD", "/" + box);
        assertThat(head.header("X-Container-Meta-Quota-Bytes")).isEmpty();
        assertThat(head.header("X-Container-Meta-Color")).contains("red");
        for (String method : List.of("POST", "PUT")) {
            expect(ask(method, "/" + box, "X-Container-Meta-Quota-Bytes", "much"), """
                    400 Bad Request
                    Content-Length: 20
                    Content-Type: text/html; charset=UTF-8

                    Invalid bytes quota.""");
        }
    }

    @Test
    void containerTellsThatItKeepsVersions() throws IOException {
        makeBox();
        assertThat(ask("HEAD", "/" + box).header("X-Versions-Enabled")).isEmpty();
        assertThat(ask("POST", "/" + box, "X-Versions-Enabled", "true").status())
                .isEqualTo("204 No Content");
        assertThat(ask("HEAD", "/" + box).header("X-Versions-Enabled")).contains("True");
        assertThat(ask("GET", "/" + box).header("X-Versions-Enabled")).contains("True");
        ask("POST", "/" + box, "X-Versions-Enabled", "false");
        assertThat(ask("HEAD", "/" + box).header("X-Versions-Enabled")).contains("False");
    }

    @Test
    void nameHasALimit() throws IOException {
        String path = "/" + "c".repeat(257);
        expect(ask("PUT", path), """
                400 Bad Request
                Content-Length: 44
                Content-Type: text/html; charset=UTF-8

                Container name length of 257 longer than 256""");
        assertThat(ask("HEAD", path).code()).isEqualTo(404);
        assertThat(put(path + "/a", "").code()).isEqualTo(404);
    }

    @Test
    void accountListsItsContainers() throws IOException {
        makeContainer(box + "-1");
        makeContainer(box + "-2");
        Answer listing = ask("GET", "?format=json&limit=2&prefix=" + box);
        assertThat(listing.status()).isEqualTo("200 OK");
        assertThat(listing.header("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(masked(listing.shown()).replaceFirst("(?s).*\n\n", "")).isEqualTo("""
                [{"name": "<box>-1", "count": 0, "bytes": 0, "last_modified": "<time>"},\
                 {"name": "<box>-2", "count": 0, "bytes": 0, "last_modified": "<time>"}]""");
        assertThat(ask("GET", "?prefix=" + box + "&marker=" + box + "-1").text())
                .isEqualTo(box + "-2\n");
        Answer end = ask("GET", "?format=json&prefix=" + box + "&marker=" + box + "-2");
        assertThat(end.status()).isEqualTo("200 OK");
        assertThat(end.text()).isEqualTo("[]");
        assertThat(ask("GET", "?prefix=" + box + "&marker=" + box + "-2").status())
                .isEqualTo("204 No Content");
    }

    @Test
    void accountTellsItsSums() throws IOException {
        makeBox();
        Answer head = ask("HEAD", "");
        assertThat(head.status()).isEqualTo("204 No Content");
        for (String name : List.of("Container-Count", "Object-Count", "Bytes-Used")) {
            assertThat(head.header("X-Account-" + name).orElseThrow()).matches("\\d+");
        }
        assertThat(ask("POST", "").status()).isEqualTo("204 No Content");
    }

    @Test
    void otherMethodsAreNotAllowed() throws IOException {
        for (String path : List.of("", "/" + box, "/" + box + "/a")) {
            Answer answer = ask("FETCH", path);
            assertThat(answer.status()).isEqualTo("405 Method Not Allowed");
            assertThat(answer.text())
                    .isEqualTo("<html><h1>Method Not Allowed</h1>"
                            + "<p>The method is not allowed for this resource.</p></html>");
            assertThat(answer.header("Allow")).isPresent();
        }
    }

    @Test
    void limitsAreToldWithoutAToken() throws IOException {
        Answer answer = send("GET", cloud().info(), "");
        assertThat(answer.status()).isEqualTo("200 OK");
        assertThat(answer.header("Content-Type")).contains("application/json; charset=UTF-8");
        JsonNode swift = JSON.readTree(answer.text()).path("swift");
        assertThat(swift.path("max_file_size").isIntegralNumber()).isTrue();
        assertThat(swift.path("container_listing_limit").asInt()).isEqualTo(10_000);
        assertThat(swift.path("max_object_name_length").asInt()).isEqualTo(1024);
        JsonNode slo = JSON.readTree(answer.text()).path("slo");
        assertThat(slo.path("max_manifest_segments").isIntegralNumber()).isTrue();
        assertThat(slo.path("max_manifest_size").isIntegralNumber()).isTrue();
        assertThat(slo.path("min_segment_size").asInt()).isEqualTo(1);
        Answer head = send("HEAD", cloud().info(), "");
        assertThat(head.status()).isEqualTo("200 OK");
        assertThat(head.header("Content-Length")).contains("" + answer.body().length);
        assertThat(send("PUT", cloud().info(), "").status()).isEqualTo("405 Method Not Allowed");
    }
}
