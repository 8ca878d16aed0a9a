package io.caravan.upload;

/** Segments that can't be proved to be of no more use. */
public final class StillNeededException extends Exception {

    private static final long serialVersionUID = 1L;

    StillNeededException(String message) {
        super(message);
    }
}
