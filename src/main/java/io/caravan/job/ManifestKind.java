package io.caravan.job;

import java.util.Locale;

/** What an image is in Swift. */
public enum ManifestKind {
    /** One object, without a manifest. */
    NONE,
    /** A dynamic large object: an empty object whose header names the container and the prefix of its segments. */
    DLO,
    /** A static large object: its manifest lists every segment with size and Etag. */
    SLO;

    /** The word for it in receipts and messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
