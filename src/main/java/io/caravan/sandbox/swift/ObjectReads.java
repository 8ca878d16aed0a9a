package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.ByteSink;
import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.Hashes;
import io.caravan.sandbox.http.Payload;
import io.caravan.sandbox.http.Reply;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** GET and HEAD of objects, plain and large. */
final class ObjectReads {
    /** Bytes that the server in front of Swift gathers before it sends any. */
    private static final long HELD_BACK = 4096;

    private final ObjectVault vault;

    ObjectReads(ObjectVault vault) {
        this.vault = vault;
    }

    Reply read(Exchange exchange, AccountPath path, Access access) throws IOException {
        access.mayRead();
        if (exchange.query("multipart-manifest").filter("get"::equals).isPresent()) {
            return stored(exchange, path);
        }
        Optional<WholeObject> found = WholeObject.find(vault, path.container(), path.object());
        return found.isEmpty() ? SwiftReplies.notFound() : read(exchange, found.get());
    }

    /** What was stored under the name: of a static large object its manifest, but on Ceph, of a dynamic one nothing. */
    private Reply stored(Exchange exchange, AccountPath path) throws IOException {
        Optional<Container> container = vault.container(path.container());
        Optional<VaultObject> object = container.flatMap(home -> home.find(path.object()));
        if (object.isEmpty()) {
            return SwiftReplies.notFound();
        }
        WholeObject plain = WholeObject.plain(container.get(), object.get());
        if (object.get().sloEtag().isEmpty()) {
            return read(exchange, plain);
        }
        if (vault.traits().isCeph()) {
            return Reply.of(200, object.get().contentType(), Payload.EMPTY)
                    .with("Etag", Hashes.hex(Hashes.md5().digest()))
                    .with("Last-Modified", VaultObject.lastModified(object.get().ticks()));
        }
        if (exchange.query("format").filter("raw"::equals).isPresent()) {
            byte[] raw = SegmentList.stored(container.get(), object.get()).raw();
            return described(plain, 200, Payload.bytes(raw))
                    .replacing("Etag", Hashes.hex(Hashes.md5().digest(raw)));
        }
        return read(exchange, plain).replacing("Content-Type", "application/json; charset=utf-8");
    }

    private static Reply read(Exchange exchange, WholeObject whole) {
        Optional<Integer> instead = statusInstead(exchange, whole.etag());
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
        if (range.isPresent()) {
            return part(whole, range.get(), length);
        }
        return (exchange.method().equals("HEAD") ? Optional.<Reply>empty() : problem(whole, 0, length))
                .orElseGet(() -> described(whole, 200, payload(whole, 0, length, length)));
    }

    /**
     * The status, 412 or 304, that a condition on the Etag asks for instead of the object; empty if all hold. Conditions
     * on times are not looked at.
     */
    private static Optional<Integer> statusInstead(Exchange exchange, String etag) {
        Optional<String> wanted = exchange.header("If-Match");
        if (wanted.isPresent() && !names(wanted.get(), etag)) {
            return Optional.of(412);
        }
        Optional<String> known = exchange.header("If-None-Match");
        return known.filter(list -> names(list, etag)).map(list -> 304);
    }

    private static boolean names(String list, String etag) {
        return Stream.of(list.split(","))
                .map(ObjectReads::bare)
                .anyMatch(one -> one.equals("*") || one.equals(bare(etag)));
    }

    private static String bare(String etag) {
        return etag.strip().replaceAll("^\"|\"$", "");
    }

    /**
     * What is answered instead if a segment is not the one that the manifest names: Swift looks at the first that is
     * wanted before it answers. A later one breaks off the answer, unless so little has come before it that nothing
     * has gone out yet.
     */
    private static Optional<Reply> problem(WholeObject whole, long from, long count) {
        long intact = whole.intact(from, count);
        if (intact == count || intact >= HELD_BACK) {
            return Optional.empty();
        }
        return Optional.of(intact == 0 ? SwiftReplies.conflict() : SwiftReplies.crash());
    }

    private static Reply part(WholeObject whole, ByteRange range, long length) {
        Optional<ByteRange.Span> span = range.in(length);
        if (span.isEmpty()) {
            // of a plain object Swift tells everything all the same, even its type, though the body is a page
            Reply refused = whole.kind() == WholeObject.Kind.DYNAMIC
                    ? SwiftReplies.rangeNotSatisfiable().with("Accept-Ranges", "bytes")
                    : described(whole, 416, SwiftReplies.rangeNotSatisfiable().payload());
            return refused.with("Content-Range", "bytes */" + length);
        }
        long from = span.get().from();
        long count = span.get().count();
        return problem(whole, from, count)
                .orElseGet(() -> described(whole, 206, payload(whole, from, count, count))
                        .with("Content-Range", "bytes " + from + "-" + (from + count - 1) + "/" + length));
    }

    private static Reply described(WholeObject whole, int status, Payload payload) {
        VaultObject object = whole.object();
        Reply reply = Reply.of(status, status == 412 ? SwiftReplies.HTML : object.contentType(), payload)
                .with("Etag", whole.etag())
                .with("Last-Modified", VaultObject.lastModified(object.ticks()))
                .with("X-Timestamp", VaultObject.timestamp(object.ticks()));
        if (status != 412) {
            reply = reply.with("Accept-Ranges", "bytes");
        }
        if (whole.kind() == WholeObject.Kind.STATIC) {
            reply = reply.with("X-Manifest-Etag", object.hash());
        }
        for (Map.Entry<String, String> header : object.shownHeaders().entrySet()) {
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
