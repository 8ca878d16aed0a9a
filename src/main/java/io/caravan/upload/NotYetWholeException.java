package io.caravan.upload;

import java.io.IOException;

/**
 * Swift shows another object than was sent. For a moment that is normal: every segment is stored, but the listing that a
 * dynamic large object is made of may be behind. For good it is an error.
 */
public final class NotYetWholeException extends IOException {

    private static final long serialVersionUID = 1L;

    public NotYetWholeException(String message) {
        super(message);
    }
}
