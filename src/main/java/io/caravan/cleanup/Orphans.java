package io.caravan.cleanup;

import io.caravan.http.ServiceRefusal;
import io.caravan.swift.AccountListings.ObjectEntry;
import io.caravan.swift.SegmentNames;
import io.caravan.swift.StoredInfo;
import io.caravan.swift.SwiftAccount;
import io.caravan.swift.SwiftListing;
import io.caravan.text.LogText;
import io.caravan.text.ObjectNames;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Segments that are of no more use: old enough, in their container under a prefix as Caravan or python-swiftclient name
 * it, and neither a manifest of the account nor an open job refers to any of them. What can't be proved so stays.
 */
public final class Orphans {

    private static final int FORBIDDEN = 403;

    private final SwiftAccount account;
    private final OpenJobs jobs;
    private final Duration age;

    /** @param age how long ago the last segment of an upload was put, at least */
    public Orphans(SwiftAccount account, OpenJobs jobs, Duration age) {
        this.account = account;
        this.jobs = jobs;
        this.age = age;
    }

    /**
     * What there is in a segment container.
     *
     * @throws IOException when something can't be looked at: then nothing is proved to be an orphan
     */
    public List<JudgedGroup> find(String container) throws IOException {
        Instant old = old();
        List<JudgedGroup> findings = new ArrayList<>();
        List<SegmentGroup> candidates = new ArrayList<>();
        for (SegmentGroup group : groups(container)) {
            Optional<String> kept = tooEarly(group, old);
            if (kept.isPresent()) {
                findings.add(new JudgedGroup(group, kept.get()));
            } else {
                candidates.add(group);
            }
        }
        if (!candidates.isEmpty()) {
            References references = new ManifestScan(account).run();
            for (SegmentGroup group : candidates) {
                Optional<String> kept = madeOf(group, references);
                findings.add(new JudgedGroup(
                        group, kept.isPresent() ? kept.get() : neededBy(group).orElse("")));
            }
        }
        return findings;
    }

    private Optional<String> madeOf(SegmentGroup group, References references) throws IOException {
        Optional<String> listed = references.to(group).map(object -> LogText.clean(object) + " is made of them");
        if (listed.isPresent() || !references.hasUntold()) {
            return listed;
        }
        for (ObjectEntry segment : segments(group)) {
            Optional<String> object = references.toAny(segment.hash());
            if (object.isPresent()) {
                return Optional.of(LogText.clean(object.get())
                        + " may be made of them, which this cloud does not tell: it has the same bytes");
            }
        }
        return Optional.empty();
    }

    private List<ObjectEntry> segments(SegmentGroup group) throws IOException {
        List<ObjectEntry> segments = new ArrayList<>();
        SwiftListing<ObjectEntry> listing = account.objects(group.container(), group.prefix());
        for (Optional<ObjectEntry> next = listing.next(); next.isPresent(); next = listing.next()) {
            if (SegmentNames.isIndex(next.get().name().substring(group.prefix().length()))) {
                segments.add(next.get());
            }
        }
        return segments;
    }

    private Instant old() throws IOException {
        return now().orElseThrow(() -> new IOException("the service does not tell the time, so nothing's age is known"))
                .minus(age);
    }

    private Optional<Instant> now() throws IOException {
        try {
            return account.now();
        } catch (ServiceRefusal e) {
            if (e.status() == FORBIDDEN) {
                throw new IOException(
                        "this user may not look at the account as a whole, and only that proves that nothing refers to"
                                + " a segment: " + e.getMessage(),
                        e);
            }
            throw e;
        }
    }

    private List<SegmentGroup> groups(String container) throws IOException {
        Map<String, SegmentGroup> groups = new TreeMap<>();
        SwiftListing<ObjectEntry> listing = account.objects(container, "");
        for (Optional<ObjectEntry> next = listing.next(); next.isPresent(); next = listing.next()) {
            ObjectEntry entry = next.get();
            SegmentNames.parse(entry.name())
                    .ifPresent(name -> groups.merge(
                            name.prefix(),
                            new SegmentGroup(container, name.prefix(), name.objects(), 1, entry.bytes(), put(entry)),
                            (group, one) -> group.and(one.bytes(), one.newest())));
        }
        return List.copyOf(groups.values());
    }

    /** A segment without a time that can be read is as new as can be. */
    private static Instant put(ObjectEntry entry) {
        return entry.modified().orElse(Instant.MAX);
    }

    private Optional<String> tooEarly(SegmentGroup group, Instant old) {
        if (!SwiftAccount.canBeSent(group.prefix())) {
            return Optional.of("a part of their names is '.' or '..'");
        }
        return group.newest().isAfter(old) ? Optional.of("younger than " + Quantities.readable(age)) : Optional.empty();
    }

    private Optional<String> neededBy(SegmentGroup group) throws IOException {
        return jobs.needing(group).map(job -> job + " has not ended");
    }

    /**
     * Deletes an orphan's segments, after another look at what may have changed since it was found.
     *
     * @return how many there were
     * @throws IOException when it is none any more, or a segment can't be deleted
     */
    public long delete(SegmentGroup group) throws IOException {
        Instant old = old();
        Optional<String> needed = neededBy(group);
        if (needed.isPresent()) {
            throw new IOException(needed.get());
        }
        for (String object : group.objects()) {
            checkObject(group, object);
        }
        List<ObjectEntry> segments = segments(group);
        if (segments.stream().anyMatch(segment -> put(segment).isAfter(old))) {
            throw new IOException("a segment was put meanwhile");
        }
        for (ObjectEntry segment : segments) {
            account.delete(group.container(), segment.name());
        }
        return segments.size();
    }

    /** The object that the segments were sent for may have been made of them meanwhile. */
    private void checkObject(SegmentGroup group, String object) throws IOException {
        String container = group.container().substring(0, group.container().length() - ObjectNames.SEGMENTS.length());
        Optional<StoredInfo> stored = account.stored(container, object);
        References now = new References();
        if (stored.isPresent()) {
            stored.get().manifest().forEach(prefix -> now.addDynamic(prefix, object));
            if (stored.get().isStatic()) {
                now.addStatic(account.staticManifest(container, object), object);
            }
        }
        if (madeOf(group, now).isPresent()) {
            throw new IOException("the object has been made of them meanwhile");
        }
    }
}
