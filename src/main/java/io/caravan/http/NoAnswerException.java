package io.caravan.http;

import java.io.IOException;
import java.net.UnknownHostException;

/** A request that got no answer, or not all of one: what was asked, and why; the failure itself is the cause. */
public final class NoAnswerException extends IOException {

    private static final long serialVersionUID = 1L;

    NoAnswerException(String asked, String why, IOException cause) {
        super(asked + ": " + why, cause);
    }

    /** The failure with what was asked, unless it says that already. */
    public static IOException about(String asked, IOException problem) {
        boolean told = problem instanceof NoAnswerException
                || problem instanceof ServiceRefusal
                || problem instanceof SignInException;
        return told ? problem : new NoAnswerException(asked, why(problem), problem);
    }

    /** The failure in its own words, and where it has none, its kind. */
    static String why(IOException problem) {
        String words = problem.getMessage();
        if (words == null || words.isBlank()) {
            return problem.getClass().getSimpleName();
        }
        return problem instanceof UnknownHostException ? "no such host is known: " + words : words;
    }
}
