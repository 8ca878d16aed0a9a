package io.caravan.imports.glance;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.CloudEndpoints;
import io.caravan.http.ServiceRefusal;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Whether this user may make images, by which ways, and how much of a quota is left. */
final class GlanceCheck {

    private static final long MIB = 1L << 20;

    private final CloudConnection connection;
    private final URI service;
    private final Optional<URI> objectStore;

    GlanceCheck(CloudConnection connection, URI service, Optional<URI> objectStore) {
        this.connection = connection;
        this.service = service;
        this.objectStore = objectStore;
    }

    List<String> run() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(service + " lists images; one without bytes was made, and removed");
        connection.ask("GET", at("/v2/images?limit=1"));
        makeAndRemove();
        List<String> ways = methods();
        lines.add("its import methods: " + (ways.isEmpty() ? "none" : LogText.clean(String.join(", ", ways)))
                + "; and upload");
        if (ways.contains(GlanceWays.WEB_DOWNLOAD)) {
            lines.add(tempUrls());
        }
        usage().ifPresent(lines::add);
        return lines;
    }

    private URI at(String path) {
        return URI.create(service + path);
    }

    private void makeAndRemove() throws IOException {
        String id = UUID.randomUUID().toString();
        String body = Json.MAPPER
                .createObjectNode()
                .put("id", id)
                .put("name", "caravan-check, may be deleted")
                .put("disk_format", "raw")
                .put("container_format", "bare")
                .toString();
        connection.ask(
                "POST",
                at("/v2/images"),
                Map.of("Content-Type", "application/json"),
                Optional.of(body.getBytes(StandardCharsets.UTF_8)));
        connection.ask("DELETE", at(GlanceRequests.path(id)));
    }

    private List<String> methods() throws IOException {
        List<String> methods = new ArrayList<>();
        answer("/v2/info/import")
                .ifPresent(info ->
                        info.path("import-methods").path("value").forEach(method -> methods.add(method.asText(""))));
        return methods;
    }

    /** What it downloads by. No key is set for the question. */
    private String tempUrls() throws IOException {
        String without = ", so images go to it in one stream";
        if (objectStore.isEmpty()) {
            return "there is no object store that it could download from" + without;
        }
        Optional<JsonNode> info = ask(CloudEndpoints.info(objectStore.get()));
        if (info.isPresent() && !info.get().has("tempurl")) {
            return "the object store has no TempURLs to download by" + without;
        }
        try {
            boolean hasKey = connection
                    .ask("HEAD", objectStore.get())
                    .header(TempUrls.KEY)
                    .filter(key -> !key.isBlank())
                    .isPresent();
            return hasKey
                    ? "the object store's account has a key for the TempURLs that it downloads by"
                    : "the object store's account has no key yet for TempURLs; the first image sets one, if the role allows";
        } catch (ServiceRefusal e) {
            return "this user may not look for the account's key for TempURLs (" + e.status() + ")" + without;
        }
    }

    /** In a cloud that limits it (API v2.14, {@code GET /v2/info/usage}). */
    private Optional<String> usage() throws IOException {
        JsonNode total = answer("/v2/info/usage")
                .map(info -> info.path("usage").path("image_size_total"))
                .orElse(Json.MAPPER.missingNode());
        if (!total.path("limit").isIntegralNumber() || total.path("limit").asLong() < 0) {
            return Optional.empty();
        }
        return Optional.of("quota: " + Quantities.readable(total.path("usage").asLong() * MIB) + " of "
                + Quantities.readable(total.path("limit").asLong() * MIB) + " are used");
    }

    private Optional<JsonNode> answer(String path) throws IOException {
        return ask(at(path));
    }

    private Optional<JsonNode> ask(URI uri) throws IOException {
        try {
            return Optional.of(Json.MAPPER.readTree(connection.ask("GET", uri).body()));
        } catch (ServiceRefusal e) {
            if (e.mayPass()) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
