package io.caravan.http;

import java.io.IOException;

/** A service's answer that is none of those wanted: what was asked, the status, the service's own words. */
public final class ServiceRefusal extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String words;

    /**
     * A refusal.
     *
     * @param asked method and URL
     * @param reason the phrase beside the status, or null
     * @param words what the service said, or empty
     */
    public ServiceRefusal(String asked, int status, String reason, String words) {
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
        return Statuses.mayPass(status);
    }
}
