package io.caravan.swift;

import io.caravan.http.ServiceRefusal;
import io.caravan.swift.AccountListings.ObjectEntry;
import io.caravan.swift.StaticManifest.Segment;
import io.caravan.swift.SwiftAccount.ObjectInfo;
import io.caravan.text.LogText;
import io.caravan.text.ObjectNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The segments of a static large object whose manifest is not told. They are looked for where Caravan and
 * python-swiftclient put them: of the uploads that lie there, the one whose segments have the object's length and make up
 * its Etag. So their bytes are the object's; it does not prove which of several equal segments the manifest lists.
 */
final class SegmentSearch {

    private static final int NOT_FOUND = 404;

    private final SwiftAccount account;

    SegmentSearch(SwiftAccount account) {
        this.account = account;
    }

    /**
     * The segments in their order.
     *
     * @param unread why the manifest itself says nothing
     * @throws BadManifest when nothing that lies there makes up the object
     */
    StaticManifest find(String container, String object, BadManifest unread) throws IOException {
        Optional<ObjectInfo> whole = account.object(container, object);
        Optional<StaticManifest> found = whole.isPresent() ? find(container, object, whole.get()) : Optional.empty();
        return found.orElseThrow(() -> new BadManifest(unread.getMessage()
                + " (Ceph's gateway never does), and none that lie where they should make up its Etag"));
    }

    private Optional<StaticManifest> find(String container, String object, ObjectInfo wanted) throws IOException {
        for (List<Segment> upload : uploads(container + ObjectNames.SEGMENTS, object)) {
            long bytes = upload.stream().mapToLong(Segment::bytes).sum();
            List<String> etags = upload.stream().map(Segment::hash).toList();
            if (wanted.bytes().filter(length -> length == bytes).isPresent()
                    && Md5.ofEtags(etags).equals(wanted.etag())) {
                return Optional.of(new StaticManifest(upload, false));
            }
        }
        return Optional.empty();
    }

    private Iterable<List<Segment>> uploads(String container, String object) throws IOException {
        Map<String, List<Segment>> uploads = new TreeMap<>();
        SwiftListing<ObjectEntry> listing = account.objects(container, object + "/");
        try {
            for (Optional<ObjectEntry> next = listing.next(); next.isPresent(); next = listing.next()) {
                ObjectEntry entry = next.get();
                SegmentNames.parse(entry.name())
                        .filter(name -> name.objects().contains(object))
                        .ifPresent(name -> uploads.computeIfAbsent(name.prefix(), any -> new ArrayList<>())
                                .add(new Segment(
                                        container,
                                        entry.name(),
                                        entry.bytes(),
                                        entry.hash(),
                                        true,
                                        LogText.clean(entry.name()))));
            }
        } catch (ServiceRefusal e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
        }
        return uploads.values();
    }
}
