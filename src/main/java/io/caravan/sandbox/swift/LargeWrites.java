package io.caravan.sandbox.swift;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.ByteSink;
import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.http.Payload;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * PUT of the manifest of a static large object. As in Swift the token counts only where the manifest's segments are
 * looked at and where the manifest is stored, so a bad one is reported as 401 of each segment. Ceph believes what the
 * manifest says of Etags, and knows neither
 * heartbeat nor an Etag of the whole.
 */
final class LargeWrites {
    private final ObjectVault vault;
    private final ObjectWrites writes;
    private final SwiftTraits.Slo limits;
    private final boolean ceph;

    LargeWrites(ObjectVault vault, ObjectWrites writes, SwiftTraits.Slo limits) {
        this.vault = vault;
        this.writes = writes;
        this.limits = limits;
        this.ceph = vault.traits().isCeph();
    }

    Reply put(Exchange exchange, AccountPath path, Access access) throws IOException {
        writes.checkQuota(exchange, path);
        SentManifest manifest = receive(exchange, path);
        if (ceph || !exchange.query("heartbeat").filter(LargeWrites::isTrue).isPresent()) {
            return store(exchange, path, access, manifest).reply();
        }
        LargeReport report = LargeReport.of(exchange);
        return Reply.of(202, report.contentType(), new Payload() {
            @Override
            public long length() {
                return -1;
            }

            @Override
            public void writeTo(ByteSink sink) throws IOException {
                sink.write(ascii(" "));
                beat(exchange, sink);
                Outcome outcome = store(exchange, path, access, manifest);
                byte[] bytes = outcome.report(report);
                sink.write(ByteBuffer.allocate(bytes.length + 4)
                        .put(ascii("\r\n\r\n"))
                        .put(bytes)
                        .flip());
            }
        });
    }

    private static void beat(Exchange exchange, ByteSink sink) throws IOException {
        if (exchange.fault().orElse(null) instanceof Fault.SlowManifest slow) {
            while (!slow.isOver()) {
                sink.write(ascii(" "));
            }
        }
    }

    private static boolean isTrue(String value) {
        return List.of("true", "1", "yes", "on", "t", "y").contains(value.toLowerCase(Locale.ROOT));
    }

    private static ByteBuffer ascii(String text) {
        return StandardCharsets.US_ASCII.encode(text);
    }

    private SentManifest receive(Exchange exchange, AccountPath path) throws IOException {
        Optional<Long> length = exchange.contentLength();
        if (length.isEmpty() && !exchange.isChunked()) {
            throw new Refusal(SwiftReplies.lengthRequiredPage());
        }
        if (length.orElse(0L) > limits.maxManifestSize()) {
            throw new Refusal(SwiftReplies.tooLarge("Manifest File > " + limits.maxManifestSize() + " bytes"));
        }
        String itself = path.container() + "/" + path.object();
        SentManifest manifest =
                SentManifest.parse(exchange.body().start(limits.maxManifestSize()), itself, limits.minSegmentSize());
        long segments = manifest.entries().stream()
                .filter(entry -> entry.data().isEmpty())
                .count();
        if (segments > limits.maxManifestSegments()) {
            throw new Refusal(SwiftReplies.tooLarge(
                    "Number of object-backed segments must be <= " + limits.maxManifestSegments()));
        }
        return manifest;
    }

