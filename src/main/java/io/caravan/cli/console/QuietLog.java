package io.caravan.cli.console;

/** The log of a command whose standard output is its result: warnings only, without ornament, on standard error. */
public final class QuietLog {

    private QuietLog() {}

    /** To be called before anything logs. What {@code JAVA_OPTS} says has precedence. */
    public static void begin() {
        setUnlessSet("log.level", "WARN");
        setUnlessSet("log.target", "System.err");
        setUnlessSet("log.form", "plain");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
