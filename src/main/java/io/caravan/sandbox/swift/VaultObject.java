package io.caravan.sandbox.swift;

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
 * @param headers the kept ones: X-Object-Meta-*, X-Object-Manifest and their like; and, as in Swift, what it keeps for
 *     itself, X-Object-Sysmeta-*
 */
record VaultObject(
        String name,
        String dataFile,
        long bytes,
        String hash,
        String contentType,
        long ticks,
        Map<String, String> headers) {
    private static final long TICKS = 100_000;
    private static final String SYSMETA = "X-Object-Sysmeta-";
    private static final String SLO_ETAG = SYSMETA + "Slo-Etag";
    private static final String SLO_SIZE = SYSMETA + "Slo-Size";
    private static final String STATIC = "X-Static-Large-Object";
    private static final DateTimeFormatter LISTED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter MODIFIED = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    VaultObject {
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

    /** The value of {@code last_modified} in the manifest of a large object: full seconds, rounded up. */
    static String listedSecond(long ticks) {
        return listed((ticks + TICKS - 1) / TICKS * TICKS);
    }

    /** The value of {@code last_modified} in a listing. */
    static String listed(long ticks) {
        return LISTED.format(Instant.ofEpochSecond(ticks / TICKS, ticks % TICKS * 10_000));
    }

    /** The headers that a reader is told. */
    Map<String, String> shownHeaders() {
        Map<String, String> shown = new TreeMap<>(headers);
        shown.keySet().removeIf(name -> name.startsWith(SYSMETA));
        return shown;
    }

    /** What a POST leaves as it is: that the object is a static large one. */
    Map<String, String> lastingHeaders() {
        Map<String, String> lasting = new TreeMap<>(headers);
        lasting.keySet().removeIf(name -> !name.startsWith(SYSMETA) && !name.equals(STATIC));
        return lasting;
    }

    /** The headers that make a manifest a static large object. */
    static Map<String, String> ofStatic(SegmentList segments) {
        return Map.of(STATIC, "True", SLO_ETAG, segments.etag(), SLO_SIZE, Long.toString(segments.length()));
    }

    /** Etag of the whole, without quotes, of a static large object. */
    Optional<String> sloEtag() {
        return Optional.ofNullable(headers.get(SLO_ETAG));
    }

    /** Bytes that a listing tells: of a static large object those of the whole. */
    long listedBytes() {
        String size = headers.get(SLO_SIZE);
        return size == null ? bytes : Long.parseLong(size);
    }

    /** {@code container/prefix} of a dynamic large object, still percent-encoded. */
    Optional<String> manifest() {
        return Optional.ofNullable(headers.get("X-Object-Manifest"));
    }

    VaultObject changed(String newType, long newTicks, Map<String, String> newHeaders) {
        return new VaultObject(name, dataFile, bytes, hash, newType, newTicks, newHeaders);
    }
}
