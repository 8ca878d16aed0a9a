package io.caravan.text;

import java.util.Optional;

/** Which Caravan this is, as the jar's manifest says. */
public final class Version {

    private Version() {}

    /** The version's number, or {@code development} where the classes come from no jar. */
    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** What Caravan calls itself in requests. */
    public static String userAgent() {
        return "caravan/" + text();
    }
}
