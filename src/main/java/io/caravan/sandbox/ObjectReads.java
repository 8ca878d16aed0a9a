package io.caravan.sandbox;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** GET and HEAD of objects, plain and large. */
final class ObjectReads {
    private final ObjectVault vault;

    ObjectReads(ObjectVault vault) {
        this.vault = vault;
    }

    Reply read(Exchange exchange, ObjectPath path) {
        boolean asStored =
                exchange.query("multipart-manifest").filter("get"::equals).isPresent();
        Optional<WholeObject> found = asStored
                ? vault.container(path.container())
                        .flatMap(container ->
                                container.find(path.object()).map(object -> WholeObject.plain(container, object)))
                : WholeObject.find(vault, path.container(), path.object());
        if (found.isEmpty()) {
            return SwiftReplies.notFound();
        }
        WholeObject whole = found.get();
        Optional<Integer> instead = Conditions.statusInstead(exchange, whole.etag());
        if (instead.isPresent()) {
            return described(whole, instead.get(), Payload.EMPTY);
        }
        Optional<ByteRange> range = exchange.method().equals("HEAD")
                ? Optional.empty()
                : exchange.header("Range").flatMap(ByteRange::parse);
        if (!whole.isFullyKnown()) {
            return range.filter(wanted -> wanted.endsBefore(whole.firstPageLength()))
                    .map(wanted -> part(whole, wanted, whole.firstPageLength()))
                    .orElseGet(() -> described(whole, 200, payload(whole, 0, whole.length(), -1)));
        }
        long length = whole.length();
        return range.map(wanted -> part(whole, wanted, length))
                .orElseGet(() -> described(whole, 200, payload(whole, 0, length, length)));
    }

    private static Reply part(WholeObject whole, ByteRange range, long length) {
        Optional<ByteRange.Span> span = range.in(length);
        if (span.isEmpty()) {
            // of a plain object Swift tells everything all the same, even its type, though the body is a page
            Reply refused = whole.manifest()
                    ? SwiftReplies.rangeNotSatisfiable().with("Accept-Ranges", "bytes")
                    : described(whole, 416, SwiftReplies.rangeNotSatisfiable().payload());
            return refused.with("Content-Range", "bytes */" + length);
        }
        long from = span.get().from();
        long count = span.get().count();
        return described(whole, 206, payload(whole, from, count, count))
                .with("Content-Range", "bytes " + from + "-" + (from + count - 1) + "/" + length);
    }

    private static Reply described(WholeObject whole, int status, Payload payload) {
        StoredObject object = whole.object();
        Reply reply = Reply.of(status, object.contentType(), payload)
                .with("Etag", whole.etag())
                .with("Last-Modified", StoredObject.lastModified(object.ticks()))
                .with("X-Timestamp", StoredObject.timestamp(object.ticks()))
                .with("Accept-Ranges", "bytes");
        for (Map.Entry<String, String> header : object.headers().entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }

    /** @param told the length that the answer tells; -1 for none */
    private static Payload payload(WholeObject whole, long from, long count, long told) {
        return new Payload() {
            @Override
            public long length() {
                return told;
            }

            @Override
            public void writeTo(ByteSink sink) throws IOException {
                whole.copy(from, count, sink);
            }
        };
    }
}
