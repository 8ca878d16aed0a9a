package io.caravan.settings;

/** Text from outside on its way into a log line: one line, of bounded length, without control characters. */
public final class LogText {

    private static final int LONGEST = 500;

    private LogText() {}

    /** The text with each run of control characters as one space, shortened to 500 characters. */
    public static String clean(String text) {
        String line = text.replaceAll("[\\p{Cc}\\u2028\\u2029]+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
