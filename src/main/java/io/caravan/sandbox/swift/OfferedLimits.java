package io.caravan.sandbox.swift;

import java.util.Optional;

/**
 * What the sandbox's Swift takes, and whether it tells.
 *
 * @param maxFileSize largest object body in bytes; a longer one is refused with 413
 * @param slo limits of static large objects; empty for a Swift that knows none and takes a manifest for plain bytes
 * @param tellsInfo false for a cloud that keeps {@code /info} to itself: 403
 */
public record OfferedLimits(long maxFileSize, Optional<Slo> slo, boolean tellsInfo) {
    /** Swift's own default for {@link #maxFileSize()}: 5 GiB and two bytes. */
    public static final long STOCK_MAX_FILE_SIZE = 5_368_709_122L;

    /** Checks the values; throws {@link IllegalArgumentException} naming the one that cannot be. */
    public OfferedLimits {
        require(maxFileSize > 0, "maxFileSize", maxFileSize);
    }

    /**
     * Limits of static large objects.
     *
     * @param maxManifestSegments most segments of a manifest
     * @param maxManifestSize most bytes of a manifest as it is sent
     * @param minSegmentSize fewest bytes of a segment, the last one excepted; Swift 2.30 has no other than 1, earlier
     *     releases could be set
     */
    public record Slo(int maxManifestSegments, int maxManifestSize, long minSegmentSize) {
        public Slo {
            require(maxManifestSegments > 0, "maxManifestSegments", maxManifestSegments);
            require(maxManifestSize > 0, "maxManifestSize", maxManifestSize);
            require(minSegmentSize > 0, "minSegmentSize", minSegmentSize);
        }

        /** Swift's own defaults: 1000 segments, 8 MiB, 1 byte. */
        public static Slo stock() {
            return new Slo(1000, 8 * 1024 * 1024, 1);
        }
    }

    /** Swift's own defaults. */
    public static OfferedLimits stock() {
        return new OfferedLimits(STOCK_MAX_FILE_SIZE, Optional.of(Slo.stock()), true);
    }

    public OfferedLimits withMaxFileSize(long newSize) {
        return new OfferedLimits(newSize, slo, tellsInfo);
    }

    public OfferedLimits withSlo(Slo newSlo) {
        return new OfferedLimits(maxFileSize, Optional.of(newSlo), tellsInfo);
    }

    public OfferedLimits withoutSlo() {
        return new OfferedLimits(maxFileSize, Optional.empty(), tellsInfo);
    }

    public OfferedLimits withoutInfo() {
        return new OfferedLimits(maxFileSize, slo, false);
    }

    private static void require(boolean condition, String name, long value) {
        if (!condition) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }
}
