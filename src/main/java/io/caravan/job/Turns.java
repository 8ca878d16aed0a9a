package io.caravan.job;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who goes next, of the jobs of one kind: the owners of the images take turns, so that nobody's thousand files, or two that
 * take for days, keep another's waiting.
 */
final class Turns {

    private final int most;
    private final int mostOwnersBeyond;
    private final Map<Optional<Integer>, Integer> underWay = new HashMap<>();
    private final Map<Optional<Integer>, Deque<ImageJob>> ready = new LinkedHashMap<>();
    private int total;

    /**
     * @param most how many may be under way at a time
     * @param mostOwnersBeyond how many more, each the only one of its owner
     */
    Turns(int most, int mostOwnersBeyond) {
        this.most = most;
        this.mostOwnersBeyond = mostOwnersBeyond;
    }

    void isUnderWay(ImageJob job) {
        underWay.merge(job.source().owner(), 1, Integer::sum);
        total++;
    }

    /** Of each owner in the order in which they are to go. */
    void isReady(ImageJob job) {
        ready.computeIfAbsent(job.source().owner(), owner -> new ArrayDeque<>()).add(job);
    }

    /** Those who may go now, in their order. */
    List<ImageJob> next() {
        List<ImageJob> next = new ArrayList<>();
        while (!ready.isEmpty()) {
            Optional<Integer> owner = ready.keySet().stream()
                    .min(Comparator.comparing(each -> underWay.getOrDefault(each, 0)))
                    .orElseThrow();
            boolean hasNone = underWay.getOrDefault(owner, 0) == 0;
            if (total >= (hasNone ? most + mostOwnersBeyond : most)) {
                break;
            }
            Deque<ImageJob> own = ready.get(owner);
            ImageJob job = own.remove();
            if (own.isEmpty()) {
                ready.remove(owner);
            }
            next.add(job);
            isUnderWay(job);
        }
        return next;
    }
}
