package io.caravan.job;

/** How an image's sidecar is called. */
public final class Sidecars {

    /** The ending of a sidecar's name. */
    public static final String SUFFIX = ".json";

    private Sidecars() {}

    /** The name of the sidecar of an image. */
    public static String nameFor(String image) {
        return image + SUFFIX;
    }
}
