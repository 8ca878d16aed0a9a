package io.caravan.job;

import io.caravan.files.FileNames;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The names that images and their papers get in {@code done/} and {@code failed/}: the image's own, or with a time stamp
 * when that is taken, so that nothing is ever overwritten; and never longer than a file name may be.
 */
public final class FinalNames {

    private static final String RECEIPT = ".receipt.json";
    private static final String ERROR = ".error.json";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Clock clock;

    FinalNames(Clock clock) {
        this.clock = clock;
    }

    /**
     * A name for the image in that folder, under which neither an image nor a paper of one lies there.
     *
     * @param reserved names that are chosen and not yet used
     */
    String choose(Path folder, String image, Set<String> reserved) {
        String name = image;
        for (int again = 1; reserved.contains(name) || taken(folder, name); again++) {
            name = stamped(image, again);
        }
        return name;
    }

    private boolean taken(Path folder, String name) {
        Stream<String> papers = Stream.of(name, receipt(name), error(name));
        Stream<String> beside = Sidecars.SUFFIXES.stream().map(suffix -> sidecar(name, suffix));
        return Stream.concat(papers, beside)
                .anyMatch(paper -> Files.exists(folder.resolve(paper), LinkOption.NOFOLLOW_LINKS));
    }

    private String stamped(String image, int again) {
        int dot = image.lastIndexOf('.');
        String stem = dot > 0 ? image.substring(0, dot) : image;
        String ending = dot > 0 ? image.substring(dot) : "";
        String stamp = "-" + STAMP.format(clock.instant()) + (again == 1 ? "" : "-" + again);
        return FileNames.fit(stem, stamp + ending);
    }

    /** The name of the receipt beside an image. */
    public static String receipt(String image) {
        return FileNames.fit(image, RECEIPT);
    }

    /** The name of the error file beside an image. */
    public static String error(String image) {
        return FileNames.fit(image, ERROR);
    }

    /** The name of the sidecar, or of a checksum's file, beside an image. */
    public static String sidecar(String image, String suffix) {
        return FileNames.fit(image, suffix);
    }
}
