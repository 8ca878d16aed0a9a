package io.caravan.content;

import io.caravan.files.Checksum;
import io.caravan.files.Checksum.Algorithm;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.job.JobFolder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checksums that images were announced with. Each file is read for them once, while it is sent. */
final class ExpectedChecksums implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExpectedChecksums.class);
    private static final int MOST_REMEMBERED = 1000;

    private final JobFolder folder;
    private final List<Algorithm> always;
    private final BooleanSupplier stopping;
    private final ExecutorService readers;

    /** By job; of one that has gone out of it, the file is read once more. */
    private final Map<String, CompletableFuture<List<Checksum>>> running =
            Collections.synchronizedMap(new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<List<Checksum>>> eldest) {
                    return size() > MOST_REMEMBERED;
                }
            });

    /**
     * @param always what each file is read for, whether it is expected or not
     * @param readers how many files are read at a time
     */
    ExpectedChecksums(JobFolder folder, List<Algorithm> always, int readers, BooleanSupplier stopping) {
        AtomicInteger number = new AtomicInteger();
        this.folder = folder;
        this.always = List.copyOf(always);
        this.stopping = stopping;
        this.readers = Executors.newFixedThreadPool(readers, task -> {
            Thread thread = new Thread(task, "checksum-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to read the file, if there is something to compare it with and that is not known yet: a job may be tried many
     * times, and its file stays the same or fails it.
     */
    void begin(ImageJob job) {
        Set<Algorithm> wanted = new LinkedHashSet<>(always);
        job.request().checksums().forEach(expected -> wanted.add(expected.algorithm()));
        if (!wanted.isEmpty()) {
            Path image = folder.image(job);
            running.compute(
                    job.id(),
                    (id, before) -> before != null && !before.isCompletedExceptionally()
                            ? before
                            : CompletableFuture.supplyAsync(
                                    () -> reckon(job.label(), image, List.copyOf(wanted)), readers));
        }
    }

    private List<Checksum> reckon(String label, Path image, List<Algorithm> algorithms) {
        try {
            List<Checksum> found = Checksum.ofFile(algorithms, image, stopping);
            LOG.info("{} has the checksum {}", label, found);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for the reader and compares.
     *
     * @throws JobFailure when the file has another checksum
     * @throws IOException when it can't be read now, or the daemon is stopping
     */
    void check(ImageJob job) throws JobFailure, IOException {
        List<Checksum> expected = job.request().checksums();
        if (expected.isEmpty()) {
            return;
        }
        List<Checksum> found = found(job);
        for (Checksum wanted : expected) {
            Checksum is = of(wanted.algorithm(), found).orElseThrow();
            if (!is.equals(wanted)) {
                throw new JobFailure(
                        "its " + wanted.algorithm().word() + " is " + is.hex() + ", and " + wanted.hex()
                                + " was expected",
                        "compare it with where it comes from, and copy it again; or correct what was expected");
            }
        }
    }

    private static Optional<Checksum> of(Algorithm algorithm, List<Checksum> found) {
        return found.stream().filter(each -> each.algorithm() == algorithm).findFirst();
    }

    /**
     * The file's checksum; one that it was not read for, it is read for now.
     *
     * @throws IOException when it can't be read now, or the daemon is stopping
     */
    Checksum checksum(ImageJob job, Algorithm algorithm) throws IOException {
        Optional<Checksum> reckoned = always.contains(algorithm) ? of(algorithm, found(job)) : Optional.empty();
        return reckoned.isPresent()
                ? reckoned.get()
                : Checksum.ofFile(List.of(algorithm), folder.image(job), stopping)
                        .get(0);
    }

    private List<Checksum> found(ImageJob job) throws IOException {
        CompletableFuture<List<Checksum>> reader = running.get(job.id());
        if (reader == null) {
            begin(job);
            return found(job);
        }
        try {
            return reader.get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "the image's checksum can't be reckoned now: "
                            + e.getCause().getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void close() {
        readers.shutdown();
    }
}
