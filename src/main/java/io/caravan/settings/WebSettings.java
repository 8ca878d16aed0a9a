package io.caravan.settings;

import static io.caravan.settings.Key.optional;

import io.caravan.settings.Key.Kind;
import io.caravan.text.Secret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The page, the metrics and the health checks.
 *
 * @param port where they are served; empty where they are not, 0 for a free one
 * @param address at which
 * @param hosts what callers may call this machine
 * @param token what they have to know; empty where everybody on this machine may look
 * @param stuckAfter how long a job may not move before it is named as stuck
 */
public record WebSettings(
        OptionalInt port, InetAddress address, Set<String> hosts, Optional<Secret> token, Duration stuckAfter) {

    private static final int SHORTEST_TOKEN = 16;

    static final Key<Integer> PORT = optional(
            "caravan.web.port",
            "off",
            Kind.number(0, 65535),
            "Serves a page to look at, `/metrics` (Prometheus), `/health/live` and `/health/ready` on this port; `0` picks a"
                    + " free one. Nothing can be changed there.");
    static final Key<String> ADDRESS = Key.of(
            "caravan.web.address",
            "127.0.0.1",
            Kind.TEXT,
            "The address of this machine at which they are served. Any but a loopback one needs `caravan.web.token`.");
    static final Key<String> HOSTS = optional(
            "caravan.web.hosts",
            "",
            Kind.TEXT,
            "What else callers may call this machine in `Host`, with commas between; `localhost` and the address are"
                    + " known.");
    static final Key<String> TOKEN = optional(
            "caravan.web.token",
            "",
            Kind.SECRET,
            "What whoever looks has to know, of at least " + SHORTEST_TOKEN
                    + " characters: as a bearer token, or as the"
                    + " password of any user. The health checks need none. Best given as `CARAVAN_WEB_TOKEN`.");
    static final Key<Duration> STUCK_AFTER = Key.of(
            "caravan.web.stuck-after",
            "1h",
            Kind.LENGTH_OF_TIME,
            "A job that has not moved for so long makes `/health/ready` answer 503, with its name.");

    static final Keys.Section SECTION =
            new Keys.Section("The page, metrics and health", "", List.of(PORT, ADDRESS, HOSTS, TOKEN, STUCK_AFTER));

    static WebSettings read(SettingValues values) {
        OptionalInt port = values.find(PORT).map(OptionalInt::of).orElse(OptionalInt.empty());
        InetAddress address = address(values);
        Optional<String> token = values.find(TOKEN);
        if (token.isPresent() && token.get().length() < SHORTEST_TOKEN) {
            values.problem(TOKEN + "=…: too short to be no guess: at least " + SHORTEST_TOKEN + " characters");
        }
        if (port.isPresent() && token.isEmpty() && !address.isLoopbackAddress()) {
            values.problem(ADDRESS + "=" + values.get(ADDRESS) + ": others could look, so it needs " + TOKEN);
        }
        return new WebSettings(port, address, hosts(values, address), token.map(Secret::new), values.get(STUCK_AFTER));
    }

    private static InetAddress address(SettingValues values) {
        String text = values.get(ADDRESS);
        if (text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) { // nothing that would be looked up
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException e) {
                // said below
            }
        }
        values.problem(ADDRESS + "=" + text + ": an IP address of this machine, such as 127.0.0.1 or 0.0.0.0");
        return InetAddress.getLoopbackAddress();
    }

    private static Set<String> hosts(SettingValues values, InetAddress address) {
        Set<String> hosts = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "[::1]"));
        String own = address.getHostAddress();
        hosts.add(own.contains(":") ? "[" + own + "]" : own);
        values.list(HOSTS).forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        return Set.copyOf(hosts);
    }
}
