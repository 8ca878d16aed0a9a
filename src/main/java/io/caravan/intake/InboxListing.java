package io.caravan.intake;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names in the inbox at one moment. */
final class InboxListing {

    /** Nothing lies there. */
    static final InboxListing EMPTY = new InboxListing();

    /** Each is held in memory, here and by Camel. */
    private static final int MOST_NAMES = 50_000;

    private final Set<String> names = new HashSet<>();
    private final Set<String> unspeakable = new HashSet<>();
    private final Map<String, List<String>> bySmallLetters = new HashMap<>();

    private InboxListing() {}

    /** @throws IOException when the folder can't be looked into, or holds more than can be looked at */
    static InboxListing of(Path folder) throws IOException {
        InboxListing listing = new InboxListing();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            int number = 0;
            for (Path entry : entries) {
                if (++number > MOST_NAMES) {
                    throw new IOException("it holds more than " + MOST_NAMES + " files");
                }
                listing.add(entry.getFileName());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return listing;
    }

    private void add(Path entry) {
        String name = entry.toString();
        if (leadsTo(name, entry)) {
            names.add(name);
            bySmallLetters
                    .computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                    .add(name);
        } else {
            unspeakable.add(name);
        }
    }

    /** A name whose bytes are none of the locale's text leads nowhere, or Java refuses it. */
    private static boolean leadsTo(String name, Path entry) {
        try {
            return Path.of(name).equals(entry);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** The names by which a file can be opened. */
    Set<String> names() {
        return names;
    }

    /** What is shown of those names by which no file can be opened. */
    Set<String> unspeakable() {
        return unspeakable;
    }

    boolean has(String name) {
        return names.contains(name);
    }

    /** Of the files called like this in other letters, capital or small, the first that isn't some other file's own. */
    Optional<String> spelledOtherwise(String image, String suffix) {
        String wanted = image + suffix;
        return bySmallLetters.getOrDefault(wanted.toLowerCase(Locale.ROOT), List.of()).stream()
                .filter(name -> !name.equals(wanted))
                .filter(name -> !(name.endsWith(suffix) && has(withoutSuffix(name, suffix)))
                        || withoutSuffix(name, suffix).equals(image))
                .findFirst();
    }

    /** What says that a file of this name is under way. */
    Optional<String> copyUnderWayOf(String name) {
        return UnfinishedCopies.beside(name)
                .flatMap(small -> bySmallLetters.getOrDefault(small, List.of()).stream())
                .filter(beside -> beside.startsWith(name))
                .findFirst();
    }

    private static String withoutSuffix(String name, String suffix) {
        return name.substring(0, name.length() - suffix.length());
    }
}
