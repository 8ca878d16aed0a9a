package io.caravan.upload;

/** Follows the writing of one segment. */
interface SendingProgress {

    /** The segment is (again) at its first byte. */
    void restarted();

    /** So many more bytes of it were handed to the network. */
    void advanced(int bytes);

    /** Whether it isn't wanted any more. */
    boolean stopped();
}
