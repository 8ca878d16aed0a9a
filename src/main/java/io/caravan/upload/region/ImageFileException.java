package io.caravan.upload.region;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The image's own file is the failure, not the network: it is gone, shorter than planned, or can't be read. */
public final class ImageFileException extends UncheckedIOException {

    private static final long serialVersionUID = 1L;

    public ImageFileException(String message, IOException cause) {
        super(message, cause);
    }
}
