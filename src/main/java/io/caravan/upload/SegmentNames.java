package io.caravan.upload;

import java.util.regex.Pattern;

/**
 * How segments are named by python-swiftclient, and by Caravan after its example: {@code <object>/<mtime>/<size>/<segment
 * size>/<index>}, for static large objects of swiftclient {@code <object>/slo/<mtime>/…}, for a further attempt of
 * Caravan's {@code …/<segment size>.<attempt>/<index>}.
 */
public final class SegmentNames {

    private static final Pattern AFTER_OBJECT =
            Pattern.compile("/(slo/)?\\d{1,19}\\.\\d{6}/\\d{1,19}/\\d{1,19}(\\.\\d{1,9})?/");
    private static final Pattern INDEX = Pattern.compile("\\d{8,10}");

    private SegmentNames() {}

    /** Whether segments of the object have names that begin so. */
    static boolean isPrefixOf(String object, String prefix) {
        return prefix.startsWith(object)
                && AFTER_OBJECT.matcher(prefix.substring(object.length())).matches();
    }

    /** Whether the last part of a name is a segment's. */
    static boolean isSegment(String lastPart) {
        return INDEX.matcher(lastPart).matches();
    }
}
