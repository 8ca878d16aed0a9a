package io.caravan.settings;

/** A value that must not show: its text form is a mask, so it can't slip into a log line or an error message. */
public record Secret(String reveal) {

    /** What is shown in place of a secret. */
    public static final String MASK = "********";

    @Override
    public String toString() {
        return MASK;
    }
}
