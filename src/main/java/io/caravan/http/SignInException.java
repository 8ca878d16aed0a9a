package io.caravan.http;

import java.io.IOException;

/** Keystone does not let us in, or the way to a service is not to be trusted, as opposed to being away: only a person can mend that. */
public final class SignInException extends IOException {

    private static final long serialVersionUID = 1L;

    public SignInException(String message) {
        super(message);
    }
}
