package io.caravan.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.files.DurableFiles;
import io.caravan.job.FinalNames;
import io.caravan.job.Sidecars;
import io.caravan.settings.Settings;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Images that have failed, and how one is dropped again: back into the inbox, under the name that it was dropped with. */
final class FailedImages {

    /** Bytes. */
    private static final long LARGEST = 1 << 20;

    private final Path failed;
    private final Path inbox;
    private final boolean doneFile;

    FailedImages(Settings settings) {
        this.failed = settings.spool().failed();
        this.inbox = settings.spool().inbox();
        this.doneFile = settings.inbox().doneFile();
    }

    /**
     * Moves an image and its sidecars back into the inbox, the image last, and removes the paper that says why it failed.
     *
     * @param name under which it lies in {@code failed/}
     * @return what was done, as a sentence
     * @throws ControlRefusal when there is none of that name, or the inbox has one already
     * @throws IOException when it can't be moved
     */
    String dropAgain(String name) throws IOException, ControlRefusal {
        if (name.isEmpty()
                || name.contains("/")
                || name.startsWith(".")
                || Sidecars.suffixOf(name).isPresent()) {
            throw unknown(name);
        }
        Path image = failed.resolve(name);
        if (!Files.isRegularFile(image, LinkOption.NOFOLLOW_LINKS)) {
            throw unknown(name);
        }
        String dropped = droppedAs(name).orElse(name);
        Map<Path, Path> moves = new LinkedHashMap<>();
        for (String suffix : Sidecars.SUFFIXES) {
            Path sidecar = failed.resolve(FinalNames.sidecar(name, suffix));
            if (Files.isRegularFile(sidecar, LinkOption.NOFOLLOW_LINKS)) {
                moves.put(sidecar, inbox.resolve(dropped + suffix));
            }
        }
        moves.put(image, inbox.resolve(dropped));
        for (Path to : moves.values()) {
            if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
                throw new ControlRefusal(to.getFileName() + " lies in inbox/ already");
            }
        }
        try {
            for (Map.Entry<Path, Path> move : moves.entrySet()) {
                DurableFiles.move(move.getKey(), move.getValue());
            }
        } catch (FileAlreadyExistsException e) {
            throw new ControlRefusal(e.getMessage() + " is there already");
        }
        if (doneFile) {
            Files.write(inbox.resolve(dropped + ".done"), new byte[0]);
        }
        Files.deleteIfExists(failed.resolve(FinalNames.error(name)));
        return LogText.clean(name) + " is in inbox/ again"
                + (dropped.equals(name) ? "" : " as " + LogText.clean(dropped));
    }

    private static ControlRefusal unknown(String name) {
        return new ControlRefusal("no job is under way of that id or image, and none lies in failed/: " + name);
    }

    /** The name that it had in the inbox, if its paper tells one: another may lie in {@code failed/} under that. */
    private Optional<String> droppedAs(String name) {
        Path paper = failed.resolve(FinalNames.error(name));
        try {
            if (!Files.isRegularFile(paper, LinkOption.NOFOLLOW_LINKS) || Files.size(paper) > LARGEST) {
                return Optional.empty();
            }
            JsonNode image = Json.MAPPER.readTree(Files.readAllBytes(paper)).path("image");
            return Optional.of(image.asText())
                    .filter(text -> !text.isEmpty() && !text.contains("/") && !text.startsWith("."));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
