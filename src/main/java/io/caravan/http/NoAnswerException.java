package io.caravan.http;

import java.io.IOException;
import java.net.UnknownHostException;

/** A request that got no answer, or not all of one: what was asked, and why; the trouble itself is the cause. */
public final class NoAnswerException extends IOException {

    private static final long serialVersionUID = 1L;

    NoAnswerException(String asked, String why, IOException cause) {
        super(asked + ": " + why, cause);
    }

    /** The trouble with what was asked, unless it says that already. */
    public static IOException about(String asked, IOException trouble) {
        boolean told = trouble instanceof NoAnswerException
                || trouble instanceof ServiceRefusal
                || trouble instanceof SignInException;
        return told ? trouble : new NoAnswerException(asked, why(trouble), trouble);
    }

    /** The trouble in its own words, and where it has none, its kind. */
    static String why(IOException trouble) {
        String words = trouble.getMessage();
        if (words == null || words.isBlank()) {
            return trouble.getClass().getSimpleName();
        }
        return trouble instanceof UnknownHostException ? "no such host is known: " + words : words;
    }
}
