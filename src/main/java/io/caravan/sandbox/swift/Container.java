package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.Utf8Order;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The index of one container, in memory; changed under its own lock, read without. */
final class Container {
    private final String name;
    private final Path folder;
    private final long ticks;
    private final NavigableMap<String, Slot> slots = new ConcurrentSkipListMap<>(Utf8Order.INSTANCE);
    private volatile Map<String, String> headers;
    private boolean removed;
    private long nextTurn = System.nanoTime();

    Container(String name, Path folder, long ticks, Map<String, String> headers) {
        this.name = name;
        this.folder = folder;
        this.ticks = ticks;
        this.headers = Map.copyOf(headers);
    }

    /** An object, and what listings show in its place as long as it is hidden. */
    private record Slot(Optional<VaultObject> current, Optional<VaultObject> before, BooleanSupplier hidden) {
        Optional<VaultObject> listed() {
            return hidden.getAsBoolean() ? before : current;
        }
    }

    /** The sums that Swift tells of a container. */
    record Usage(long objects, long bytes) {}

    String name() {
        return name;
    }

    Path folder() {
        return folder;
    }

    long ticks() {
        return ticks;
    }

    Map<String, String> headers() {
        return headers;
    }

    void headers(Map<String, String> newHeaders) {
        headers = Collections.unmodifiableMap(new TreeMap<>(newHeaders));
    }

    /** Waits until it is this writer's turn, of so many a second. */
    void awaitTurn(int perSecond) {
        long wait;
        synchronized (this) {
            long now = System.nanoTime();
            long turn = Math.max(nextTurn - now, 0);
            nextTurn = now + turn + TimeUnit.SECONDS.toNanos(1) / perSecond;
            wait = turn;
        }
        LockSupport.parkNanos(wait);
    }

    boolean isRemoved() {
        return removed;
    }

    void markRemoved() {
        removed = true;
    }

    boolean isEmpty() {
        return slots.isEmpty();
    }

    Optional<VaultObject> find(String object) {
        return Optional.ofNullable(slots.get(object)).flatMap(Slot::current);
    }

    /** The object where it is now; the one that stood there before goes on being listed as long as this one hides. */
    void put(VaultObject object, BooleanSupplier hidden) {
        Optional<VaultObject> before =
                Optional.ofNullable(slots.get(object.name())).flatMap(Slot::listed);
        slots.put(object.name(), new Slot(Optional.of(object), before, hidden));
    }

    void remove(String object) {
        slots.remove(object);
    }

    /** The objects that listings show whose name starts with the prefix, in their order. */
    Stream<VaultObject> listed(String prefix) {
        Iterator<Map.Entry<String, Slot>> from =
                slots.tailMap(prefix, true).entrySet().iterator();
        Iterable<Map.Entry<String, Slot>> entries = () -> from;
        return StreamSupport.stream(entries.spliterator(), false)
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .flatMap(entry -> entry.getValue().listed().stream());
    }

    /** The first listed object at or after this name. */
    Optional<VaultObject> listedFrom(String object, boolean inclusive) {
        for (Slot slot : slots.tailMap(object, inclusive).values()) {
            if (slot.listed().isPresent()) {
                return slot.listed();
            }
        }
        return Optional.empty();
    }

    Usage usage() {
        long[] sums = {0, 0};
        listed("").forEach(object -> {
            sums[0]++;
            sums[1] += object.bytes();
        });
        return new Usage(sums[0], sums[1]);
    }
}
