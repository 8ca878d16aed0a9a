package io.caravan.sandbox.imports;

import io.caravan.sandbox.http.Hashes;
import io.caravan.sandbox.swift.ObjectVault;
import io.caravan.sandbox.swift.WholeObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Reads the objects of imports from their first byte to their last, through the manifest. */
final class ImportReader implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int HEAD = 512;

    private final ObjectVault vault;
    private final Map<String, Reading> readings = new ConcurrentHashMap<>();
    private final ExecutorService workers = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "sandbox-import");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    ImportReader(ObjectVault vault) {
        this.vault = vault;
    }

    /**
     * What reading an object came to.
     *
     * @param failure why the object is no good; empty if it is
     * @param etag of the object that was read
     * @param size of the image in bytes
     */
    record Reading(Optional<String> failure, String etag, long size) {
        static Reading failed(String why) {
            return new Reading(Optional.of(why), "", 0);
        }
    }

    void start(ImportJob job) {
        workers.execute(() -> {
            Reading reading = read(job);
            if (!closed) {
                readings.put(job.importId(), reading);
            }
        });
    }

    /** What the reading came to; empty as long as it goes on. */
    Optional<Reading> reading(ImportJob job) {
        return Optional.ofNullable(readings.get(job.importId()));
    }

    void forget(ImportJob job) {
        readings.remove(job.importId());
    }

    /** True if the object is still the one that was read. */
    boolean isUnchanged(ImportJob job, Reading reading) {
        try {
            return WholeObject.find(vault, job.container(), job.object())
                    .filter(now -> fingerprint(now).equals(reading.etag()))
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private Reading read(ImportJob job) {
        try {
            Optional<WholeObject> whole = WholeObject.find(vault, job.container(), job.object());
            return whole.isEmpty()
                    ? Reading.failed("The object " + job.location() + " does not exist any more.")
                    : read(job, whole.get());
        } catch (IOException e) {
            return Reading.failed("The object " + job.location() + " could not be read to its end.");
        }
    }

    private static Reading read(ImportJob job, WholeObject whole) throws IOException {
        long length = whole.length();
        ByteBuffer head = ByteBuffer.allocate((int) Math.min(HEAD, length));
        MessageDigest sha1 = Hashes.sha1();
        whole.copy(0, length, bytes -> {
            while (head.hasRemaining() && bytes.hasRemaining()) {
                byte next = bytes.get();
                head.put(next);
                sha1.update(next);
            }
            sha1.update(bytes);
        });
        String sum = Hashes.hex(sha1.digest());
        if (!job.checksum().isEmpty() && !job.checksum().equalsIgnoreCase(sum)) {
            return Reading.failed("The checksum of " + job.location() + " is " + sum + ", not " + job.checksum() + ".");
        }
        long size = SparseVmdk.virtualBytes(head.array()).orElse(length);
        return new Reading(Optional.empty(), fingerprint(whole), size);
    }

    private static String fingerprint(WholeObject whole) {
        long length = whole.length();
        return whole.etag() + " " + whole.pieces().size() + " " + length + " " + whole.intact(0, length);
    }

    @Override
    public void close() {
        closed = true;
        workers.shutdownNow();
    }
}
