package io.caravan.text;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** The URL of a service: http or https, with a host, without user, query or fragment. */
public final class HttpUrl {

    public static final String ALLOWED =
            "an http or https URL with a host, and a port from 1 to 65535 if any, without user, query or fragment";

    private HttpUrl() {}

    /** The URL in ASCII, without slashes at its end, its scheme in small letters; empty when the text is none. */
    public static Optional<URI> of(String text) {
        try {
            URI url = new URI(text.replaceAll("/+$", ""));
            boolean fine = url.getScheme() != null
                    && url.getScheme().matches("(?i)https?")
                    && url.getQuery() == null
                    && url.getFragment() == null;
            Optional<HostAndPort> there = fine ? HostAndPort.of(url) : Optional.empty();
            return there.filter(place -> place.login().isEmpty())
                    .map(place -> url.getScheme().toLowerCase(Locale.ROOT) + "://" + place + url.getRawPath())
                    .map(whole -> URI.create(URI.create(whole).toASCIIString()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** What was meant as a URL, fit for a message: whatever may be a login is masked. */
    public static String shown(String text) {
        return LogText.clean(text.replaceFirst("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", "$1" + Secret.MASK + "@"));
    }
}
