package io.caravan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What stands in {@code routes/}.
 *
 * @param routes every one of them
 * @param configurations each {@code routeConfiguration}
 */
record RouteFiles(List<JsonNode> routes, List<JsonNode> configurations) {

    /** A step: what it is, and its content. */
    record Step(String kind, JsonNode content) {

        String id() {
            return content.path("id").asText();
        }
    }

    static RouteFiles read() throws IOException {
        List<JsonNode> routes = new ArrayList<>();
        List<JsonNode> configurations = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList()) {
                for (JsonNode entry : new YAMLMapper().readTree(file.toFile())) {
                    if (entry.has("route")) {
                        routes.add(entry.get("route"));
                    } else {
                        configurations.add(entry.get("routeConfiguration"));
                    }
                }
            }
        }
        return new RouteFiles(routes, configurations);
    }

    /** Every step of every route and configuration, however deep. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        routes.forEach(route -> collect(route, steps));
        configurations.forEach(configuration -> collect(configuration, steps));
        return steps;
    }

    /** Every call of a bean: its method, with what is passed. */
    List<String> calls() {
        return Stream.concat(routes.stream(), configurations.stream())
                .flatMap(entry -> entry.findValues("method").stream())
                .flatMap(method -> Stream.of(method, method.path("method")))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }

    private static void collect(JsonNode node, List<Step> steps) {
        if (node.has("steps")) {
            for (JsonNode entry : node.get("steps")) {
                for (Map.Entry<String, JsonNode> step : entry.properties()) {
                    steps.add(new Step(step.getKey(), step.getValue()));
                }
            }
        }
        node.forEach(child -> collect(child, steps));
    }
}
