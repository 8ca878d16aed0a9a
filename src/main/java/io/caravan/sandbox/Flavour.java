package io.caravan.sandbox;

import io.caravan.sandbox.swift.SwiftTraits;
import java.time.Duration;

/** The clouds that the sandbox can stand in for; what each of them answers stands in {@code docs/clouds.md}. */
public enum Flavour {
    /** Swift as it comes. */
    STOCK(SwiftTraits.stock()),
    /** Ceph's object gateway. */
    CEPH(SwiftTraits.ceph()),
    /** Short listings, small objects, short manifests. */
    SMALL(SwiftTraits.stock()
            .withPages(500, 1000)
            .withMaxFileSize(8 << 20)
            .withSlo(new SwiftTraits.Slo(20, 8 << 20, 1))),
    /** Two storage policies. */
    POLICIES(SwiftTraits.stock().withPolicies("fast", "one-copy")),
    /** No {@code /info}, and of Swift's extensions none but dynamic large objects. */
    BARE(SwiftTraits.stock().withoutInfo().withoutSlo().withoutVersions()),
    /** A quota of the account, few writes a second, and tokens of 15 seconds. */
    STRICT(SwiftTraits.stock().withAccountQuota(64 << 20).withWritesPerSecond(25));

    private final SwiftTraits swift;

    Flavour(SwiftTraits swift) {
        this.swift = swift;
    }

    SwiftTraits swift() {
        return swift;
    }

    /** How long a token is good. */
    Duration tokenLife() {
        return this == STRICT ? Duration.ofSeconds(15) : Duration.ofHours(3);
    }
}
