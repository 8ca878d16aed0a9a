package io.caravan.text;

import java.net.IDN;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a URL leads. {@link URI#getHost} knows no host with an underscore, as container tools name theirs, and none with
 * letters beyond ASCII; name servers and other clients do.
 *
 * @param login user and password as they stand there, encoded
 * @param host in ASCII (RFC 3490); an IPv6 address with its brackets
 * @param port empty when the URL names none
 */
public record HostAndPort(Optional<String> login, String host, Optional<Integer> port) {

    private static final int LARGEST_PORT = 65535;
    private static final Pattern AUTHORITY = Pattern.compile("(?:(?<login>.*)@)?"
            + "(?<host>\\[[0-9A-Fa-f:.]+(?:%[^\\[\\]]+)?]|(?:[\\p{L}\\p{N}_-]+\\.)*[\\p{L}\\p{N}_-]+\\.?)"
            + "(?::(?<port>\\d{0,9}))?");

    /** Those of a URL; empty when its host or its port is none. */
    public static Optional<HostAndPort> of(URI url) {
        Matcher matcher =
                AUTHORITY.matcher(Optional.ofNullable(url.getRawAuthority()).orElse(""));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Optional<Integer> port = Optional.ofNullable(matcher.group("port"))
                .filter(digits -> !digits.isEmpty())
                .map(Integer::valueOf);
        if (port.filter(number -> number < 1 || number > LARGEST_PORT).isPresent()) {
            return Optional.empty();
        }
        Optional<String> login = Optional.ofNullable(matcher.group("login"));
        return ascii(matcher.group("host")).map(host -> new HostAndPort(login, host, port));
    }

    private static Optional<String> ascii(String host) {
        try {
            return Optional.of(host.startsWith("[") ? host : IDN.toASCII(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The host, and the port if there is one. */
    @Override
    public String toString() {
        return host + port.map(number -> ":" + number).orElse("");
    }
}
