package io.caravan.download;

import io.caravan.swift.AccountListings.ObjectEntry;
import io.caravan.swift.BadManifest;
import io.caravan.swift.Prefix;
import io.caravan.swift.StaticManifest;
import io.caravan.swift.SwiftAccount;
import io.caravan.swift.SwiftAccount.ObjectInfo;
import io.caravan.swift.SwiftListing;
import io.caravan.text.LogText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An object as it can be read and verified: how long it is, and the pieces that it is made of. The segments of a large
 * object are read themselves: then each is held against its own MD5, and Swift's limit on reading large objects (one
 * segment a second from the eleventh on, where nothing else is set) does not apply.
 */
public final class StoredObject {

    /** How Swift keeps an object. */
    public enum Kind {
        /** In one piece. */
        OBJECT,
        /** A dynamic large object: whatever lies under a prefix. */
        DLO,
        /** A static large object: a manifest lists the segments. */
        SLO;

        /** The word for it in tables and JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String container;
    private final String object;
    private final Kind kind;
    private final Sum sum;
    private final Supplier<Pieces> pieces;

    private StoredObject(String container, String object, Kind kind, Sum sum, Supplier<Pieces> pieces) {
        this.container = container;
        this.object = object;
        this.kind = kind;
        this.sum = sum;
        this.pieces = pieces;
    }

    /**
     * Looks an object up.
     *
     * @throws IOException when it isn't there, or can't be verified; the message says why
     */
    public static StoredObject find(SwiftAccount account, String container, String object) throws IOException {
        String label = LogText.clean(container + "/" + object);
        ObjectInfo info = account.object(container, object)
                .orElseThrow(() -> new DownloadFailed("there is no " + label + " in " + account.url()));
        if (info.isStatic()) {
            List<Piece> segments = staticSegments(account, container, object);
            Supplier<Pieces> pieces = () -> Pieces.of(segments);
            return new StoredObject(container, object, Kind.SLO, checked(label, info, Sum.of(pieces.get())), pieces);
        }
        if (info.manifest().isPresent()) {
            Supplier<Pieces> pieces =
                    () -> dynamicSegments(account, info.manifest().get());
            return new StoredObject(container, object, Kind.DLO, checked(label, info, Sum.of(pieces.get())), pieces);
        }
        long bytes = info.bytes().orElseThrow(() -> new DownloadFailed(label + " has no length"));
        Piece only = new Piece(container, object, bytes, md5(label, info.etag()));
        return new StoredObject(
                container, object, Kind.OBJECT, new Sum(1, bytes, only.md5()), () -> Pieces.of(List.of(only)));
    }

    /** The length of a dynamic large object by the listing of its segments. */
    public static long dynamicBytes(SwiftAccount account, Prefix manifest) throws IOException {
        return Sum.of(dynamicSegments(account, manifest)).bytes();
    }

    private static Pieces dynamicSegments(SwiftAccount account, Prefix manifest) {
        SwiftListing<ObjectEntry> listing = account.objects(manifest.container(), manifest.prefix());
        return () -> {
            Optional<ObjectEntry> entry = listing.next();
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            String segment =
                    LogText.clean(manifest.container() + "/" + entry.get().name());
            if (entry.get().sloEtag().isPresent() || entry.get().isManifest()) {
                throw new DownloadFailed(segment + " is a large object itself: its bytes can't be verified");
            }
            return Optional.of(new Piece(
                    manifest.container(),
                    entry.get().name(),
                    entry.get().bytes(),
                    md5(segment, entry.get().hash())));
        };
    }

    private static List<Piece> staticSegments(SwiftAccount account, String container, String object)
            throws IOException {
        String label = LogText.clean(container + "/" + object);
        try {
            return listed(label, account.staticManifest(container, object));
        } catch (BadManifest e) {
            throw new DownloadFailed(
                    label + " is a static large object, and this cloud does not tell its segments: " + e.getMessage()
                            + "; so its bytes can't be verified, and are not fetched",
                    e);
        }
    }

    private static List<Piece> listed(String label, StaticManifest manifest) throws DownloadFailed {
        List<Piece> segments = new ArrayList<>();
        for (StaticManifest.Segment segment : manifest.segments()) {
            if (segment.bytes() < 0) {
                throw new DownloadFailed(
                        "the manifest of " + label + " has an entry that is no segment: " + segment.text());
            }
            if (!segment.isWhole()) {
                throw new DownloadFailed("the manifest of " + label
                        + " has a part of a segment, or a large object for one: its bytes can't be verified ("
                        + segment.text() + ")");
            }
            segments.add(new Piece(segment.container(), segment.name(), segment.bytes(), md5(label, segment.hash())));
        }
        return List.copyOf(segments);
    }

    private static Sum checked(String label, ObjectInfo info, Sum sum) throws DownloadFailed {
        boolean length = info.bytes().filter(bytes -> bytes != sum.bytes()).isEmpty();
        boolean etag = info.etag().isEmpty() || info.etag().equals(sum.etag());
        if (!length || !etag) {
            throw new DownloadFailed(
                    label + " has " + info.bytes().map(String::valueOf).orElse("no") + " bytes and the Etag "
                            + info.etag() + ", its " + sum.pieces() + " segments have " + sum.bytes() + " and make "
                            + sum.etag() + ": it is being written, or Swift's listing is late; try again later");
        }
        return sum;
    }

    private static String md5(String label, String etag) throws DownloadFailed {
        if (!etag.matches("[0-9a-f]{32}")) {
            throw new DownloadFailed(label + " has the Etag '" + LogText.clean(etag)
                    + "', which is no MD5: its bytes can't be verified");
        }
        return etag;
    }

    String container() {
        return container;
    }

    String object() {
        return object;
    }

    /** {@code container/object}, fit for a message. */
    public String label() {
        return LogText.clean(container + "/" + object);
    }

    /** How Swift keeps it. */
    public Kind kind() {
        return kind;
    }

    /** How long it is. */
    public long bytes() {
        return sum.bytes();
    }

    /** Its Etag without quotes; of a large object the MD5 of its segments' Etags in a row. */
    public String etag() {
        return sum.etag();
    }

    /** How many pieces it is made of. */
    public long pieceCount() {
        return sum.pieces();
    }

    /** Its pieces from the first on. */
    Pieces pieces() {
        return pieces.get();
    }

    /**
     * The pieces, read now, as one.
     *
     * @throws DownloadFailed when they are not what they were when the object was looked up
     */
    void checkUnchanged(Sum read) throws DownloadFailed {
        if (!read.equals(sum) && kind != Kind.OBJECT) {
            throw new DownloadFailed(label() + " was changed while it was downloaded: give the same command again");
        }
    }
}
