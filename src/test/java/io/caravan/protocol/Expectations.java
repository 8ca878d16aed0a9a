package io.caravan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;

/**
 * Calls to a cloud in a container of the test's own, and what the answers must be. Where an answer holds the name of a
 * container, the account or an address of the installation, they are masked as {@code <box>}, {@code <account>},
 * {@code <identity>}.
 */
abstract class Expectations {
    static final String NOT_FOUND = "<html><h1>Not Found</h1><p>The resource could not be found.</p></html>";
    static final String MD5_OF_HELLO = "5d41402abc4b2a76b9719d911017c592";
    static final String MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

    /** A container name that no one else has; always as long as any other. */
    final String box = "caravan-protocol-" + UUID.randomUUID();

    private final List<String> containers = new ArrayList<>();

    abstract Cloud cloud();

    /** Removes what the test has made. */
    @AfterEach
    void clean() throws IOException {
        for (String container : containers) {
            JsonNode objects =
                    JSON.readTree(ask("GET", "/" + container + "?format=json").text());
            for (JsonNode object : objects) {
                ask(
                        "DELETE",
                        "/" + container + "/" + encoded(object.path("name").asText()));
            }
            ask("DELETE", "/" + container);
        }
    }

    /** Makes the test's container. */
    void makeBox() throws IOException {
        makeContainer(box);
    }

    void makeContainer(String name) throws IOException {
        assertThat(ask("PUT", "/" + name).code()).isEqualTo(201);
        containers.add(name);
    }

    /** Lets the container of this name be removed after the test. */
    void willMake(String name) {
        containers.add(name);
    }

    String token(Cloud.User user) throws IOException {
        String key = cloud().identity() + " " + user.name();
        String known = TOKENS.get(key);
        if (known == null) {
            known = freshToken(user);
            TOKENS.put(key, known);
        }
        return known;
    }

    /** For a cloud that begins anew: it may have the address of one that has ended. */
    static void forgetTokens() {
        TOKENS.clear();
    }

    String freshToken(Cloud.User user) throws IOException {
        return logIn(cloud().logIn(user)).header("X-Subject-Token").orElseThrow();
    }

    Answer logIn(String json) throws IOException {
        return send("POST", tokensUrl(), json, "Content-Type", "application/json");
    }

    URI tokensUrl() {
        return URI.create(cloud().identity() + "/auth/tokens");
    }

    /** A call by the member without a body. */
    Answer ask(String method, String path, String... headers) throws IOException {
        return send(method, url(path), "", withToken(headers));
    }

    /** A PUT by the member. */
    Answer put(String path, String body, String... headers) throws IOException {
        return send("PUT", url(path), body, withToken(headers));
    }

    /** Below the account. */
    URI url(String path) {
        return URI.create(cloud().account() + path);
    }

    private String[] withToken(String... headers) throws IOException {
        if (List.of(headers).contains("X-Auth-Token")) {
            return headers;
        }
        List<String> all = new ArrayList<>(List.of("X-Auth-Token", token(cloud().member())));
        all.addAll(List.of(headers));
        return all.toArray(new String[0]);
    }

    /** A call by the member, refused so early that the server closes the connection. */
    Answer putAndBeCutOff(String path, String... headers) throws IOException {
        URI url = url(path);
        try (Wire wire = Wire.to(url)) {
            wire.head("PUT", target(url), head(url, withToken(headers)));
            Answer answer = wire.answer("PUT");
            assertThat(wire.isClosed()).as("connection closed").isTrue();
            return answer;
        }
    }

    /** Any call; a body has its length unless a header says otherwise, and a PUT or POST without one a length of 0. */
    Answer send(String method, URI url, String body, String... headers) throws IOException {
        List<String> all = head(url, headers);
        boolean told = all.contains("Content-Length") || all.contains("Transfer-Encoding");
        if (!told && (method.equals("PUT") || method.equals("POST") || !body.isEmpty())) {
            all.add("Content-Length");
            all.add("" + body.getBytes(StandardCharsets.UTF_8).length);
        }
        try (Wire wire = Wire.to(url)) {
            wire.head(method, target(url), all).send(body.getBytes(StandardCharsets.UTF_8));
            return wire.answer(method);
        }
    }

    static List<String> head(URI url, String... headers) {
        List<String> all = new ArrayList<>(List.of("Host", url.getAuthority()));
        all.addAll(List.of(headers));
        return all;
    }

    static String target(URI url) {
        return url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
    }

    void expect(Answer answer, String shown) {
        assertThat(masked(answer.shown())).isEqualTo(shown);
    }

    String masked(String text) {
        return text.replace(box, "<box>")
                .replace(cloud().identity().toString(), "<identity>")
                .replace("AUTH_" + cloud().projectId(), "<account>");
    }

    static String md5(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String encoded(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            encoded.append("%%%02X".formatted(octet & 0xff));
        }
        return encoded.toString();
    }
}
