package io.caravan.sandbox.http;

/** Ends the handling of a request with a reply. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    public Refusal(Reply reply) {
        super("status " + reply.status(), null, false, false);
        this.reply = reply;
    }

    public Reply reply() {
        return reply;
    }
}
