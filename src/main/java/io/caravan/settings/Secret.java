package io.caravan.settings;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** A value that must not show: its text form is a mask, so it can't slip into a log line or an error message. */
public record Secret(String reveal) {

    /** What is shown in place of a secret. */
    public static final String MASK = "********";

    /** A text from outside with the secret masked, as it is or as JSON writes it. */
    public String hiddenIn(String text) {
        if (reveal.isEmpty()) {
            return text;
        }
        String inJson = String.valueOf(JsonStringEncoder.getInstance().quoteAsString(reveal));
        return text.replace(inJson, MASK).replace(reveal, MASK);
    }

    @Override
    public String toString() {
        return MASK;
    }
}
