package io.caravan.cleanup;

import io.caravan.job.FinalNames;
import io.caravan.job.Sidecars;
import io.caravan.settings.Kept;
import io.caravan.settings.Settings;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes images from {@code done/} and {@code failed/}, with their papers and sidecars, once they have been there for as
 * long as is set. What has no paper was not put there by Caravan, and stays. When the clock was set meanwhile, nobody knows how old
 * anything is: then nothing is removed until the next start.
 */
public final class KeptImages {

    private static final Logger LOG = LoggerFactory.getLogger(KeptImages.class);
    private static final Duration CLOCKS_MAY_DIFFER = Duration.ofHours(1);

    private final Settings settings;
    private final Supplier<Kept> kept;
    private final Clock clock;
    private final Clock steady;
    private final Duration apart;
    private boolean said;

    /**
     * @param kept tells what holds now
     * @param steady a clock that nobody sets
     */
    public KeptImages(Settings settings, Supplier<Kept> kept, Clock clock, Clock steady) {
        this.settings = settings;
        this.kept = kept;
        this.clock = clock;
        this.steady = steady;
        this.apart = apart();
    }

    private Duration apart() {
        return Duration.between(steady.instant(), clock.instant());
    }

    /** Removes what has been kept for long enough. */
    public void tidy() {
        if (kept.get().done().isEmpty() && kept.get().failed().isEmpty()) {
            return;
        }
        if (apart().minus(apart).abs().compareTo(CLOCKS_MAY_DIFFER) > 0) {
            if (!said) {
                LOG.warn("the clock was set: until the next start nothing is removed from done/ and failed/");
                said = true;
            }
            return;
        }
        tidy(settings.spool().done(), kept.get().done(), FinalNames::receipt);
        tidy(settings.spool().failed(), kept.get().failed(), FinalNames::error);
    }

    private void tidy(Path folder, Optional<Duration> keep, UnaryOperator<String> paperOf) {
        if (keep.isEmpty()) {
            return;
        }
        Instant before = clock.instant().minus(keep.get());
        int removed = 0;
        try {
            for (Map.Entry<String, List<String>> paper : papers(folder, paperOf).entrySet()) {
                Path file = folder.resolve(paper.getKey());
                if (isOlder(file, before)) {
                    for (String beside : paper.getValue()) {
                        remove(folder.resolve(beside));
                    }
                    Files.deleteIfExists(file);
                    removed++;
                }
            }
        } catch (IOException e) {
            LOG.warn("{} can't be tidied now: {}", folder, LogText.clean(e.toString()));
        }
        if (removed > 0) {
            LOG.info(
                    "{} images were kept in {}/ for {}, and are removed",
                    removed,
                    folder.getFileName(),
                    Quantities.readable(keep.get()));
        }
    }

    /** Each paper that is there, with what lies there under the name of its image. A long name is cut in its paper's. */
    private static Map<String, List<String>> papers(Path folder, UnaryOperator<String> paperOf) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
            content.forEach(path -> names.add(path.getFileName().toString()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        String ending = paperOf.apply("x").substring(1);
        Map<String, List<String>> papers = new HashMap<>();
        names.stream().filter(name -> name.endsWith(ending)).forEach(name -> papers.put(name, new ArrayList<>()));
        for (String paper : List.copyOf(papers.keySet())) {
            String image = paper.substring(0, paper.length() - ending.length());
            Sidecars.SUFFIXES.forEach(suffix -> papers.get(paper).add(FinalNames.sidecar(image, suffix)));
        }
        names.stream()
                .filter(name -> !papers.containsKey(name))
                .forEach(name ->
                        Optional.ofNullable(papers.get(paperOf.apply(name))).ifPresent(beside -> beside.add(name)));
        return papers;
    }

    private static boolean isOlder(Path paper, Instant before) throws IOException {
        return Files.isRegularFile(paper, LinkOption.NOFOLLOW_LINKS)
                && Files.getLastModifiedTime(paper, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(before);
    }

    private static void remove(Path file) throws IOException {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(file);
        }
    }
}
