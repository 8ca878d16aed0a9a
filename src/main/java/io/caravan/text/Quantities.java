package io.caravan.text;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and times as people write them, and as they like to read them. */
public final class Quantities {

    private static final Pattern SIZE =
            Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB|TiB)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

    private Quantities() {}

    /** Bytes of {@code 1000MiB}, {@code 1GiB} or a plain number; empty when it is no size or has no place in a long. */
    public static OptionalLong bytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        String unit = matcher.group(2) == null ? "b" : matcher.group(2).toLowerCase(Locale.ROOT);
        long factor = 1L << (10 * "bkmgt".indexOf(unit.charAt(0)));
        try {
            return OptionalLong.of(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
        } catch (ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * The duration of {@code 500ms}, {@code 30s}, {@code 5m}, {@code 36h} or {@code 2d}, the one-unit form that Camel
     * reads alike.
     *
     * @throws IllegalArgumentException when the text is nothing of the kind
     */
    public static Duration time(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a time: " + text);
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** {@code 24.0 MiB}; whole numbers below one KiB. */
    public static String readable(long bytes) {
        if (bytes < 1024) {
            return bytes == 1 ? "1 byte" : bytes + " bytes";
        }
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** {@code 0.4 s}, {@code 42 s}, {@code 3 min 5 s}, {@code 2 h 7 min}. */
    public static String readable(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
}
