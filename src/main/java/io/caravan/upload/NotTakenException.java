package io.caravan.upload;

import java.io.IOException;

/** Swift has answered that it is well, but something else lies under the name, or nothing; another try may change that. */
public final class NotTakenException extends IOException {

    private static final long serialVersionUID = 1L;

    NotTakenException(String message) {
        super(message);
    }
}
