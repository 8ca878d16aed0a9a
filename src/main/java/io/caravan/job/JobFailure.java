package io.caravan.job;

/** A job that can't get further by trying again: what happened, and what to do about it. */
public final class JobFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final String advice;

    public JobFailure(String what, String advice) {
        super(what);
        this.advice = advice;
    }

    public String advice() {
        return advice;
    }
}
