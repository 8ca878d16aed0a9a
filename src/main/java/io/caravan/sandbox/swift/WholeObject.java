package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.ByteSink;
import io.caravan.sandbox.http.Hashes;
import io.caravan.sandbox.http.UrlCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * An object as a reader sees it: its own bytes, or those that its manifest stands for.
 *
 * @param page most pieces of a dynamic object that has length and Etag of its own
 * @param etag the value of the Etag header: in quotes for a large object, unless that is not fully known
 */
public record WholeObject(VaultObject object, Kind kind, String etag, List<ManifestPiece> pieces, int page) {
    private static final int BUFFER = 128 * 1024;

    /** What makes up an object: itself, whatever is listed under its prefix now, or the segments it names. */
    enum Kind {
        PLAIN,
        DYNAMIC,
        STATIC
    }

    /** The object that was stored, be it a manifest. */
    static WholeObject plain(Container container, VaultObject object) {
        return new WholeObject(object, Kind.PLAIN, object.hash(), List.of(stored(container, object)), 1);
    }

    /** The object behind a name, its manifest followed; empty if it or the container of its segments is missing. */
    public static Optional<WholeObject> find(ObjectVault vault, String container, String name) throws IOException {
        Optional<Container> home = vault.container(container);
        Optional<VaultObject> found = home.flatMap(place -> place.find(name));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        VaultObject object = found.get();
        if (object.sloEtag().isPresent()) {
            String etag = '"' + object.sloEtag().get() + '"';
            List<ManifestPiece> pieces = SegmentList.stored(home.get(), object).pieces(vault);
            return Optional.of(new WholeObject(object, Kind.STATIC, etag, pieces, pieces.size()));
        }
        return object.manifest().isPresent() ? dynamic(vault, object) : Optional.of(plain(home.get(), object));
    }

    private static Optional<WholeObject> dynamic(ObjectVault vault, VaultObject object) {
        String target = UrlCode.decode(object.manifest().orElseThrow()).orElse("");
        int slash = target.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        return vault.container(target.substring(0, slash)).map(container -> {
            List<VaultObject> segments =
                    container.listed(target.substring(slash + 1)).toList();
            List<ManifestPiece> pieces =
                    segments.stream().map(segment -> stored(container, segment)).toList();
            String etag = segments.size() < vault.traits().dynamicPage() ? etag(segments) : object.hash();
            return new WholeObject(
                    object, Kind.DYNAMIC, etag, pieces, vault.traits().dynamicPage());
        });
    }

    private static String etag(List<VaultObject> segments) {
        MessageDigest digest = Hashes.md5();
        segments.forEach(segment -> digest.update(segment.hash().getBytes(StandardCharsets.US_ASCII)));
        return '"' + Hashes.hex(digest.digest()) + '"';
    }

    static ManifestPiece stored(Container container, VaultObject object) {
        return new ManifestPiece.Stored(container.folder().resolve(object.dataFile()), 0, object.bytes());
    }

    /** False for a dynamic object that fills a page of the listing. */
    boolean isFullyKnown() {
        return kind != Kind.DYNAMIC || pieces.size() < page;
    }

    /** Bytes of all pieces. */
    public long length() {
        return ManifestPiece.sum(pieces);
    }

    /** Bytes of the pieces on the first page of the listing. */
    long firstPageLength() {
        return pieces.stream().limit(page).mapToLong(ManifestPiece::bytes).sum();
    }

    /** Bytes that can be read from an offset on before a segment is met that is not what the manifest names. */
    public long intact(long from, long count) {
        return ManifestPiece.cut(pieces, from, count).stream()
                .takeWhile(piece -> !(piece instanceof ManifestPiece.Broken))
                .mapToLong(ManifestPiece::bytes)
                .sum();
    }

    /** Copies this many bytes from an offset on; throws {@link IOException} where they end early. */
    public void copy(long from, long count, ByteSink sink) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        for (ManifestPiece piece : ManifestPiece.cut(pieces, from, count)) {
            piece.copyTo(sink, buffer);
        }
    }
}
