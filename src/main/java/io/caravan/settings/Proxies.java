package io.caravan.settings;

import io.caravan.text.Secret;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which requests go through a proxy.
 *
 * @param forHttp the proxy for http URLs
 * @param forHttps the proxy for https URLs, asked to {@code CONNECT}
 * @param exceptions hosts that are reached directly, as {@code no_proxy} lists them
 * @param loopback whether even hosts of this machine are reached through the proxy
 */
public record Proxies(Optional<Proxy> forHttp, Optional<Proxy> forHttps, List<String> exceptions, boolean loopback) {

    /** Everything is reached directly. */
    public static final Proxies NONE = new Proxies(Optional.empty(), Optional.empty(), List.of(), false);

    /** @param port always there */
    public record Proxy(String host, int port, Optional<Login> login) {}

    /** What a proxy may ask for. */
    public record Login(String user, Secret password) {}

    /**
     * The proxy on the way to a host.
     *
     * @param scheme {@code http} or {@code https}
     * @param host a name or an address; IPv6 with or without brackets
     */
    public Optional<Proxy> on(String scheme, String host, int port) {
        Optional<Proxy> proxy = "https".equalsIgnoreCase(scheme) ? forHttps : forHttp;
        String bare = Hosts.bare(host);
        return proxy.filter(found -> loopback || !Hosts.isLoopback(bare))
                .filter(found -> exceptions.stream().noneMatch(exception -> matches(exception, bare, port)));
    }

    private static boolean matches(String exception, String host, int port) {
        String wanted = exception.toLowerCase(Locale.ROOT);
        if (wanted.equals("*")) {
            return true;
        }
        if (wanted.contains("/")) {
            return isWithin(wanted, host);
        }
        int colon = wanted.lastIndexOf(':');
        if (colon > 0 && (wanted.indexOf(':') == colon || wanted.startsWith("[")) && !wanted.endsWith("]")) {
            if (!wanted.substring(colon + 1).equals(String.valueOf(port))) {
                return false;
            }
            wanted = wanted.substring(0, colon);
        }
        wanted = Hosts.bare(wanted).replaceFirst("^\\*?\\.", "");
        return !wanted.isEmpty() && (host.equals(wanted) || host.endsWith("." + wanted));
    }

    /** Whether an address lies in a network such as {@code 10.0.0.0/8}. A name lies in none. */
    private static boolean isWithin(String network, String host) {
        int slash = network.indexOf('/');
        Optional<InetAddress> base = Hosts.address(network.substring(0, slash));
        Optional<InetAddress> there = Hosts.address(host);
        if (base.isEmpty() || there.isEmpty() || !network.substring(slash + 1).matches("\\d{1,3}")) {
            return false;
        }
        byte[] wanted = base.get().getAddress();
        byte[] given = there.get().getAddress();
        int bits = Integer.parseInt(network.substring(slash + 1));
        if (wanted.length != given.length || bits > 8 * wanted.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (((wanted[bit / 8] ^ given[bit / 8]) & (0x80 >> bit % 8)) != 0) {
                return false;
            }
        }
        return true;
    }
}
