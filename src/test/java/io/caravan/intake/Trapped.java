package io.caravan.intake;

import io.caravan.job.ImageJob;
import io.caravan.job.JobJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** A journal with which something happens to the spool as soon as a job is created. */
record Trapped(JobJournal journal, Trap trap) implements JobJournal {

    /** What happens. */
    interface Trap {
        void spring(ImageJob job) throws IOException;
    }

    @Override
    public void prepare(ImageJob job) {
        journal.prepare(job);
    }

    @Override
    public void create(ImageJob job) {
        journal.create(job);
        try {
            trap.spring(job);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void offer(ImageJob job) {
        journal.offer(job);
    }

    @Override
    public void save(ImageJob job) {
        journal.save(job);
    }

    @Override
    public Optional<ImageJob> find(String id) {
        return journal.find(id);
    }

    @Override
    public List<ImageJob> open() {
        return journal.open();
    }

    @Override
    public void close(ImageJob job) {
        journal.close(job);
    }
}
