package io.caravan.settings;

import java.time.Duration;

/**
 * How requests travel.
 *
 * @param responseTimeout for an answer, or for the other side to take more bytes
 */
public record Transport(Duration connectTimeout, Duration responseTimeout, Tls tls, Proxies proxies) {

    /** No proxy, Java's own authorities. */
    public static Transport direct(Duration connectTimeout, Duration responseTimeout) {
        return new Transport(connectTimeout, responseTimeout, Tls.USUAL, Proxies.NONE);
    }
}
