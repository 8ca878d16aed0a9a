package io.caravan.text;

import java.util.Locale;

/**
 * Text from outside on its way to people's eyes. A name may hold what ends a line, moves a terminal's cursor, or turns the
 * direction in which the rest is read; none of that is ever to happen in a log or on a terminal.
 */
public final class LogText {

    private static final int LONGEST = 500;

    private LogText() {}

    /** The text with each run of control characters as one space, shortened to 500 characters. */
    public static String clean(String text) {
        StringBuilder line = new StringBuilder();
        boolean blank = false;
        for (int i = 0; i < text.length() && line.length() <= LONGEST; ) {
            int character = text.codePointAt(i);
            if (!controls(character)) {
                line.appendCodePoint(character);
            } else if (!blank) {
                line.append(' ');
            }
            blank = controls(character);
            i += Character.charCount(character);
        }
        String shown = line.toString().strip();
        return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "…";
    }

    /**
     * The whole text, each control character of it but tabs as JSON would write it: {@code \u001b}. What is JSON already
     * stays so, since such characters stand only within its texts.
     */
    public static String visible(String text) {
        if (text.codePoints().noneMatch(LogText::hides)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            int length = Character.charCount(character);
            if (hides(character)) {
                for (char unit : text.substring(i, i + length).toCharArray()) {
                    shown.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            } else {
                shown.appendCodePoint(character);
            }
            i += length;
        }
        return shown.toString();
    }

    private static boolean hides(int character) {
        return character != '\t' && controls(character);
    }

    /**
     * Whether a character is no text but does something: C0 and C1 controls, line and paragraph separators, marks and
     * overrides of the direction of reading (Unicode, TR 9), invisible tags, and halves of characters.
     */
    private static boolean controls(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            // but for the joiners, which Persian and some emoji are written with
            case Character.FORMAT -> character != 0x200C && character != 0x200D;
            default -> false;
        };
    }
}
