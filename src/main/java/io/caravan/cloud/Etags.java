package io.caravan.cloud;

/** Etags as they come: bare, in quotes, or missing. */
public final class Etags {

    private Etags() {}

    /**
     * The Etag without quotes.
     *
     * @param etag null for none, of which this is empty
     */
    public static String bare(String etag) {
        return etag == null ? "" : etag.replace("\"", "").strip();
    }
}
