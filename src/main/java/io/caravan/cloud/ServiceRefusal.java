package io.caravan.cloud;

import java.io.IOException;
import java.util.Set;

/** A service's answer that is none of those wanted: what was asked, the status, the service's own words. */
public final class ServiceRefusal extends IOException {

    private static final long serialVersionUID = 1L;

    /** As {@link RetryPolicy} has it, but for 401 and 404: nothing here makes a container, or a token, anew in between. */
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 498, 499, 500, 502, 503, 504, 507);

    private final int status;
    private final String words;

    ServiceRefusal(String asked, int status, String reason, String words) {
        super(asked + " answered " + status + (reason == null || words.startsWith(reason) ? "" : " " + reason)
                + (words.isEmpty() ? "" : ": " + words));
        this.status = status;
        this.words = words;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** What the service said, on one line; empty when it said nothing. */
    public String words() {
        return words;
    }

    /** Whether the same request may work a little later. */
    public boolean mayPass() {
        return PASSING.contains(status);
    }
}
