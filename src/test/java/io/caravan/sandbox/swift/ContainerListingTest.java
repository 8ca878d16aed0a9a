package io.caravan.sandbox.swift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.CloudClient;
import io.caravan.sandbox.Sandbox;
import io.caravan.sandbox.SandboxOptions;
import io.caravan.sandbox.SettableClock;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerListingTest {
    @TempDir
    Path data;

    private Sandbox sandbox;
    private CloudClient client;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.start(SandboxOptions.defaults(data).withClock(new SettableClock()));
        client = new CloudClient(sandbox);
        client.put("/box", "");
        for (String name : new String[] {"b/2", "a", "b/1", "b/1/x", "c", "%EF%BF%BD", "%F0%9F%98%80", "B"}) {
            client.put("/box/" + name, name);
        }
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private String names(String query) throws Exception {
        return client.store("GET", "/box" + query).body().replace("\n", " ").strip();
    }

    @Test
    void namesStandInTheOrderOfTheirBytes() throws Exception {
        assertThat(names("")).isEqualTo("B a b/1 b/1/x b/2 c \uFFFD \uD83D\uDE00");
    }

    @Test
    void pageIsCutByPrefixMarkersAndLimit() throws Exception {
        assertThat(names("?prefix=b%2F")).isEqualTo("b/1 b/1/x b/2");
        assertThat(names("?prefix=b/&marker=b/1")).isEqualTo("b/1/x b/2");
        assertThat(names("?marker=a&end_marker=b/2")).isEqualTo("b/1 b/1/x");
        assertThat(names("?limit=2")).isEqualTo("B a");
        assertThat(names("?limit=2&marker=a")).isEqualTo("b/1 b/1/x");
        assertThat(client.store("GET", "/box?marker=%F0%9F%98%80").statusCode()).isEqualTo(204);
        assertThat(client.store("GET", "/box?limit=0").statusCode()).isEqualTo(204);
    }

    @Test
    void delimiterFoldsNamesIntoFolders() throws Exception {
        assertThat(names("?delimiter=/")).isEqualTo("B a b/ c \uFFFD \uD83D\uDE00");
        assertThat(names("?delimiter=/&prefix=b/")).isEqualTo("b/1 b/1/ b/2");
        assertThat(names("?delimiter=/&marker=b/")).isEqualTo("c \uFFFD \uD83D\uDE00");
        assertThat(client.store("GET", "/box?delimiter=/&prefix=b&format=json").body())
                .isEqualTo("[{\"subdir\": \"b/\"}]");
    }

    @Test
    void limitAboveAPageIsRefused() throws Exception {
        assertThat(client.store("GET", "/box?limit=10000").statusCode()).isEqualTo(200);
        HttpResponse<String> answer = client.store("GET", "/box?limit=10001");
        assertThat(answer.statusCode()).isEqualTo(412);
        assertThat(answer.body()).isEqualTo("Maximum limit is 10000");
    }

    @Test
    void jsonTellsSizeHashAndTime() throws Exception {
        JsonNode entry = CloudClient.JSON
                .readTree(client.store("GET", "/box?format=json&prefix=a").body())
                .path(0);
        assertThat(entry.path("name").asText()).isEqualTo("a");
        assertThat(entry.path("bytes").asLong()).isEqualTo(1);
        assertThat(entry.path("hash").asText()).isEqualTo("0cc175b9c0f1b6a831c399e269772661");
        assertThat(entry.path("last_modified").asText()).isEqualTo("2026-01-31T12:36:38.123450");
        assertThat(entry.path("content_type").asText()).isEqualTo("application/octet-stream");
        assertThat(client.store("GET", "/box?format=json&prefix=none").body()).isEqualTo("[]");
        assertThat(client.store("GET", "/none").statusCode()).isEqualTo(404);
    }

    @Test
    void accountListsItsContainers() throws Exception {
        client.put("/another", "");
        assertThat(client.store("GET", "").body()).isEqualTo("another\nbox\n");
        JsonNode box = CloudClient.JSON
                .readTree(client.store("GET", "?format=json&prefix=b").body())
                .path(0);
        assertThat(box.path("count").asInt()).isEqualTo(8);
        assertThat(CloudClient.header(client.store("HEAD", ""), "X-Account-Container-Count"))
                .isEqualTo("2");
    }
}
