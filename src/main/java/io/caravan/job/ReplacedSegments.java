package io.caravan.job;

/**
 * Segments of a large object that an upload has replaced.
 *
 * @param container their container
 * @param prefix what their names begin with, ending in a slash
 * @param deleted how many of them were deleted
 * @param left why some or all of them were left where they are, or empty
 */
public record ReplacedSegments(String container, String prefix, int deleted, String left) {

    /** Segments that nobody has looked at yet. */
    public static ReplacedSegments under(String container, String prefix) {
        return new ReplacedSegments(container, prefix, 0, "");
    }

    /** Segments of which nothing but their container is known. */
    public static ReplacedSegments unknown(String container, String reason) {
        return new ReplacedSegments(container, "", 0, reason);
    }

    /** That many more of them are gone, and the rest is left for that reason. */
    public ReplacedSegments after(int deletedNow, String left) {
        return new ReplacedSegments(container, prefix, deleted + deletedNow, left);
    }

    /** {@code container/prefix}. */
    public String place() {
        return container + "/" + prefix;
    }
}
