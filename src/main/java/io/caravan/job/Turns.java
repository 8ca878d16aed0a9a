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
import java.util.function.ToIntFunction;

/**
 * Who goes next, of the jobs of one kind: the owners of the images take turns, so that nobody's thousand files, or two that
 * take for days, keep another's waiting.
 */
final class Turns {

    private final int most;
    private final int mostOwnersBeyond;
    private final ToIntFunction<ImageJob> priority;
    private final Map<Optional<Integer>, Integer> underWay = new HashMap<>();
    private final List<ImageJob> ready = new ArrayList<>();
    private int total;

    /**
     * @param most how many may be under way at a time
     * @param mostOwnersBeyond how many more, each the only one of its owner
     * @param priority those with a higher one go first, whosever they are
     */
    Turns(int most, int mostOwnersBeyond, ToIntFunction<ImageJob> priority) {
        this.most = most;
        this.mostOwnersBeyond = mostOwnersBeyond;
        this.priority = priority;
    }

    void isUnderWay(ImageJob job) {
        underWay.merge(job.source().owner(), 1, Integer::sum);
        total++;
    }

    /** In the order in which those of one owner and one priority are to go. */
    void isReady(ImageJob job) {
        ready.add(job);
    }

    /** Those who may go now, in their order. */
    List<ImageJob> next() {
        Map<Optional<Integer>, Deque<ImageJob>> owners = new LinkedHashMap<>();
        ready.stream()
                .sorted(Comparator.comparingInt(priority).reversed())
                .forEach(job -> owners.computeIfAbsent(job.source().owner(), owner -> new ArrayDeque<>())
                        .add(job));
        List<ImageJob> next = new ArrayList<>();
        while (!owners.isEmpty()) {
            Optional<Integer> owner = owners.keySet().stream()
                    .min(Comparator.comparingInt((Optional<Integer> each) ->
                                    -priority.applyAsInt(owners.get(each).element()))
                            .thenComparing(each -> underWay.getOrDefault(each, 0)))
                    .orElseThrow();
            boolean hasNone = underWay.getOrDefault(owner, 0) == 0;
            if (total >= (hasNone ? most + mostOwnersBeyond : most)) {
                break;
            }
            Deque<ImageJob> own = owners.get(owner);
            ImageJob job = own.remove();
            if (own.isEmpty()) {
                owners.remove(owner);
            }
            next.add(job);
            isUnderWay(job);
        }
        return next;
    }
}
