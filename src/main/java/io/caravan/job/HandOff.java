package io.caravan.job;

/** The queues of jobs between stages: {@code caravan.hand-off.images}, {@code .imports} and {@code .ends}. */
public enum HandOff {
    /** To be uploaded. */
    IMAGES,
    /** Uploaded, to be imported. */
    IMPORTS,
    /** Done or failed, to be put away. */
    ENDS
}
