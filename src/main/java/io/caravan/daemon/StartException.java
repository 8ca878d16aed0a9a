package io.caravan.daemon;

/** Why the daemon doesn't start, for whoever tried. */
public final class StartException extends Exception {

    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }
}
