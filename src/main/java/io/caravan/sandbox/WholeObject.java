package io.caravan.sandbox;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * An object as a reader sees it: a plain one, or a dynamic large one made of whatever is listed under its prefix now.
 *
 * @param manifest true for a dynamic large object
 */
record WholeObject(StoredObject object, boolean manifest, List<Part> parts) {
    /** Swift takes one page of the listing; a large object with a full page has neither length nor Etag of its own. */
    static final int PAGE = 10_000;

    private static final int BUFFER = 128 * 1024;

    record Part(Path file, long bytes, String hash) {}

    static WholeObject plain(Container container, StoredObject object) {
        return new WholeObject(object, false, List.of(part(container, object)));
    }

    /** The object behind a name, its manifest followed; empty if it or the container of its segments is missing. */
    static Optional<WholeObject> find(ObjectVault vault, String container, String name) {
        Optional<Container> home = vault.container(container);
        Optional<StoredObject> object = home.flatMap(found -> found.find(name));
        if (object.isEmpty() || object.get().manifest().isEmpty()) {
            return object.map(found -> plain(home.orElseThrow(), found));
        }
        String target = PercentCode.decode(object.get().manifest().get()).orElse("");
        int slash = target.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : vault.container(target.substring(0, slash))
                        .map(segments -> new WholeObject(
                                object.get(),
                                true,
                                segments.listed(target.substring(slash + 1))
                                        .map(segment -> part(segments, segment))
                                        .toList()));
    }

    private static Part part(Container container, StoredObject object) {
        return new Part(container.folder().resolve(object.dataFile()), object.bytes(), object.hash());
    }

    /** False for a large object that fills a page of the listing. */
    boolean isFullyKnown() {
        return !manifest || parts.size() < PAGE;
    }

    /** Bytes of all parts. */
    long length() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    /** Bytes of the parts on the first page of the listing. */
    long firstPageLength() {
        return parts.stream().limit(PAGE).mapToLong(Part::bytes).sum();
    }

    /** The value of the Etag header: in quotes for a large object, unless that is not fully known. */
    String etag() {
        if (!manifest || !isFullyKnown()) {
            return object.hash();
        }
        MessageDigest digest = Hashes.md5();
        parts.forEach(part -> digest.update(part.hash().getBytes(StandardCharsets.US_ASCII)));
        return '"' + Hashes.hex(digest.digest()) + '"';
    }

    /** Copies this many bytes from an offset on; throws {@link EOFException} if a part is shorter than recorded. */
    void copy(long from, long count, ByteSink sink) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long offset = from;
        long left = count;
        for (Part part : parts) {
            if (left == 0) {
                return;
            }
            if (offset >= part.bytes()) {
                offset -= part.bytes();
                continue;
            }
            long share = Math.min(left, part.bytes() - offset);
            copyPart(part, offset, share, buffer, sink);
            left -= share;
            offset = 0;
        }
    }

    private static void copyPart(Part part, long from, long count, ByteBuffer buffer, ByteSink sink)
            throws IOException {
        try (FileChannel channel = FileChannel.open(part.file())) {
            long position = from;
            long end = from + count;
            while (position < end) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
                int read = channel.read(buffer, position);
                if (read < 0) {
                    throw new EOFException(part.file() + " ends at " + position + " of " + part.bytes() + " bytes");
                }
                position += read;
                sink.write(buffer.flip());
            }
        }
    }
}
