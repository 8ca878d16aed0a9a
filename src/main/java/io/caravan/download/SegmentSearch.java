package io.caravan.download;

import io.caravan.http.ServiceRefusal;
import io.caravan.settings.ObjectNames;
import io.caravan.swift.AccountListings.ObjectEntry;
import io.caravan.swift.SegmentNames;
import io.caravan.swift.SwiftAccount;
import io.caravan.swift.SwiftAccount.ObjectInfo;
import io.caravan.swift.SwiftListing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The segments of a static large object whose manifest is not told. They are looked for where Caravan and
 * python-swiftclient put them: of the uploads that lie there, the one whose segments have the object's length and make up
 * its Etag. That is enough to read the object's bytes; it does not prove which of two equal uploads the manifest lists.
 */
final class SegmentSearch {

    private static final int NOT_FOUND = 404;

    private SegmentSearch() {}

    /** The segments in their order; empty when nothing that lies there makes up the object. */
    static Optional<List<Piece>> find(SwiftAccount account, String container, String object, ObjectInfo wanted)
            throws IOException {
        for (List<Piece> upload : uploads(account, container + ObjectNames.SEGMENTS, object)) {
            Sum sum = Sum.of(Pieces.of(upload));
            boolean length =
                    wanted.bytes().filter(bytes -> bytes == sum.bytes()).isPresent();
            if (length && sum.etag().equals(wanted.etag())) {
                return Optional.of(upload);
            }
        }
        return Optional.empty();
    }

    private static Iterable<List<Piece>> uploads(SwiftAccount account, String container, String object)
            throws IOException {
        Map<String, List<Piece>> uploads = new TreeMap<>();
        SwiftListing<ObjectEntry> listing = account.objects(container, object + "/");
        try {
            for (Optional<ObjectEntry> next = listing.next(); next.isPresent(); next = listing.next()) {
                ObjectEntry entry = next.get();
                SegmentNames.parse(entry.name())
                        .filter(name -> name.objects().contains(object))
                        .ifPresent(name -> uploads.computeIfAbsent(name.prefix(), any -> new ArrayList<>())
                                .add(new Piece(container, entry.name(), entry.bytes(), entry.hash())));
            }
        } catch (ServiceRefusal e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
        }
        return uploads.values();
    }
}
