package io.caravan.download;

import java.io.IOException;

/** A download that no further try in the same run would help. */
public final class DownloadFailed extends IOException {

    private static final long serialVersionUID = 1L;

    DownloadFailed(String message) {
        super(message);
    }

    DownloadFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