    /**
     * What became of a manifest.
     *
     * @param reply to a request without heartbeat
     * @param words of a refusal as a report tells them
     * @param problems with single segments
     * @param stored the manifest, if it was taken
     */
    private record Outcome(
            Reply reply, String words, List<LargeReport.Problem> problems, Optional<VaultObject> stored) {
        static Outcome refused(Reply reply, String words) {
            return new Outcome(reply, words, List.of(), Optional.empty());
        }

        byte[] report(LargeReport report) {
            if (stored.isEmpty()) {
                return report.refusal(reply.status(), words, problems);
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("Response Status", LargeReport.status(reply.status()));
            fields.put("Etag", '"' + stored.get().sloEtag().orElseThrow() + '"');
            fields.put("Last Modified", VaultObject.lastModified(stored.get().ticks()));
            fields.put("Response Body", "");
            return report.bytes(fields, List.of());
        }
    }

    private Outcome store(Exchange exchange, AccountPath path, Access access, SentManifest manifest)
            throws IOException {
        List<LargeReport.Problem> problems = new ArrayList<>();
        SegmentList segments = look(exchange, access, manifest, problems);
        if (!problems.isEmpty() && ceph) {
            boolean missing =
                    problems.stream().anyMatch(problem -> problem.words().startsWith("404"));
            return Outcome.refused(missing ? SwiftReplies.notFound() : SwiftReplies.malformed(), "");
        }
        if (!problems.isEmpty()) {
            LargeReport report = LargeReport.of(exchange);
            byte[] body = report.bytes(Map.of(), problems);
            Reply reply = Reply.of(400, report.contentType(), Payload.bytes(body));
            return new Outcome(reply, SwiftReplies.MALFORMED_LINES, problems, Optional.empty());
        }
        Optional<String> expected = writes.expectedEtag(exchange);
        if (ceph && expected.isPresent() || !expected.orElse(segments.etag()).equals(segments.etag())) {
            return Outcome.refused(SwiftReplies.unprocessable(), SwiftReplies.UNPROCESSABLE_LINES);
        }
        try {
            VaultObject stored = writes.storeManifest(exchange, path, access, segments);
            Reply reply = SwiftReplies.created()
                    .with("Etag", '"' + segments.etag() + '"')
                    .with("Last-Modified", VaultObject.lastModified(stored.ticks()));
            return new Outcome(reply, "", List.of(), Optional.of(stored));
        } catch (Refusal refusal) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            refusal.reply().payload().writeTo(bytes -> {
                byte[] piece = new byte[bytes.remaining()];
                bytes.get(piece);
                body.writeBytes(piece);
            });
            return Outcome.refused(refusal.reply(), body.toString(StandardCharsets.UTF_8));
        }
    }

    /** Looks at each segment as a HEAD of the client's own would, and notes what is wrong with it. */
    private SegmentList look(
            Exchange exchange, Access access, SentManifest manifest, List<LargeReport.Problem> problems)
            throws IOException {
        ArrayNode entries = JsonBody.MAPPER.createArrayNode();
        for (int i = 0; i < manifest.entries().size(); i++) {
            SentManifest.Entry entry = manifest.entries().get(i);
            if (entry.data().isPresent()) {
                entries.addObject().put("data", entry.data().get());
                continue;
            }
            if (exchange.fault().orElse(null) instanceof Fault.RefusedSegment refused && refused.index() == i) {
                problems.add(LargeReport.Problem.of(entry.path(), refused.words()));
                continue;
            }
            boolean last = i == manifest.entries().size() - 1;
            try {
                entries.add(segment(access, entry, last, problems));
            } catch (Refusal refusal) {
                problems.add(LargeReport.Problem.of(
                        entry.path(), LargeReport.status(refusal.reply().status())));
            }
        }
        return new SegmentList(entries);
    }

    private ObjectNode segment(
            Access access, SentManifest.Entry entry, boolean last, List<LargeReport.Problem> problems)
            throws IOException {
        access.mayRead();
        SegmentList.Place place = SegmentList.Place.parse(entry.path());
        WholeObject whole = WholeObject.find(vault, place.container(), place.object())
                .orElseThrow(() -> new Refusal(SwiftReplies.notFound()));
        long length = whole.length();
        String etag = whole.etag().replace("\"", "");
        Optional<ByteRange.Span> span = entry.range().isEmpty()
                ? Optional.of(new ByteRange.Span(0, length))
                : entry.range().get().in(length);
        List<String> wrong = new ArrayList<>();
        if (span.isEmpty()) {
            wrong.add("Unsatisfiable Range");
        } else if (span.get().count() < limits.minSegmentSize() && !last) {
            wrong.add(SentManifest.tooSmall("Too small", limits.minSegmentSize()));
        }
        if (entry.size().orElse(length) != length) {
            wrong.add("Size Mismatch");
        }
        if (!ceph && !entry.etag().orElse(etag).equals(etag)) {
            wrong.add("Etag Mismatch");
        }
        wrong.forEach(words -> problems.add(LargeReport.Problem.of(entry.path(), words)));
        ObjectNode stored = JsonBody.object()
                .put("name", "/" + place.container() + "/" + place.object())
                .put("bytes", length)
                .put("hash", ceph ? entry.etag().orElse("") : etag)
                .put("content_type", whole.object().contentType())
                .put("last_modified", VaultObject.listedSecond(whole.object().ticks()));
        span.filter(part -> part.count() != length)
                .ifPresent(part -> stored.put("range", part.from() + "-" + (part.from() + part.count() - 1)));
        if (ceph) {
            stored.put(SegmentList.UNCHECKED, true);
        }
        if (whole.kind() == WholeObject.Kind.STATIC) {
            stored.put("sub_slo", true);
        }
        return stored;
    }
}
