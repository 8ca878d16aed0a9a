package io.caravan.sandbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of one object beside its bytes; written as JSON next to them.
 *
 * @param dataFile name of the file with its bytes, in the container's folder
 * @param hash MD5 of the bytes, in hex
 * @param ticks when it was put or last changed, in 1/100000 seconds since 1970: Swift's own grain
 * @param headers the kept ones: X-Object-Meta-*, X-Object-Manifest and their like
 */
record StoredObject(
        String name,
        String dataFile,
        long bytes,
        String hash,
        String contentType,
        long ticks,
        Map<String, String> headers) {
    private static final long TICKS = 100_000;
    private static final DateTimeFormatter LISTED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter MODIFIED = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    StoredObject {
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    static long ticks(Instant time) {
        return time.getEpochSecond() * TICKS + time.getNano() / 10_000;
    }

    /** The value of {@code X-Timestamp}: seconds with five decimals. */
    static String timestamp(long ticks) {
        return "%010d.%05d".formatted(ticks / TICKS, ticks % TICKS);
    }

    /** The value of {@code Last-Modified}: full seconds, rounded up as Swift does. */
    static String lastModified(long ticks) {
        return MODIFIED.format(Instant.ofEpochSecond((ticks + TICKS - 1) / TICKS));
    }

    /** The value of {@code last_modified} in a listing. */
    static String listed(long ticks) {
        return LISTED.format(Instant.ofEpochSecond(ticks / TICKS, ticks % TICKS * 10_000));
    }

    /** {@code container/prefix} of a dynamic large object, still percent-encoded. */
    Optional<String> manifest() {
        return Optional.ofNullable(headers.get("X-Object-Manifest"));
    }

    StoredObject changed(String newType, long newTicks, Map<String, String> newHeaders) {
        return new StoredObject(name, dataFile, bytes, hash, newType, newTicks, newHeaders);
    }
}
