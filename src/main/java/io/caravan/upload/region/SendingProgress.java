package io.caravan.upload.region;

/** Follows the writing of one segment. */
public interface SendingProgress {

    /** Nobody follows it, and it is wanted to its end. */
    SendingProgress UNFOLLOWED = new SendingProgress() {
        @Override
        public void restarted() {}

        @Override
        public void advanced(long bytes) {}

        @Override
        public boolean stopped() {
            return false;
        }

        @Override
        public boolean calledOff() {
            return false;
        }
    };

    /** The segment is (again) at its first byte. */
    void restarted();

    /** So many more bytes of it were handed to the network. */
    void advanced(long bytes);

    /** Whether it isn't wanted any more: no more of it is written. */
    boolean stopped();

    /** Whether somebody has called it off: its request is ended, wherever that is. */
    boolean calledOff();
}
