package io.caravan.imports.glance;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.cloud.CloudConnection;
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

    GlanceCheck(CloudConnection connection, URI service) {
        this.connection = connection;
        this.service = service;
    }

    List<String> run() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(service + " lists images; one without bytes was made, and removed");
        connection.ask("GET", at("/v2/images?limit=1"));
        makeAndRemove();
        List<String> ways = methods();
        lines.add("its import methods: " + (ways.isEmpty() ? "none" : LogText.clean(String.join(", ", ways)))
                + "; and upload");
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
        told("/v2/info/import")
                .ifPresent(info ->
                        info.path("import-methods").path("value").forEach(method -> methods.add(method.asText(""))));
        return methods;
    }

    /** In a cloud that limits it (API v2.14, {@code GET /v2/info/usage}). */
    private Optional<String> usage() throws IOException {
        JsonNode total = told("/v2/info/usage")
                .map(info -> info.path("usage").path("image_size_total"))
                .orElse(Json.MAPPER.missingNode());
        if (!total.path("limit").isIntegralNumber() || total.path("limit").asLong() < 0) {
            return Optional.empty();
        }
        return Optional.of("quota: " + Quantities.readable(total.path("usage").asLong() * MIB) + " of "
                + Quantities.readable(total.path("limit").asLong() * MIB) + " are used");
    }

    private Optional<JsonNode> told(String path) throws IOException {
        try {
            return Optional.of(
                    Json.MAPPER.readTree(connection.ask("GET", at(path)).body()));
        } catch (ServiceRefusal e) {
            if (e.mayPass()) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
