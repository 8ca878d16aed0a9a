package io.caravan.sandbox.swift;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A single byte range of a request. Several in one header are ignored here, as any header that cannot be read; real
 * Swift answers several in parts for a plain object.
 *
 * @param first first byte; -1 for a suffix
 * @param last last byte, or the length of the suffix; {@link Long#MAX_VALUE} if open
 */
record ByteRange(long first, long last) {
    private static final Pattern SYNTAX = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** The bytes from {@code from} on that a range means. */
    record Span(long from, long count) {}

    static Optional<ByteRange> parse(String header) {
        Matcher matcher = SYNTAX.matcher(header.strip());
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return Optional.empty();
        }
        long first = matcher.group(1).isEmpty() ? -1 : Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(matcher.group(2));
        return first > last ? Optional.empty() : Optional.of(new ByteRange(first, last));
    }

    /** True if the range surely ends before this length, whatever follows. */
    boolean endsBefore(long length) {
        return first >= 0 && last < length - 1;
    }

    /** What the range means in an object of this length; empty if nothing. */
    Optional<Span> in(long length) {
        if (first < 0) {
            long count = Math.min(last, length);
            return count == 0 ? Optional.empty() : Optional.of(new Span(length - count, count));
        }
        return first >= length
                ? Optional.empty()
                : Optional.of(new Span(first, Math.min(last, length - 1) - first + 1));
    }
}
