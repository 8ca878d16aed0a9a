package io.caravan.sandbox.swift;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.Hashes;
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
    private static final int CEPH_LIMIT = 1000;

    private final String prefix;
    private final String marker;
    private final String endMarker;
    private final String delimiter;
    private final int limit;
    private final boolean json;
    private final boolean ceph;

    private ContainerListing(Exchange exchange, SwiftTraits traits, int page) {
        this.ceph = traits.isCeph();
        this.prefix = exchange.query("prefix").orElse("");
        this.marker = exchange.query("marker").orElse("");
        this.endMarker = exchange.query("end_marker").orElse("");
        this.delimiter = exchange.query("delimiter").orElse("");
        this.limit = limit(exchange.query("limit").orElse(""), page);
        this.json = exchange.query("format")
                .map("json"::equals)
                .orElse(exchange.header("Accept").orElse("").contains("application/json"));
    }

    /**
     * Reads the query; a limit above a page is refused with 412, and so is XML with 406, which the sandbox lacks. Ceph
     * refuses no limit, and lists 1000 entries at most where one is given.
     *
     * @param page most entries
     */
    static ContainerListing of(Exchange exchange, SwiftTraits traits, int page) {
        if (exchange.query("format").filter("xml"::equals).isPresent()) {
            throw new Refusal(Reply.of(406, "text/plain", "The sandbox lists as JSON or plain text, not as XML."));
        }
        return new ContainerListing(exchange, traits, page);
    }

    private int limit(String value, int page) {
        if (!value.matches("\\d{1,9}")) {
            return page;
        }
        int limit = Integer.parseInt(value);
        if (ceph) {
            return Math.min(limit, CEPH_LIMIT);
        }
        if (limit > page) {
            throw new Refusal(SwiftReplies.preconditionFailed("Maximum limit is " + page));
        }
        return limit;
    }

    /** A line of a page: its name, and its record in JSON. */
    private record Line(String name, ObjectNode record) {}

    Reply containers(List<Container> all) {
        List<Line> lines = all.stream()
                .filter(container -> container.name().startsWith(prefix) && isInside(container.name()))
                .limit(limit)
                .map(this::line)
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

    private Line line(Container container) {
        Container.Usage usage = container.usage();
        return new Line(
                container.name(),
                JsonBody.object()
                        .put("name", container.name())
                        .put("count", usage.objects())
                        .put("bytes", usage.bytes())
                        .put("last_modified", listed(container.ticks())));
    }

    /** Of a static object Ceph lists the manifest's bytes, with the hash of nothing. */
    private Line line(VaultObject object) {
        boolean manifest = ceph && object.sloEtag().isPresent();
        ObjectNode record = JsonBody.object()
                .put("bytes", manifest ? object.bytes() : object.listedBytes())
                .put("hash", manifest ? Hashes.hex(Hashes.md5().digest()) : object.hash())
                .put("name", object.name())
                .put("content_type", object.contentType())
                .put("last_modified", listed(object.ticks()));
        if (!ceph) {
            object.sloEtag().ifPresent(etag -> record.put("slo_etag", '"' + etag + '"'));
        }
        return new Line(object.name(), record);
    }

    private String listed(long ticks) {
        String micros = VaultObject.listed(ticks);
        return ceph ? micros.substring(0, micros.length() - 3) + "Z" : micros;
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
