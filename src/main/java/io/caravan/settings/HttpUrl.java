package io.caravan.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The URL of a service: http or https, with a host, without user, query or fragment. */
public final class HttpUrl {

    static final String ALLOWED =
            "an http or https URL with a host, and a port from 1 to 65535 if any, without user, query or fragment";

    private static final int LARGEST_PORT = 65535;

    private HttpUrl() {}

    /** The URL without slashes at its end; empty when the text is none. */
    public static Optional<URI> of(String text) {
        try {
            URI url = new URI(text.replaceAll("/+$", ""));
            boolean fine = ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null
                    && hasPort(url)
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null;
            return fine ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Whether its port, if it names one, is one. */
    static boolean hasPort(URI url) {
        return url.getPort() == -1 || url.getPort() >= 1 && url.getPort() <= LARGEST_PORT;
    }

    /** What was meant as a URL, fit for a message: whatever may be a login is masked. */
    public static String shown(String text) {
        return LogText.clean(text.replaceFirst("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1" + Secret.MASK + "@"));
    }
}
