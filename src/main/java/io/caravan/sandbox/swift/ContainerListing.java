package io.caravan.sandbox.swift;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.http.Payload;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.Reply;
import io.caravan.sandbox.http.Utf8Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One page of a listing, as the query wants it. */
final class ContainerListing {
    private final String prefix;
    private final String marker;
    private final String endMarker;
    private final String delimiter;
    private final int limit;
    private final boolean json;

    private ContainerListing(Exchange exchange) {
        this.prefix = exchange.query("prefix").orElse("");
        this.marker = exchange.query("marker").orElse("");
        this.endMarker = exchange.query("end_marker").orElse("");
        this.delimiter = exchange.query("delimiter").orElse("");
        this.limit = limit(exchange.query("limit").orElse(""));
        this.json = exchange.query("format")
                .map("json"::equals)
                .orElse(exchange.header("Accept").orElse("").contains("application/json"));
    }

    /** Reads the query; a limit above a page is refused with 412, and so is XML with 406, which the sandbox lacks. */
    static ContainerListing of(Exchange exchange) {
        if (exchange.query("format").filter("xml"::equals).isPresent()) {
            throw new Refusal(Reply.of(406, "text/plain", "The sandbox lists as JSON or plain text, not as XML."));
        }
        return new ContainerListing(exchange);
    }

    private static int limit(String value) {
        if (!value.matches("\\d{1,9}")) {
            return WholeObject.PAGE;
        }
        int limit = Integer.parseInt(value);
        if (limit > WholeObject.PAGE) {
            throw new Refusal(SwiftReplies.preconditionFailed("Maximum limit is " + WholeObject.PAGE));
        }
        return limit;
    }

    /** A line of a page: its name, and its record in JSON. */
    private record Line(String name, ObjectNode record) {}

    Reply containers(List<Container> all) {
        List<Line> lines = all.stream()
                .filter(container -> container.name().startsWith(prefix) && isInside(container.name()))
                .limit(limit)
                .map(ContainerListing::line)
                .toList();
        return reply(lines);
    }

    Reply objects(Container container) {
        List<Line> lines = new ArrayList<>();
        boolean fromMarker = Utf8Order.INSTANCE.compare(marker, prefix) >= 0 && !marker.isEmpty();
        Optional<VaultObject> next = container.listedFrom(fromMarker ? marker : prefix, !fromMarker);
        while (lines.size() < limit && next.isPresent() && isWanted(next.get().name())) {
            String name = next.get().name();
            Optional<String> folder = folderOf(name);
            if (folder.isPresent()) {
                if (Utf8Order.INSTANCE.compare(folder.get(), marker) > 0) {
                    lines.add(new Line(folder.get(), JsonBody.object().put("subdir", folder.get())));
                }
                next = container.listedFrom(folder.get() + Character.toString(Character.MAX_CODE_POINT), false);
            } else {
                lines.add(line(next.get()));
                next = container.listedFrom(name, false);
            }
        }
        return reply(lines);
    }

    private boolean isInside(String name) {
        return Utf8Order.INSTANCE.compare(name, marker) > 0
                && (endMarker.isEmpty() || Utf8Order.INSTANCE.compare(name, endMarker) < 0);
    }

    private boolean isWanted(String name) {
        return name.startsWith(prefix) && (endMarker.isEmpty() || Utf8Order.INSTANCE.compare(name, endMarker) < 0);
    }

    private Optional<String> folderOf(String name) {
        int end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
        return end < 0 ? Optional.empty() : Optional.of(name.substring(0, end + delimiter.length()));
    }

    private static Line line(Container container) {
        Container.Usage usage = container.usage();
        return new Line(
                container.name(),
                JsonBody.object()
                        .put("name", container.name())
                        .put("count", usage.objects())
                        .put("bytes", usage.bytes())
                        .put("last_modified", VaultObject.listed(container.ticks())));
    }

    private static Line line(VaultObject object) {
        ObjectNode record = JsonBody.object()
                .put("bytes", object.listedBytes())
                .put("hash", object.hash())
                .put("name", object.name())
                .put("content_type", object.contentType())
                .put("last_modified", VaultObject.listed(object.ticks()));
        object.sloEtag().ifPresent(etag -> record.put("slo_etag", '"' + etag + '"'));
        return new Line(object.name(), record);
    }

    private Reply reply(List<Line> lines) {
        if (json) {
            List<ObjectNode> records = lines.stream().map(Line::record).toList();
            byte[] body =
                    JsonBody.pythonBytes(JsonNodeFactory.instance.arrayNode().addAll(records));
            return Reply.of(200, "application/json; charset=utf-8", Payload.bytes(body));
        }
        StringBuilder names = new StringBuilder();
        lines.forEach(line -> names.append(line.name()).append('\n'));
        return text(lines.isEmpty() ? 204 : 200, names.toString());
    }

    static Reply text(int status, String names) {
        return Reply.of(status, "text/plain; charset=utf-8", names).with("Vary", "Accept");
    }
}
