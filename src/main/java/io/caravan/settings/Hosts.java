package io.caravan.settings;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/** What a host's name or address tells of the way there. */
public final class Hosts {

    private Hosts() {}

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
