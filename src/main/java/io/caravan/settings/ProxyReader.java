package io.caravan.settings;

import io.caravan.settings.Proxies.Login;
import io.caravan.settings.Proxies.Proxy;
import io.caravan.text.HostAndPort;
import io.caravan.text.HttpUrl;
import io.caravan.text.PercentCode;
import io.caravan.text.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads which proxy is on the way: {@code caravan.http.proxy} for all hosts, else the environment's
 * {@code https_proxy} and {@code http_proxy} for hosts that aren't this machine; {@code no_proxy} holds for both.
 */
final class ProxyReader {

    private final SettingValues settings;
    private final Optional<String> own;
    private final Map<String, String> environment;

    ProxyReader(SettingValues settings, SettingsSource source) {
        this.settings = settings;
        this.own = source.cloudIsForced() ? Optional.empty() : settings.find(CloudKeys.PROXY);
        this.environment = source.foreign();
    }

    Proxies proxies() {
        List<String> exceptions = variable("no_proxy").stream()
                .flatMap(list -> Stream.of(list.split("[,\\s]+")))
                .filter(host -> !host.isEmpty())
                .toList();
        if (own.isPresent()) {
            Optional<Proxy> proxy = parsed(CloudKeys.PROXY.name(), "", own.get());
            return new Proxies(proxy, proxy, exceptions, true);
        }
        return new Proxies(ofEnvironment("http_proxy"), ofEnvironment("https_proxy"), exceptions, false);
    }

    private Optional<Proxy> ofEnvironment(String name) {
        return variable(name).flatMap(value -> parsed(name, " (environment)", value));
    }

    private Optional<String> variable(String name) {
        return Stream.of(name, name.toUpperCase(java.util.Locale.ROOT))
                .map(environment::get)
                .filter(value -> value != null && !value.isBlank())
                .map(String::strip)
                .findFirst();
    }

    private Optional<Proxy> parsed(String name, String where, String value) {
        try {
            URI url = new URI(value.contains("://") ? value : "http://" + value);
            boolean fine = "http".equalsIgnoreCase(url.getScheme())
                    && url.getRawPath().matches("/?")
                    && url.getQuery() == null
                    && url.getFragment() == null;
            Optional<HostAndPort> there = fine ? HostAndPort.of(url) : Optional.empty();
            if (there.isPresent()) {
                return there.map(place -> new Proxy(
                        place.host(), place.port().orElse(80), place.login().flatMap(ProxyReader::login)));
            }
        } catch (URISyntaxException e) {
            // said below
        }
        settings.problem(name + "=" + HttpUrl.shown(value) + where
                + ": a proxy such as http://proxy.example.com:3128 or http://user:password@proxy.example.com:3128");
        return Optional.empty();
    }

    private static Optional<Login> login(String userInfo) {
        if (userInfo.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = userInfo.split(":", 2);
        return Optional.of(new Login(
                PercentCode.decode(parts[0]), new Secret(parts.length == 2 ? PercentCode.decode(parts[1]) : "")));
    }
}
