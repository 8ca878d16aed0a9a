package io.caravan.job;

import io.caravan.files.Checksum.Algorithm;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How the files are called that say something of an image, and go where it goes: its sidecar, and its checksums. */
public final class Sidecars {

    /** The ending of a sidecar's name. */
    public static final String SUFFIX = ".json";

    /** The endings of all their names. */
    public static final List<String> SUFFIXES = Stream.concat(
                    Stream.of(SUFFIX), Stream.of(Algorithm.values()).map(Sidecars::suffix))
            .toList();

    private Sidecars() {}

    /** The ending of the name of a file with an image's checksum: {@code .sha256}. */
    public static String suffix(Algorithm algorithm) {
        return "." + algorithm.word();
    }

    /** The ending that makes a file one of these, in the letters that it has. */
    public static Optional<String> suffixOf(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return SUFFIXES.stream()
                .filter(small::endsWith)
                .findFirst()
                .map(suffix -> name.substring(name.length() - suffix.length()));
    }

    /** The name of a file with many images' checksums: {@code SHA256SUMS}. */
    public static String sums(Algorithm algorithm) {
        return algorithm.name() + "SUMS";
    }

    /** Whether a file is called so, in capitals or not. */
    public static boolean isSums(String name) {
        return Stream.of(Algorithm.values()).map(Sidecars::sums).anyMatch(name::equalsIgnoreCase);
    }
}
