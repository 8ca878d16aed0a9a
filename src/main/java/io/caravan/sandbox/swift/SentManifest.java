package io.caravan.sandbox.swift;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.http.Refusal;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** A manifest as a client sends it, checked as far as that goes without a look at the segments. */
record SentManifest(List<Entry> entries) {
    private static final Set<String> KEYS = Set.of("path", "etag", "size_bytes", "range");

    /**
     * What the manifest says of one segment.
     *
     * @param path empty for bytes that stand in the manifest itself
     * @param data those bytes, in base64
     */
    record Entry(
            String path, Optional<String> etag, OptionalLong size, Optional<ByteRange> range, Optional<String> data) {}

    /** What is wrong with one entry, in Swift's words. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String words) {
            super(words);
        }
    }

    /**
     * Reads a manifest; one that is wrong is refused with 400, and one with an entry that has no path with 500: a flaw
     * of Swift 2.30.
     *
     * @param itself {@code container/object} that the manifest is put as
     */
    static SentManifest parse(byte[] json, String itself, long minSegmentSize) {
        JsonNode list = list(json);
        List<Entry> entries = new ArrayList<>();
        StringBuilder wrong = new StringBuilder();
        for (int i = 0; i < list.size(); i++) {
            try {
                entries.add(entry(list.get(i), i == list.size() - 1, itself, minSegmentSize));
            } catch (Wrong e) {
                wrong.append("Index ")
                        .append(i)
                        .append(": ")
                        .append(e.getMessage())
                        .append('\n');
            }
        }
        boolean inlineOnly = !list.isEmpty();
        for (JsonNode entry : list) {
            inlineOnly &= entry.has("data");
        }
        if (inlineOnly) {
            wrong.append("Inline data segments require at least one object-backed segment.\n");
        }
        if (!wrong.isEmpty()) {
            throw new Refusal(SwiftReplies.badHeader(wrong.toString()));
        }
        return new SentManifest(entries);
    }

    private static JsonNode list(byte[] json) {
        JsonNode list;
        try {
            list = JsonBody.MAPPER
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(json);
        } catch (IOException e) {
            throw new Refusal(SwiftReplies.badRequest("Manifest must be valid JSON.\n"));
        }
        if (list.isMissingNode()) {
            throw new Refusal(SwiftReplies.badRequest("Manifest must be valid JSON.\n"));
        }
        if (!list.isArray()) {
            throw new Refusal(SwiftReplies.badRequest("Manifest must be a list.\n"));
        }
        return list;
    }

    private static Entry entry(JsonNode node, boolean last, String itself, long minSegmentSize) throws Wrong {
        if (!(node instanceof ObjectNode entry)) {
            throw new Wrong("not a JSON object");
        }
        if (entry.has("data")) {
            refuseExtras(entry, Set.of("data"));
            return inline(entry.path("data"));
        }
        if (!entry.has("path")) {
            throw new Refusal(SwiftReplies.internalError());
        }
        refuseExtras(entry, KEYS);
        String path = path(entry.path("path"));
        Optional<String> etag = etag(entry.path("etag"));
        require(
                path.replaceAll("^/+|/+$", "").contains("/"),
                "path does not refer to an object. Path must be of the form" + " /container/object.");
        OptionalLong size = size(entry.path("size_bytes"));
        if (size.isPresent() && size.getAsLong() < minSegmentSize && !last) {
            throw new Wrong(tooSmall("too small", minSegmentSize));
        }
        require(!path.replaceFirst("^/+", "").equals(itself), "manifest must not include itself as a segment");
        Optional<ByteRange> range = range(entry.path("range"));
        if (range.isPresent() && size.isPresent()) {
            require(range.get().in(size.getAsLong()).isPresent(), "unsatisfiable range");
        }
        return new Entry(path, etag, size, range, Optional.empty());
    }

    static String tooSmall(String start, long minSegmentSize) {
        return start + "; each segment must be at least " + minSegmentSize
                + (minSegmentSize == 1 ? " byte." : " bytes.");
    }

    private static void refuseExtras(ObjectNode entry, Set<String> known) throws Wrong {
        Set<String> extras = new TreeSet<>();
        entry.fieldNames().forEachRemaining(extras::add);
        extras.removeAll(known);
        if (!extras.isEmpty()) {
            List<String> quoted = extras.stream()
                    .map(name -> new String(JsonBody.pythonBytes(JsonBody.text(name)), StandardCharsets.UTF_8))
                    .toList();
            throw new Wrong("extraneous keys " + String.join(", ", quoted));
        }
    }

    private static Entry inline(JsonNode data) throws Wrong {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(data.asText("!"));
        } catch (IllegalArgumentException e) {
            throw new Wrong("data must be valid base64");
        }
        // Java takes base64 without its padding, Python does not
        require(data.asText().length() % 4 == 0, "data must be valid base64");
        require(bytes.length > 0, tooSmall("too small", 1));
        String encoded = Base64.getEncoder().encodeToString(bytes);
        return new Entry("", Optional.empty(), OptionalLong.empty(), Optional.empty(), Optional.of(encoded));
    }

    private static String path(JsonNode path) throws Wrong {
        require(path.isTextual(), "\"path\" must be a string");
        return path.asText();
    }

    private static Optional<String> etag(JsonNode etag) throws Wrong {
        require(isAbsent(etag) || etag.isTextual(), "\"etag\" must be a string or null (if provided)");
        return isAbsent(etag) ? Optional.empty() : Optional.of(etag.asText());
    }

    private static OptionalLong size(JsonNode size) throws Wrong {
        if (isAbsent(size)) {
            return OptionalLong.empty();
        }
        require(size.isNumber() || size.isTextual() && size.asText().matches("\\d{1,18}"), "invalid size_bytes");
        BigDecimal number = size.isNumber() ? size.decimalValue() : new BigDecimal(size.asText());
        return OptionalLong.of(number.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue());
    }

    private static Optional<ByteRange> range(JsonNode range) throws Wrong {
        if (isAbsent(range) || range.asText().isEmpty() && range.isTextual()) {
            return Optional.empty();
        }
        String[] ranges = range.asText().split(",", -1);
        for (String one : ranges) {
            require(ByteRange.parse("bytes=" + one).isPresent(), "invalid range");
        }
        require(ranges.length == 1, "multiple ranges (only one allowed)");
        return ByteRange.parse("bytes=" + ranges[0]);
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static void require(boolean condition, String words) throws Wrong {
        if (!condition) {
            throw new Wrong(words);
        }
    }
}
