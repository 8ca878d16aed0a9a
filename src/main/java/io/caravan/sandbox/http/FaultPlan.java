package io.caravan.sandbox.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The faults injected so far; a request meets the first that matches and is not used up. */
public final class FaultPlan {
    private final List<Injection> injections = new CopyOnWriteArrayList<>();

    public void add(Predicate<IncomingRequest> when, Fault fault) {
        injections.add(
                fault instanceof Fault.Times limited
                        ? new Injection(when, limited.fault(), new AtomicInteger(limited.count()))
                        : new Injection(when, fault, new AtomicInteger(Integer.MAX_VALUE)));
    }

    Optional<Fault> take(IncomingRequest request) {
        return injections.stream()
                .filter(injection -> injection.when().test(request) && injection.use())
                .map(Injection::fault)
                .findFirst();
    }

    /** Ends every stall, so that no request holds up the close. */
    public void releaseStalls() {
        for (Injection injection : injections) {
            if (injection.fault() instanceof Fault.StallReading stall) {
                stall.release();
            } else if (injection.fault() instanceof Fault.SlowManifest slow) {
                slow.release();
            }
        }
    }

    private record Injection(Predicate<IncomingRequest> when, Fault fault, AtomicInteger left) {
        boolean use() {
            return left.getAndUpdate(count -> count == 0 || count == Integer.MAX_VALUE ? count : count - 1) > 0;
        }
    }
}
