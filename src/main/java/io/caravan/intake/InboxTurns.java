package io.caravan.intake;

import io.caravan.job.SourceFile;
import java.io.File;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.component.file.GenericFile;

/**
 * In which order ready files are taken: their owners take turns, and each owner's oldest goes first. Whoever drops
 * thousands, or dates them back, goes before nobody else's next.
 */
public final class InboxTurns implements Comparator<GenericFile<File>> {

    private record Candidate(String name, SourceFile file) {}

    private final List<Candidate> candidates = new ArrayList<>();
    private final Map<String, Integer> turns = new HashMap<>();

    /** Another look at the inbox begins. */
    synchronized void begin() {
        candidates.clear();
        turns.clear();
    }

    /** A file is ready to be taken. */
    synchronized void ready(String name, SourceFile file) {
        candidates.add(new Candidate(name, file));
    }

    @Override
    public synchronized int compare(GenericFile<File> one, GenericFile<File> other) {
        if (turns.isEmpty()) {
            assignTurns();
        }
        return Integer.compare(turn(one), turn(other));
    }

    private int turn(GenericFile<File> file) {
        return turns.getOrDefault(file.getFileNameOnly(), Integer.MAX_VALUE);
    }

    private void assignTurns() {
        Map<Optional<Integer>, Integer> next = new HashMap<>();
        candidates.sort(
                Comparator.comparing((Candidate candidate) -> candidate.file().modified())
                        .thenComparing(Candidate::name));
        for (Candidate candidate : candidates) {
            int turn = next.merge(candidate.file().owner(), 1, Integer::sum);
            turns.put(candidate.name(), turn);
        }
    }
}
