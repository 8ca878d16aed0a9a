package io.caravan.job;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * What survives a crash: the state of every job that hasn't ended. An implementation returns from a method only when
 * the change is safe; it throws {@link UncheckedIOException} when it can't make it so. What follows from a change may
 * begin only after that.
 */
public interface JobJournal {

    /** Makes a new job's folder, in which nobody else can reach anything; nothing is written down yet. */
    void prepare(ImageJob job);

    /** Writes a new job down without offering it to anyone: its image isn't in its folder yet. */
    void create(ImageJob job);

    /** Offers a created job: from now on it is among {@link #open()}. */
    void offer(ImageJob job);

    /** Writes a job's new state. */
    void save(ImageJob job);

    /** The job of that id, if it is open. */
    Optional<ImageJob> find(String id);

    /** Every job that is offered and not closed, in the order of their claims. */
    List<ImageJob> open();

    /** Forgets a job and removes its papers. An image or a sidecar is never removed: while one is there, this throws. */
    void close(ImageJob job);
}
