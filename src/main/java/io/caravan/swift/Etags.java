package io.caravan.swift;

import java.util.Locale;

/** Etags as they come: bare, in quotes, weakened by a proxy ({@code W/"…"}), or missing. */
public final class Etags {

    private Etags() {}

    /**
     * The Etag without quotes; MD5s in lower case.
     *
     * @param etag null for none, of which this is empty
     */
    public static String bare(String etag) {
        return etag == null
                ? ""
                : etag.strip().replaceFirst("^W/", "").replace("\"", "").strip().toLowerCase(Locale.ROOT);
    }
}
