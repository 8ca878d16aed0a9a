package io.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** A client of one sandbox, signed in; header pairs follow the body. */
public final class CloudClient {
    public static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Sandbox sandbox;
    private String token = "";

    public CloudClient(Sandbox sandbox) throws Exception {
        this.sandbox = sandbox;
        signIn();
    }

    public void signIn() throws Exception {
        token = logIn("").headers().firstValue("X-Subject-Token").orElseThrow();
    }

    public String token() {
        return token;
    }

    /** @param scope JSON that follows the identity, with its comma */
    public HttpResponse<String> logIn(String scope) throws Exception {
        return postTokens("""
                {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"demo","password":"demo",
                "domain":{"name":"contract"}}}}%s}}""".formatted(scope));
    }

    public HttpResponse<String> postTokens(String body) throws Exception {
        return send("POST", sandbox.identityUrl() + "/auth/tokens", body, "Content-Type", "application/json");
    }

    public HttpResponse<String> store(String method, String path, String... headers) throws Exception {
        return send(method, sandbox.objectStoreUrl() + path, "", headers);
    }

    public HttpResponse<String> put(String path, String body, String... headers) throws Exception {
        return send("PUT", sandbox.objectStoreUrl() + path, body, headers);
    }

    public HttpResponse<String> postImport(String body) throws Exception {
        return send("POST", sandbox.imageImportUrl() + "/v1/imageimport", body, "Content-Type", "application/json");
    }

    public JsonNode importStatus(String importId) throws Exception {
        return JSON.readTree(get(sandbox.imageImportUrl() + "/v1/imageimport/" + importId + "/status")
                .body());
    }

    public HttpResponse<String> get(String url) throws Exception {
        return send("GET", url, "");
    }

    public HttpResponse<String> send(String method, String url, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        boolean hasToken = false;
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
            hasToken |= headers[i].equals("X-Auth-Token");
        }
        if (!hasToken && !token.isEmpty()) {
            request.header("X-Auth-Token", token);
        }
        boolean bodiless = body.isEmpty() && !method.equals("PUT") && !method.equals("POST");
        request.method(method, bodiless ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return HTTP.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** The bytes of an object. */
    HttpResponse<byte[]> bytes(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandbox.objectStoreUrl() + path));
        request.header("X-Auth-Token", token);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    public static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("(none)");
    }
}
