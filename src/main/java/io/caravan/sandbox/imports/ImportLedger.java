package io.caravan.sandbox.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.Durable;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.swift.ObjectVault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All imports, one JSON file each. An import is settled when somebody looks after its time is over and its object has
 * been read; only then must the object be the same still, so deleting it too early makes the import fail.
 */
public final class ImportLedger implements AutoCloseable {
    private final Path folder;
    private final Clock clock;
    private final ImportTimeline timeline;
    private final ImportReader reader;
    private final ImportCheck check;
    private final NavigableMap<Long, ImportJob> jobs = new TreeMap<>(Comparator.reverseOrder());
    private final Map<String, ImportOutcome> outcomes = new LinkedHashMap<>();

    private ImportLedger(Path folder, Clock clock, ImportTimeline timeline, ImportCheck check, ObjectVault vault) {
        this.folder = folder;
        this.clock = clock;
        this.timeline = timeline;
        this.reader = new ImportReader(vault);
        this.check = check;
    }

    /** Reads the imports in this folder, and begins again what was not finished. */
    public static ImportLedger open(
            Path folder, Clock clock, ImportTimeline timeline, int generation, ObjectVault vault) throws IOException {
        ImportLedger ledger = new ImportLedger(
                Files.createDirectories(folder), clock, timeline, new ImportCheck(vault, generation), vault);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                ImportJob job = JsonBody.read(file, ImportJob.class);
                ledger.jobs.put(job.sequence(), job);
            }
        }
        ledger.jobs.values().stream()
                .filter(job -> job.isIn(ImportJob.State.OPEN))
                .forEach(ledger.reader::start);
        return ledger;
    }

    /** Where an import stands now. */
    record Standing(ImportJob job, ImportTimeline.Point point) {}

    synchronized ImportJob accept(ObjectNode request) throws IOException {
        long sequence = jobs.isEmpty() ? 1 : jobs.firstKey() + 1;
        ImportJob job = check.accept(request, sequence, clock.instant());
        if (jobs.values().stream().anyMatch(other -> other.imageId().equalsIgnoreCase(job.imageId()))) {
            throw new Refusal(ImageImport.error(409, 40901, "Parameter 'id' is already used."));
        }
        save(job);
        reader.start(job);
        return job;
    }

    synchronized Optional<Standing> find(String importId) {
        return all().stream()
                .filter(standing -> standing.job().importId().equals(importId))
                .findFirst();
    }

    /** All imports, the newest first. */
    synchronized List<Standing> all() {
        Instant now = clock.instant();
        return List.copyOf(jobs.values()).stream()
                .map(job -> settle(job, now))
                .map(job -> new Standing(job, timeline.at(job.age(now))))
                .toList();
    }

    /** The image service's records of what was imported. */
    public List<ObjectNode> images() {
        return all().stream()
                .filter(standing -> standing.job().isIn(ImportJob.State.SUCCEEDED))
                .map(standing -> ImageRecord.of(standing.job()))
                .toList();
    }

    public synchronized void outcome(String objectNameSuffix, ImportOutcome outcome) {
        outcomes.put(objectNameSuffix, outcome);
    }

    private ImportJob settle(ImportJob job, Instant now) {
        ImportTimeline.Phase phase = timeline.at(job.age(now)).phase();
        if (!job.isIn(ImportJob.State.OPEN)) {
            return job;
        }
        ImportOutcome outcome = outcomeOf(job);
        Optional<ImportReader.Reading> reading = reader.reading(job);
        if (outcome instanceof ImportOutcome.NeverEnds) {
            return job;
        }
        if (outcome instanceof ImportOutcome.Fail fail) {
            return phase == ImportTimeline.Phase.OVER ? end(job.failed(fail.message(), now)) : job;
        }
        if (phase == ImportTimeline.Phase.QUEUED || reading.isEmpty()) {
            return job;
        }
        if (reading.get().failure().isPresent()) {
            return end(job.failed(reading.get().failure().get(), now));
        }
        if (phase != ImportTimeline.Phase.OVER) {
            return job;
        }
        return reader.isUnchanged(job, reading.get())
                ? end(job.succeeded(reading.get().size(), now))
                : end(job.failed("The object " + job.location() + " changed while it was imported.", now));
    }

    private ImportOutcome outcomeOf(ImportJob job) {
        return outcomes.entrySet().stream()
                .filter(entry -> job.object().endsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .reduce((first, last) -> last)
                .orElse(ImportOutcome.SUCCEED);
    }

    private ImportJob end(ImportJob job) {
        reader.forget(job);
        try {
            save(job);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return job;
    }

    private void save(ImportJob job) throws IOException {
        Durable.write(folder.resolve(job.importId() + ".json"), JsonBody.bytes(job));
        jobs.put(job.sequence(), job);
    }

    @Override
    public void close() {
        reader.close();
    }
}
