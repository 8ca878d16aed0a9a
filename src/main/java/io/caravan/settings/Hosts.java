package io.caravan.settings;

import io.caravan.text.HostAndPort;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/** What a host's name or address tells of the way there. */
public final class Hosts {

    /** K5's names for its hosts: {@code https://<service>.<region>.cloud.global.fujitsu.com}. */
    private static final String K5_HOST = "https://%s.%s.cloud.global.fujitsu.com";

    private Hosts() {}

    /** The K5 endpoint of a service in a region, without a path; empty when no host can be called after the region. */
    public static Optional<URI> ofK5(String service, String region) {
        return region.matches("[A-Za-z0-9-]+")
                ? Optional.of(URI.create(K5_HOST.formatted(service, region)))
                : Optional.empty();
    }

    /** Whether what is sent to a URL can be read on its way: it isn't encrypted, and leaves this machine. */
    public static boolean isInTheClear(URI url) {
        return "http".equalsIgnoreCase(url.getScheme())
                && !HostAndPort.of(url).map(place -> isLoopback(place.host())).orElse(false);
    }

    /** Whether a host is this machine, by its name or address alone; no name server is asked. */
    public static boolean isLoopback(String host) {
        String bare = bare(host);
        return bare.equals("localhost")
                || bare.endsWith(".localhost")
                || address(bare).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    /** In small letters, without brackets, and without the dot that a full name may end in. */
    static String bare(String host) {
        String lower = host.toLowerCase(Locale.ROOT).replaceFirst("(?<=.)\\.$", "");
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }

    /** An address that is written as one; a name is none. */
    static Optional<InetAddress> address(String host) {
        if (!host.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
