package io.caravan.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.caravan.settings.WebSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may look: whoever knows the token, where there is one, and in any case only who calls this machine by a name that it
 * has. So a page of somebody else's, in the browser of somebody who may look, learns nothing: by a name of its own that leads
 * here (DNS rebinding) it is refused, and of another origin's answers a browser tells it nothing.
 */
final class Guard implements HttpHandler {

    static final String HEALTH = "/health/";

    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    private final WebSettings settings;
    private final HttpHandler guarded;

    Guard(WebSettings settings, HttpHandler guarded) {
        this.settings = settings;
        this.guarded = guarded;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            protect(exchange.getResponseHeaders());
            if (!METHODS.contains(exchange.getRequestMethod())) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                Answers.text(exchange, 405, "Nothing can be changed here.");
            } else if (!isOurs(exchange.getRequestHeaders().getFirst("Host"))) {
                Answers.text(
                        exchange,
                        421,
                        "This machine is not called so; caravan.web.hosts tells what else it is called.");
            } else if (isOfAnotherOrigin(exchange.getRequestHeaders())) {
                Answers.text(exchange, 403, "This is not for pages of others.");
            } else if (!mayLook(exchange)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"Caravan\", charset=\"UTF-8\"");
                Answers.text(exchange, 401, "The token is wanted: as a bearer token, or as the password of any user.");
            } else {
                guarded.handle(exchange);
            }
        }
    }

    /** Nothing of it is kept, shown within another page, or taken for something else. */
    private static void protect(Headers headers) {
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private boolean isOurs(String host) {
        return host != null
                && settings.hosts().contains(host.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT));
    }

    private boolean isOfAnotherOrigin(Headers headers) {
        String origin = headers.getFirst("Origin");
        if (origin == null) {
            return false;
        }
        try {
            return !isOurs(Optional.ofNullable(URI.create(origin).getHost()).orElse(""));
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private boolean mayLook(HttpExchange exchange) {
        if (settings.token().isEmpty() || exchange.getRequestURI().getPath().startsWith(HEALTH)) {
            return true;
        }
        String shown = shown(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        return MessageDigest.isEqual(
                shown.getBytes(StandardCharsets.UTF_8),
                settings.token().get().reveal().getBytes(StandardCharsets.UTF_8));
    }

    private static String shown(String authorization) {
        String[] parts = authorization.strip().split(" +", 2);
        if (parts.length == 2 && parts[0].equalsIgnoreCase("Bearer")) {
            return parts[1];
        }
        if (parts.length == 2 && parts[0].equalsIgnoreCase("Basic")) {
            try {
                String login = new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.UTF_8);
                return login.substring(login.indexOf(':') + 1);
            } catch (IllegalArgumentException e) {
                return "";
            }
        }
        return "";
    }
}
