package io.caravan.upload;

import java.io.IOException;

/** Swift has taken the object and does not have it: its segments, or their container, were deleted meanwhile. */
public final class ObjectGoneException extends IOException {

    private static final long serialVersionUID = 1L;

    ObjectGoneException(String message) {
        super(message);
    }
}
