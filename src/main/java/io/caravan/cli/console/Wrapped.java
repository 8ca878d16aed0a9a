package io.caravan.cli.console;

import java.io.PrintStream;

/** Sentences for people: on a terminal they are broken between words, elsewhere a line is a line. */
public final class Wrapped {

    private Wrapped() {}

    /** Prints a line on standard error. */
    public static void err(String line) {
        PrintStream err = System.err;
        err.println(at(Caller.columns(), indent(line) + 2, line));
    }

    /**
     * A line as lines of at most so many columns.
     *
     * @param columns 0 for as many as it takes
     * @param hanging blanks before each line but the first
     */
    public static String at(int columns, int hanging, String line) {
        if (columns == 0) {
            return line;
        }
        StringBuilder lines = new StringBuilder();
        String rest = line;
        while (width(rest) > columns) {
            int end = rest.lastIndexOf(' ', rest.offsetByCodePoints(0, columns));
            int next = rest.indexOf(' ', end + 1);
            int word = width(next < 0 ? rest.substring(end + 1) : rest.substring(end + 1, next));
            if (end <= indent(rest) || hanging + word > columns) {
                // a word that fits no line, a URL say, stays whole, for whoever copies it, and where it is
                end = next;
            }
            if (end < 0) {
                break;
            }
            lines.append(rest.substring(0, end).stripTrailing()).append(System.lineSeparator());
            rest = " ".repeat(hanging) + rest.substring(end).stripLeading();
        }
        return lines.append(rest).toString();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }
}
