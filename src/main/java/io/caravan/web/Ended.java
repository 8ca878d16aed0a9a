package io.caravan.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.settings.Settings;
import io.caravan.text.Json;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The images that were done or have failed last, as their papers tell; looked for whenever any have come or gone. */
final class Ended {

    private static final int MOST = 20;

    /** Bytes: a receipt of as many segments as there can be. */
    private static final long LARGEST = 16 << 20;

    /** Of so many segments the page is told. */
    private static final int MOST_SEGMENTS = 100;

    /** An image that is done. */
    record Done(String name, Instant time, JsonNode paper) {}

    /** An image that has failed, and why. */
    record Failed(String name, Instant time, String error, String service, String advice, JsonNode paper) {}

    private record Paper(String name, Instant time, JsonNode content) {}

    /** What is another once a paper has come or gone: a folder's time alone is too coarse for two in a moment. */
    private record Seen(long ends, Instant done, Instant failed) {}

    private final Settings.Spool spool;
    private final Counts counts;
    private Optional<Seen> seen = Optional.empty();
    private List<Done> done = List.of();
    private List<Failed> failed = List.of();

    Ended(Settings.Spool spool, Counts counts) {
        this.spool = spool;
        this.counts = counts;
    }

    synchronized List<Done> done() {
        return done;
    }

    synchronized List<Failed> failed() {
        return failed;
    }

    /**
     * Looks for what has come or gone.
     *
     * @throws IOException when that can't be told now; then what was seen last is told
     */
    synchronized void look() throws IOException {
        Optional<Seen> now = Optional.of(new Seen(
                counts.images(true) + counts.images(false),
                Files.getLastModifiedTime(spool.done()).toInstant(),
                Files.getLastModifiedTime(spool.failed()).toInstant()));
        if (now.equals(seen)) {
            return;
        }
        done = newest(spool.done(), ".receipt.json").stream()
                .map(paper -> new Done(paper.name(), paper.time(), paper.content()))
                .toList();
        failed = newest(spool.failed(), ".error.json").stream()
                .map(paper -> new Failed(
                        paper.name(),
                        paper.time(),
                        paper.content().path("error").asText(),
                        paper.content().path("service").asText(),
                        paper.content().path("advice").asText(),
                        paper.content()))
                .toList();
        seen = now;
    }

    private static List<Paper> newest(Path folder, String ending) throws IOException {
        record Found(Path file, Instant time) {}
        List<Found> found = new ArrayList<>();
        try (DirectoryStream<Path> papers =
                Files.newDirectoryStream(folder, path -> path.toString().endsWith(ending))) {
            for (Path paper : papers) {
                time(paper).ifPresent(time -> found.add(new Found(paper, time)));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found.stream()
                .sorted(Comparator.comparing(Found::time).reversed())
                .limit(MOST)
                .flatMap(each -> {
                    String file = each.file().getFileName().toString();
                    String name = file.substring(0, file.length() - ending.length());
                    return content(each.file()).map(paper -> new Paper(name, each.time(), paper)).stream();
                })
                .toList();
    }

    /** None of one that has just been taken away. */
    private static Optional<Instant> time(Path paper) {
        try {
            return Optional.of(
                    Files.getLastModifiedTime(paper, LinkOption.NOFOLLOW_LINKS).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Anybody may have put a file there that is called so. */
    private static Optional<JsonNode> content(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST) {
                return Optional.empty();
            }
            JsonNode paper = Json.MAPPER.readTree(Files.readAllBytes(file));
            if (paper instanceof ObjectNode fields && fields.path("segments").size() > MOST_SEGMENTS) {
                fields.put("segments", fields.path("segments").size() + " of them");
            }
            return Optional.of(paper);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
