package io.caravan.text;

/**
 * A value that must not show: its text form is a mask, so it can't slip into a log line or an error message; and {@link
 * Secrets} knows it.
 */
public record Secret(String reveal) {

    /** What is shown in place of a secret. */
    public static final String MASK = "********";

    public Secret {
        Secrets.know(reveal);
    }

    @Override
    public String toString() {
        return MASK;
    }
}
