package io.caravan.intake;

import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Which files of the inbox Camel holds for being worked on: none. One thread takes one file after another, and behind each
 * the file has been claimed and moved away, or waits for the next poll. Camel's own list would let go of a name only when
 * the message's completion runs, and a {@code seda:} queue takes that over: the name would be passed over for as long as a
 * listener hangs, and for good when the queue was full and dropped the message.
 */
public final class NothingInProgress extends ServiceSupport implements IdempotentRepository {

    @Override
    public boolean add(String key) {
        return true;
    }

    @Override
    public boolean contains(String key) {
        return false;
    }

    @Override
    public boolean remove(String key) {
        return true;
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    @Override
    public void clear() {
        // nothing is held
    }
}
