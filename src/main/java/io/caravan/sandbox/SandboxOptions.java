package io.caravan.sandbox;

import io.caravan.sandbox.imports.ImportTimeline;
import io.caravan.sandbox.swift.SwiftTraits;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * What a {@link Sandbox} is started with.
 *
 * @param port TCP port on 127.0.0.1; 0 takes a free one
 * @param data folder of objects, imports and request log; created if missing, used by one sandbox at a time
 * @param clock the time of tokens, objects, imports and log lines
 * @param tokenLife how long a token is good from its issue on
 * @param swift what the object store takes, and how it answers
 * @param timeline how long an import waits and works
 * @param generation 1: an import request must carry the credentials, as K5 wanted it at first; 2: the token is enough
 */
public record SandboxOptions(
        int port,
        Path data,
        Clock clock,
        Duration tokenLife,
        SwiftTraits swift,
        ImportTimeline timeline,
        int generation) {

    /** Checks the values; throws {@link IllegalArgumentException} naming the one that cannot be. */
    public SandboxOptions {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(swift, "swift");
        Objects.requireNonNull(timeline, "timeline");
        require(port >= 0 && port <= 65_535, "port must be 0 to 65535, not " + port);
        require(!tokenLife.isNegative() && !tokenLife.isZero(), "tokenLife must be positive, not " + tokenLife);
        require(generation == 1 || generation == 2, "generation must be 1 or 2, not " + generation);
    }

    /** A free port, the system's clock, tokens of 3 hours, Swift's own limits, a short import, generation 2. */
    public static SandboxOptions defaults(Path data) {
        return new SandboxOptions(
                0,
                data,
                Clock.systemUTC(),
                Flavour.STOCK.tokenLife(),
                Flavour.STOCK.swift(),
                new ImportTimeline(Duration.ofSeconds(2), Duration.ofSeconds(6)),
                2);
    }

    public SandboxOptions withPort(int newPort) {
        return new SandboxOptions(newPort, data, clock, tokenLife, swift, timeline, generation);
    }

    public SandboxOptions withClock(Clock newClock) {
        return new SandboxOptions(port, data, newClock, tokenLife, swift, timeline, generation);
    }

    public SandboxOptions withTokenLife(Duration newLife) {
        return new SandboxOptions(port, data, clock, newLife, swift, timeline, generation);
    }

    public SandboxOptions withSwift(SwiftTraits newLimits) {
        return new SandboxOptions(port, data, clock, tokenLife, newLimits, timeline, generation);
    }

    /** The object store and the tokens of a cloud of this kind. */
    public SandboxOptions withFlavour(Flavour flavour) {
        return withSwift(flavour.swift()).withTokenLife(flavour.tokenLife());
    }

    public SandboxOptions withMaxFileSize(long newSize) {
        return withSwift(swift.withMaxFileSize(newSize));
    }

    public SandboxOptions withTimeline(ImportTimeline newTimeline) {
        return new SandboxOptions(port, data, clock, tokenLife, swift, newTimeline, generation);
    }

    public SandboxOptions withGeneration(int newGeneration) {
        return new SandboxOptions(port, data, clock, tokenLife, swift, timeline, newGeneration);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
