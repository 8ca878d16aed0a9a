package io.caravan.intake;

/** An image that can't be what it was dropped for; the message says why, for whoever dropped it. */
final class ImageRefused extends Exception {

    private static final long serialVersionUID = 1L;

    ImageRefused(String message) {
        super(message);
    }
}
