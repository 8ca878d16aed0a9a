package io.caravan.swift;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How segments are named by python-swiftclient, and by Caravan after its example: {@code <object>/<mtime>/<size>/<segment
 * size>/<index>}, for static large objects of swiftclient {@code <object>/slo/<mtime>/…}, for a further attempt of
 * Caravan's {@code …/<segment size>.<attempt>/<index>}; and by rclone (1.60): {@code <object>/<mtime>/<size>/<index>}, the
 * time with up to nine decimals (of 1973 and later, so that no other folder with a number for a name is taken for it).
 *
 * @param object the object that they make up
 * @param prefix what the names of all its segments begin with, ending in a slash
 * @param index the segment's own, with leading zeros
 */
public record SegmentNames(String object, String prefix, String index) {

    private static final String SLO = "/slo";
    private static final String INDEX = "\\d{8,10}";
    private static final Pattern NAME = Pattern.compile(
            "((.+?)(?:(?:" + SLO + ")?/-?\\d{1,19}\\.\\d{6}/\\d{1,19}/\\d{1,19}(?:\\.\\d{1,9})?"
                    + "|/\\d{9,19}(?:\\.\\d{1,9})?/\\d{1,19})/)(" + INDEX + ")",
            Pattern.DOTALL);

    /** The parts of a segment's name; empty when it isn't one. */
    public static Optional<SegmentNames> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                ? Optional.of(new SegmentNames(matcher.group(2), matcher.group(1), matcher.group(3)))
                : Optional.empty();
    }

    /** The objects that they may have been sent for: {@code x/slo/…} are segments of {@code x}, or of {@code x/slo}. */
    public List<String> objects() {
        return prefix.startsWith(object + SLO + "/") ? List.of(object, object + SLO) : List.of(object);
    }

    /** Whether segments of the object have names that begin so. */
    public static boolean isPrefixOf(String object, String prefix) {
        return parse(prefix + "00000000")
                .filter(name -> name.prefix().equals(prefix) && name.objects().contains(object))
                .isPresent();
    }

    /** Whether the last part of a name is a segment's. */
    public static boolean isIndex(String lastPart) {
        return lastPart.matches(INDEX);
    }

    /** What the segments' prefixes of all attempts at one very file begin with. */
    public static String parentPrefix(String object, Instant modified, long bytes) {
        return object + "/" + mtime(modified) + "/" + bytes + "/";
    }

    /**
     * A file's time stamp as swiftclient writes it, {@code "%f" % os.path.getmtime(path)}: seconds since 1970 as a double,
     * with six decimals. Before 1970 they are below zero.
     */
    public static String mtime(Instant modified) {
        double seconds = modified.getEpochSecond() + 1e-9 * modified.getNano();
        String text = new BigDecimal(Math.abs(seconds))
                .setScale(6, RoundingMode.HALF_EVEN)
                .toPlainString();
        return seconds < 0 ? "-" + text : text;
    }
}
