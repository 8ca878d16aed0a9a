package io.caravan.intake;

import io.caravan.job.ImageJob.SourceFile;
import io.caravan.job.Sidecars;
import io.caravan.job.SourceFiles;
import io.caravan.settings.LogText;
import io.caravan.settings.Settings;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which file in the inbox is ready to be taken: a regular file, not a link, not hidden, by its name neither a copy under
 * way nor a sidecar, whose size and time stamp have stood still for long enough. It is asked about each file at every
 * poll and never blocks, so a file that is still being copied holds up no other.
 */
public final class InboxFilter implements GenericFileFilter<File> {

    private static final Logger LOG = LoggerFactory.getLogger(InboxFilter.class);
    private static final List<String> COPY_UNDER_WAY = List.of(".part", ".tmp", ".filepart");
    private static final String DONE_FILE = ".done";
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_TIDYINGS = Duration.ofSeconds(10);

    private record Sighting(SourceFile file, Instant since) {}

    private final Path folder;
    private final Settings.Inbox settings;
    private final Clock clock;
    private final Map<Path, Sighting> sightings = new HashMap<>();
    private final Map<Path, Instant> postponed = new HashMap<>();
    private final Set<Path> complained = new HashSet<>();
    private Instant nextTidying = Instant.MIN;

    public InboxFilter(Settings settings, Clock clock) {
        this.folder = settings.spool().inbox();
        this.settings = settings.inbox();
        this.clock = clock;
    }

    /** Whether the file is ready to be taken now. */
    @Override
    public synchronized boolean accept(GenericFile<File> candidate) {
        Instant now = clock.instant();
        if (now.isAfter(nextTidying)) {
            forgetTheGone();
            nextTidying = now.plus(BETWEEN_TIDYINGS);
        }
        Path file = folder.resolve(candidate.getFileNameOnly());
        return isImageName(file.getFileName().toString())
                && isRegular(file)
                && standsStill(file)
                && !postponed.getOrDefault(file, Instant.MIN).isAfter(now)
                && (!settings.doneFile() || Files.exists(doneFile(file)));
    }

    /** Leaves a file alone for a few seconds: taking it has failed for a reason that isn't the file's. */
    public synchronized void postpone(GenericFile<File> file) {
        postponed.put(folder.resolve(file.getFileNameOnly()), clock.instant().plus(AFTER_TROUBLE));
    }

    /** The file that announces, where that is asked for, that an image is complete. */
    static Path doneFile(Path image) {
        return image.resolveSibling(image.getFileName() + DONE_FILE);
    }

    private boolean isImageName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && !lower.endsWith(Sidecars.SUFFIX)
                && COPY_UNDER_WAY.stream().noneMatch(lower::endsWith)
                && !(settings.doneFile() && name.endsWith(DONE_FILE));
    }

    private boolean isRegular(Path file) {
        if (Files.isSymbolicLink(file)) {
            complain(file, "is a symbolic link: links are not followed, drop the file itself");
            return false;
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) && file.toString().indexOf('\uFFFD') >= 0) {
            complain(file, "has a name that is not valid UTF-8: rename it");
            return false;
        }
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private boolean standsStill(Path file) {
        SourceFile now;
        try {
            now = SourceFiles.look(file);
        } catch (IOException e) {
            return false;
        }
        Sighting before = sightings.get(file);
        if (before == null || !before.file().equals(now)) {
            before = new Sighting(now, clock.instant());
            sightings.put(file, before);
        }
        return !before.since().plus(settings.settle()).isAfter(clock.instant());
    }

    private void complain(Path file, String what) {
        if (complained.add(file)) {
            LOG.warn("{} {}", LogText.clean("inbox/" + file.getFileName()), what);
        }
    }

    private void forgetTheGone() {
        sightings.keySet().removeIf(InboxFilter::isGone);
        postponed.keySet().removeIf(InboxFilter::isGone);
        complained.removeIf(InboxFilter::isGone);
    }

    private static boolean isGone(Path file) {
        return !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
}
