package io.caravan.job;

/** How far an image has come. The order is the way of every job; {@link #FAILED} may follow any of them. */
public enum Stage {
    /** The image lies in {@code work/}, nothing has been sent. */
    CLAIMED,
    /** Its segments are on their way. */
    UPLOADING,
    /** The object is whole, and that was verified. */
    UPLOADED,
    /** The import was intended; with an import id, the service has accepted it. */
    IMPORTING,
    /** The image is registered, or where nothing imports, its object is verified. */
    DONE,
    /** It has failed, and is not tried again by itself. */
    FAILED;

    /** The queues of jobs between stages: {@code caravan.hand-off.images}, {@code .imports} and {@code .ends}. */
    public enum HandOff {
        /** To be uploaded. */
        IMAGES,
        /** Uploaded, to be imported. */
        IMPORTS,
        /** Done or failed, to be put away. */
        ENDS
    }
}
