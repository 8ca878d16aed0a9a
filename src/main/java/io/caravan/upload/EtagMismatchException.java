package io.caravan.upload;

import java.io.IOException;

/** Swift has other bytes than were read from the file: damaged on the way, or on either machine. */
public final class EtagMismatchException extends IOException {

    private static final long serialVersionUID = 1L;

    public EtagMismatchException(String name, String md5, String etag) {
        super(name + " was sent with the MD5 " + md5 + ", but Swift answered "
                + (etag.isEmpty() ? "without an Etag" : "with the Etag " + etag));
    }
}
