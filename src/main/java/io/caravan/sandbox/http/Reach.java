package io.caravan.sandbox.http;

import java.net.URI;
import java.util.Locale;

/**
 * The interfaces that the catalog offers. They lead to the same services: the path of a request on an internal or an
 * admin endpoint begins with its name, so that one can see which was used.
 */
public enum Reach {
    PUBLIC(""),
    INTERNAL("/internal"),
    ADMIN("/admin");

    private final String prefix;

    Reach(String prefix) {
        this.prefix = prefix;
    }

    public String interfaceName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The address of a service at this interface. */
    public URI at(URI service) {
        return service.resolve(prefix + service.getRawPath());
    }

    /** The path of a request without the name of its interface. */
    static String withoutPrefix(String path) {
        for (Reach reach : values()) {
            if (!reach.prefix.isEmpty() && path.startsWith(reach.prefix + "/")) {
                return path.substring(reach.prefix.length());
            }
        }
        return path;
    }
}
