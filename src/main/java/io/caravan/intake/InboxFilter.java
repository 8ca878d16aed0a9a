package io.caravan.intake;

import io.caravan.job.Sidecars;
import io.caravan.job.SourceFile;
import io.caravan.job.SourceFiles;
import io.caravan.settings.Settings;
import io.caravan.text.Backoff;
import io.caravan.text.LogText;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which file in the inbox is ready to be taken: a regular file, not a link, not hidden, by its name neither a copy under
 * way nor a sidecar, whose size and time stamp have stood still for long enough, and beside which nothing lies that says
 * otherwise. It is asked about each file at every poll and never blocks, so a file that is still being copied holds up no
 * other; nor does one that can't be judged. What is left alone for good is said once.
 */
public final class InboxFilter implements GenericFileFilter<File> {

    private static final Logger LOG = LoggerFactory.getLogger(InboxFilter.class);
    private static final String DONE_FILE = ".done";
    private static final Backoff AFTER_FAILURES = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));

    /** So long a sidecar may lie there before its image. */
    private static final Duration SIDECAR_ALONE = Duration.ofMinutes(1);

    /** A copy under way that stands still for so long is none. */
    private static final Duration COPY_STUCK = Duration.ofHours(1);

    /** So many jobs are open at the most: each is held in memory. */
    private static final int MOST_OPEN_JOBS = 20_000;

    private record Sighting(Optional<SourceFile> file, Instant since) {}

    private record Pause(int failures, Duration length, Instant end) {}

    private final Path folder;
    private final Settings.Inbox settings;
    private final Clock clock;
    private final Map<String, Sighting> sightings = new HashMap<>();
    private final Speakers speakers;
    private final IntSupplier openJobs;
    private final BooleanSupplier paused;
    private final InboxTurns turns;
    private final LineBudget budget;
    private final Map<String, Pause> postponed = new HashMap<>();
    private final Set<String> said = new HashSet<>();
    private InboxListing listing = InboxListing.EMPTY;
    private boolean full;

    /**
     * A filter for the inbox of these settings.
     *
     * @param openJobs tells how many jobs are open
     * @param paused tells whether nothing is to be taken for now
     * @param turns is told what is ready
     */
    public InboxFilter(Settings settings, Clock clock, IntSupplier openJobs, BooleanSupplier paused, InboxTurns turns) {
        this.folder = settings.spool().inbox();
        this.settings = settings.inbox();
        this.clock = clock;
        this.speakers = new Speakers(settings.spool().work());
        this.openJobs = openJobs;
        this.paused = paused;
        this.turns = turns;
        this.budget = new LineBudget(
                clock, rest -> LOG.warn("inbox/: {} more are left alone, for reasons such as those above", rest));
    }

    /**
     * Looks at what lies in the inbox now: to be done before each round of questions.
     *
     * @throws IOException when it can't be looked into
     */
    public synchronized void look() throws IOException {
        turns.begin();
        budget.settle();
        InboxListing before = listing;
        listing = InboxListing.of(folder);
        sightings.keySet().retainAll(listing.names());
        postponed.keySet().retainAll(listing.names());
        said.removeIf(name -> !listing.has(name) && !listing.unspeakable().contains(name));
        noteWhetherFull();
        listing.unspeakable().forEach(name -> warn(name, "has a name that " + whatIsWrongWithNames()));
        for (String name : listing.names()) {
            if (isHidden(name)) {
                if (name.startsWith("..")) { // no program calls its half copies so
                    warn(name, "begins with a dot, and is left alone for that: rename it");
                }
                continue;
            }
            Optional<String> suffix = Sidecars.suffixOf(name);
            if (!before.has(name) && Files.isDirectory(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                warn(name, "is a folder, and what lies in it is not taken: images lie in inbox/ itself");
            } else if (suffix.isPresent()) {
                watchSidecar(name, suffix.get());
            } else if (UnfinishedCopies.isOne(name) && standsStill(name, COPY_STUCK)) {
                warn(
                        name,
                        "has stood still for an hour; under that name it is never taken, rename it once it is whole");
            }
        }
    }

    private void noteWhetherFull() {
        boolean isFull = openJobs.getAsInt() >= MOST_OPEN_JOBS;
        if (isFull && !full) {
            LOG.warn("{} jobs are open: nothing more is taken from the inbox until there are fewer", MOST_OPEN_JOBS);
        }
        full = isFull;
    }

    /** Whether the file is ready to be taken now. */
    @Override
    public synchronized boolean accept(GenericFile<File> candidate) {
        String name = candidate.getFileNameOnly();
        boolean ready = isReady(name) && !full && !paused.getAsBoolean();
        if (ready) {
            sightings.get(name).file().ifPresent(file -> turns.ready(name, file));
        }
        return ready;
    }

    private boolean isReady(String name) {
        try {
            return listing.has(name)
                    && isImageName(name)
                    && isRegular(name)
                    && standsStill(name, settings.settle())
                    && isAnnounced(name)
                    && nothingSaysOtherwise(name)
                    && !isPostponed(name);
        } catch (RuntimeException e) {
            LOG.debug("inbox", e);
            warn(name, "can't be judged: " + LogText.clean(e.toString()));
            return false;
        }
    }

    /**
     * Leaves a file alone for a few seconds: taking it has failed for a reason that isn't the file's; each further time
     * for twice as long, up to some minutes.
     */
    public synchronized void postpone(GenericFile<File> file) {
        Pause before = postponed.get(file.getFileNameOnly());
        int failures = before == null ? 1 : before.failures() + 1;
        Duration length = AFTER_FAILURES.pause(failures);
        postponed.put(
                file.getFileNameOnly(),
                new Pause(failures, length, clock.instant().plus(length)));
    }

    /** The file that announces, where that is asked for, that an image is complete. */
    static Path doneFile(Path image) {
        return image.resolveSibling(image.getFileName() + DONE_FILE);
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".");
    }

    private boolean isImageName(String name) {
        return !isHidden(name)
                && Sidecars.suffixOf(name).isEmpty()
                && !Sidecars.isSums(name)
                && !UnfinishedCopies.isOne(name)
                && !(settings.doneFile() && name.toLowerCase(Locale.ROOT).endsWith(DONE_FILE));
    }

    private boolean isRegular(String name) {
        Path file = folder.resolve(name);
        if (Files.isSymbolicLink(file)) {
            warn(name, "is a symbolic link: links are not followed, drop the file itself");
            return false;
        }
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            warn(name, "is no regular file");
        }
        return false;
    }

    private boolean isAnnounced(String name) {
        if (!settings.doneFile() || speaks(name + DONE_FILE, name)) {
            return true;
        }
        listing.spelledOtherwise(name, DONE_FILE)
                .ifPresent(other -> warn(
                        name, "waits: the file that announces it is called " + name + DONE_FILE + ", not " + other));
        return false;
    }

    private boolean nothingSaysOtherwise(String name) {
        for (String suffix : Sidecars.SUFFIXES) {
            Optional<String> sidecar = listing.spelledOtherwise(name, suffix).filter(other -> speaks(other, name));
            if (sidecar.isPresent()) {
                warn(
                        name,
                        "waits: " + sidecar.get() + " lies beside it, and its sidecar is called " + name + suffix
                                + "; rename that, or take it away");
                return false;
            }
        }
        Optional<String> copy = listing.copyUnderWayOf(name).filter(other -> speaks(other, name));
        if (copy.isPresent() && said.add(name)) {
            LOG.info("{} waits: {} says that it is still being written", shown(name), LogText.clean(copy.get()));
        }
        return copy.isEmpty();
    }

    /** Whether a file is there that says something of an image. */
    private boolean speaks(String other, String image) {
        try {
            Optional<SourceFile> seen = sightings.get(image).file();
            return listing.has(other) && seen.isPresent() && speakers.speaks(folder.resolve(other), seen.get());
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isPostponed(String name) {
        Instant now = clock.instant();
        Pause pause = postponed.get(name);
        // a clock that was set back makes nobody wait for longer
        return pause != null && pause.end().isAfter(now) && !pause.end().isAfter(now.plus(pause.length()));
    }

    /** A sidecar without its image means that an image is imported otherwise than wanted, or never. */
    private void watchSidecar(String name, String suffix) {
        String image = name.substring(0, name.length() - suffix.length());
        if (listing.has(image) || listing.copyUnderWayOf(image).isPresent()) {
            sightings.remove(name);
        } else if (hasStayed(name, Optional.empty(), SIDECAR_ALONE)) {
            warn(
                    name,
                    "waits for its image, and there is no file " + LogText.clean(image)
                            + "; a sidecar is called like its image, with " + suffix + " behind it");
        }
    }

    private boolean standsStill(String name, Duration wanted) {
        try {
            return hasStayed(name, Optional.of(SourceFiles.look(folder.resolve(name))), wanted);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it has been seen like this for so long; a clock that was set back begins it anew. */
    private boolean hasStayed(String name, Optional<SourceFile> file, Duration wanted) {
        Instant now = clock.instant();
        Sighting before = sightings.get(name);
        if (before == null || !before.file().equals(file) || before.since().isAfter(now)) {
            before = new Sighting(file, now);
            sightings.put(name, before);
        }
        return !before.since().plus(wanted).isAfter(now);
    }

    private static String whatIsWrongWithNames() {
        String charset = System.getProperty("sun.jnu.encoding", "");
        return charset.equalsIgnoreCase("UTF-8")
                ? "is not valid UTF-8: rename it"
                : "can't be read under this locale, which has " + charset
                        + ": start Caravan with LC_ALL=C.UTF-8, or rename it";
    }

    private void warn(String name, String what) {
        if (said.add(name) && budget.take()) {
            LOG.warn("{} {}", shown(name), LogText.clean(what));
        }
    }

    private static String shown(String name) {
        return LogText.clean("inbox/" + name);
    }
}
