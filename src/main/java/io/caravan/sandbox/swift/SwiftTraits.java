package io.caravan.sandbox.swift;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * In what the sandbox's Swift differs from others: whose answers it gives, what it takes, and what it tells. Unchanging:
 * each {@code with…} makes another one.
 */
public final class SwiftTraits {
    /** Swift's own default for {@link #maxFileSize()}: 5 GiB and two bytes. */
    public static final long STOCK_MAX_FILE_SIZE = 5_368_709_122L;

    private boolean ceph;
    private boolean tellsInfo = true;
    private boolean keepsVersions = true;
    private long maxFileSize = STOCK_MAX_FILE_SIZE;
    private Optional<Slo> slo = Optional.of(Slo.stock());
    private int containerPage = 10_000;
    private int accountPage = 10_000;
    private List<String> policies = List.of("Policy-0");
    private OptionalLong accountQuota = OptionalLong.empty();
    private OptionalInt writesPerSecond = OptionalInt.empty();

    private SwiftTraits() {}

    /**
     * Limits of static large objects.
     *
     * @param maxManifestSegments most segments of a manifest
     * @param maxManifestSize most bytes of a manifest as it is sent
     * @param minSegmentSize fewest bytes of a segment, the last one excepted; Swift 2.30 has no other than 1, earlier
     *     releases could be set
     */
    public record Slo(int maxManifestSegments, int maxManifestSize, long minSegmentSize) {
        /** Checks the values; throws {@link IllegalArgumentException} naming the one that cannot be. */
        public Slo {
            require("maxManifestSegments", maxManifestSegments);
            require("maxManifestSize", maxManifestSize);
            require("minSegmentSize", minSegmentSize);
        }

        /** Swift's own defaults: 1000 segments, 8 MiB, 1 byte. */
        public static Slo stock() {
            return new Slo(1000, 8 * 1024 * 1024, 1);
        }
    }

    /** Swift's own defaults. */
    public static SwiftTraits stock() {
        return new SwiftTraits();
    }

    /** Ceph's object gateway (16.2) as it comes. */
    public static SwiftTraits ceph() {
        return stock().with(ceph -> {
            ceph.ceph = true;
            ceph.keepsVersions = false;
            ceph.maxFileSize = 5L << 30;
            ceph.policies = List.of("default-placement");
        });
    }

    /** @param bytes largest object body; a longer one is refused with 413, by Ceph with 400 */
    public SwiftTraits withMaxFileSize(long bytes) {
        require("maxFileSize", bytes);
        return with(copy -> copy.maxFileSize = bytes);
    }

    public SwiftTraits withSlo(Slo limits) {
        return with(copy -> copy.slo = Optional.of(limits));
    }

    /** A Swift that knows no static large objects and takes a manifest for plain bytes. */
    public SwiftTraits withoutSlo() {
        return with(copy -> copy.slo = Optional.empty());
    }

    /** A cloud that keeps {@code /info} to itself: 403. */
    public SwiftTraits withoutInfo() {
        return with(copy -> copy.tellsInfo = false);
    }

    /** A Swift that ignores {@code X-Versions-Enabled}. */
    public SwiftTraits withoutVersions() {
        return with(copy -> copy.keepsVersions = false);
    }

    /** Most entries in a listing of a container, and of the account. */
    public SwiftTraits withPages(int ofContainer, int ofAccount) {
        require("ofContainer", ofContainer);
        require("ofAccount", ofAccount);
        return with(copy -> {
            copy.containerPage = ofContainer;
            copy.accountPage = ofAccount;
        });
    }

    /** The storage policies that a container can be made in, the one by default first. */
    public SwiftTraits withPolicies(String first, String... others) {
        return with(copy -> copy.policies =
                Stream.concat(Stream.of(first), Stream.of(others)).toList());
    }

    /** @param bytes most in the account; more are refused with 413 */
    public SwiftTraits withAccountQuota(long bytes) {
        require("accountQuota", bytes);
        return with(copy -> copy.accountQuota = OptionalLong.of(bytes));
    }

    /** @param objects how many a container takes a second; more have to wait */
    public SwiftTraits withWritesPerSecond(int objects) {
        require("writesPerSecond", objects);
        return with(copy -> copy.writesPerSecond = OptionalInt.of(objects));
    }

    boolean isCeph() {
        return ceph;
    }

    boolean tellsInfo() {
        return tellsInfo;
    }

    boolean keepsVersions() {
        return keepsVersions;
    }

    long maxFileSize() {
        return maxFileSize;
    }

    Optional<Slo> slo() {
        return slo;
    }

    int containerPage() {
        return containerPage;
    }

    int accountPage() {
        return accountPage;
    }

    List<String> policies() {
        return policies;
    }

    OptionalLong accountQuota() {
        return accountQuota;
    }

    OptionalInt writesPerSecond() {
        return writesPerSecond;
    }

    /**
     * Most segments of a dynamic object that has length and Etag of its own: Swift makes it up of one page of the
     * listing, and can't tell of one with a full page. Ceph takes them all.
     */
    int dynamicPage() {
        return ceph ? Integer.MAX_VALUE : containerPage;
    }

    private SwiftTraits with(Consumer<SwiftTraits> change) {
        SwiftTraits copy = new SwiftTraits();
        copy.ceph = ceph;
        copy.tellsInfo = tellsInfo;
        copy.keepsVersions = keepsVersions;
        copy.maxFileSize = maxFileSize;
        copy.slo = slo;
        copy.containerPage = containerPage;
        copy.accountPage = accountPage;
        copy.policies = policies;
        copy.accountQuota = accountQuota;
        copy.writesPerSecond = writesPerSecond;
        change.accept(copy);
        return copy;
    }

    private static void require(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }
}
