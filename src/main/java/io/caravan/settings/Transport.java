package io.caravan.settings;

import io.caravan.text.Timetable;
import java.time.Duration;

/**
 * How requests travel.
 *
 * @param responseTimeout for an answer, or for the other side to take more bytes
 * @param limit how fast
 */
public record Transport(Duration connectTimeout, Duration responseTimeout, Tls tls, Proxies proxies, Limit limit) {

    /**
     * How fast bytes may go, in and out.
     *
     * @param timetable what holds at the start
     * @param followsFile whether what the settings file says holds from then on, too: unless something stronger has said it
     */
    public record Limit(Timetable timetable, boolean followsFile) {

        /** As fast as can be. */
        public static final Limit NONE = new Limit(Timetable.UNLIMITED, false);
    }

    /** As fast as can be. */
    public Transport(Duration connectTimeout, Duration responseTimeout, Tls tls, Proxies proxies) {
        this(connectTimeout, responseTimeout, tls, proxies, Limit.NONE);
    }

    /** No proxy, Java's own authorities. */
    public static Transport direct(Duration connectTimeout, Duration responseTimeout) {
        return new Transport(connectTimeout, responseTimeout, Tls.USUAL, Proxies.NONE);
    }
}
