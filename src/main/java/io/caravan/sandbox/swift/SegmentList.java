package io.caravan.sandbox.swift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.Hashes;
import io.caravan.sandbox.http.JsonBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The manifest of a static large object in the form in which Swift stores it. */
record SegmentList(ArrayNode entries) {
    /** Marks a segment whose bytes may be any, if only they are as many: Ceph keeps no watch over them. */
    static final String UNCHECKED = "unchecked";

    private static final int DEPTH = 10;

    /** A container and an object, as a manifest names them. */
    record Place(String container, String object) {
        /** Reads {@code /container/object}; leading slashes may be one, many or none. */
        static Place parse(String path) {
            String bare = path.replaceFirst("^/+", "");
            int slash = bare.indexOf('/');
            return slash < 0 ? new Place(bare, "") : new Place(bare.substring(0, slash), bare.substring(slash + 1));
        }
    }

    /** Reads the manifest that is stored as this object. */
    static SegmentList stored(Container container, VaultObject object) throws IOException {
        byte[] json = Files.readAllBytes(container.folder().resolve(object.dataFile()));
        if (JsonBody.MAPPER.readTree(json) instanceof ArrayNode entries) {
            return new SegmentList(entries);
        }
        throw new IOException("the manifest stored as " + object.name() + " is no list");
    }

    byte[] bytes() {
        return JsonBody.pythonBytes(entries);
    }

    /** Bytes of the whole object. */
    long length() {
        long length = 0;
        for (JsonNode entry : entries) {
            length += length(entry);
        }
        return length;
    }

    /** MD5 of the segments' Etags in a row, without quotes; a range counts with its segment. */
    String etag() {
        MessageDigest digest = Hashes.md5();
        for (JsonNode entry : entries) {
            digest.update(etag(entry).getBytes(StandardCharsets.US_ASCII));
        }
        return Hashes.hex(digest.digest());
    }

    private static String etag(JsonNode entry) {
        if (entry.has("data")) {
            return Hashes.hex(Hashes.md5().digest(data(entry)));
        }
        String hash = entry.path("hash").asText();
        return entry.has("range") ? hash + ":" + entry.path("range").asText() + ";" : hash;
    }

    /** The manifest as a client would put it again: {@code ?multipart-manifest=get&format=raw}. */
    byte[] raw() {
        ArrayNode raw = JsonBody.MAPPER.createArrayNode();
        for (JsonNode entry : entries) {
            if (entry.has("data")) {
                raw.add(entry);
                continue;
            }
            ObjectNode sent = raw.addObject()
                    .put("etag", entry.path("hash").asText())
                    .put("path", entry.path("name").asText());
            if (entry.has("range")) {
                sent.set("range", entry.path("range"));
            }
            sent.set("size_bytes", entry.path("bytes"));
        }
        return JsonBody.pythonBytes(raw);
    }

    List<ManifestPiece> pieces(ObjectVault vault) throws IOException {
        return pieces(vault, 1);
    }

    private List<ManifestPiece> pieces(ObjectVault vault, int depth) throws IOException {
        List<ManifestPiece> pieces = new ArrayList<>();
        for (JsonNode entry : entries) {
            if (entry.has("data")) {
                pieces.add(new ManifestPiece.Inline(ByteBuffer.wrap(data(entry)).asReadOnlyBuffer()));
            } else {
                pieces.addAll(segment(vault, entry, depth));
            }
        }
        return pieces;
    }

    private static List<ManifestPiece> segment(ObjectVault vault, JsonNode entry, int depth) throws IOException {
        String name = entry.path("name").asText();
        long bytes = entry.path("bytes").asLong();
        Place place = Place.parse(name);
        Optional<Container> container = vault.container(place.container());
        Optional<VaultObject> object = container.flatMap(home -> home.find(place.object()));
        List<ManifestPiece> all = List.of(new ManifestPiece.Broken(name, bytes));
        if (object.isPresent() && entry.path("sub_slo").asBoolean()) {
            if (object.get().sloEtag().isPresent() && depth < DEPTH) {
                all = stored(container.get(), object.get()).pieces(vault, depth + 1);
            }
        } else if (object.isPresent()
                && object.get().bytes() == bytes
                && (entry.has(UNCHECKED)
                        || object.get().hash().equals(entry.path("hash").asText()))) {
            all = List.of(WholeObject.stored(container.get(), object.get()));
        }
        ByteRange.Span span = span(entry);
        return ManifestPiece.cut(all, span.from(), span.count());
    }

    private static long length(JsonNode entry) {
        return entry.has("data") ? data(entry).length : span(entry).count();
    }

    private static ByteRange.Span span(JsonNode entry) {
        long bytes = entry.path("bytes").asLong();
        return entry.has("range")
                ? ByteRange.parse("bytes=" + entry.path("range").asText())
                        .flatMap(range -> range.in(bytes))
                        .orElseThrow()
                : new ByteRange.Span(0, bytes);
    }

    private static byte[] data(JsonNode entry) {
        return Base64.getDecoder().decode(entry.path("data").asText());
    }
}
