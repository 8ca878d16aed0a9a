package io.caravan.upload;

/** Etags as they come: bare, in quotes, or missing. */
final class Etags {

    private Etags() {}

    /** The Etag without quotes; empty for none. */
    static String bare(String etag) {
        return etag == null ? "" : etag.replace("\"", "").strip();
    }
}
