package io.caravan.upload.region;

import java.io.InterruptedIOException;

/** A segment was given up in the middle: the daemon is stopping, or another segment has decided the upload's fate. */
public final class UploadStoppedException extends InterruptedIOException {

    private static final long serialVersionUID = 1L;

    public UploadStoppedException() {
        super("the upload was stopped");
    }
}
