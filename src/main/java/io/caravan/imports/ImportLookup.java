package io.caravan.imports;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.job.Json;
import io.caravan.settings.ObjectNames;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Searches the service's imports, newest first, for the one that makes an image of a known id. The list has only import
 * ids, so each import's status is asked for. It belongs to one message and isn't shared.
 */
public final class ImportLookup {

    /** The most that one answer lists (API reference, {@code GET /v1/imageimport}). */
    private static final int PAGE = 100;

    /** The search ends here: an import older than a thousand others isn't the one that was posted a moment ago. */
    private static final int MOST = 1000;

    private static final String LIST = "/v1/imageimport";

    private final String imageId;
    private final Deque<String> unseen = new ArrayDeque<>();
    private final Set<String> listed = new HashSet<>();
    private boolean complete;
    private Optional<String> found = Optional.empty();

    ImportLookup(String imageId) {
        this.imageId = imageId;
    }

    /** Whether the search goes on. */
    public boolean isUnsettled() {
        return found.isEmpty() && !(unseen.isEmpty() && complete);
    }

    /** Where the status of an import is asked for. */
    static String statusPath(String importId) {
        return LIST + "/" + ObjectNames.encode(importId) + "/status";
    }

    /** The path to ask next: an import's status, or the list's next page. */
    public String getPath() {
        return unseen.isEmpty() ? LIST : statusPath(unseen.peek());
    }

    /** The query to ask next, or empty. */
    public String getQuery() {
        if (!unseen.isEmpty()) {
            return "";
        }
        return (listed.isEmpty() ? "" : "start=" + listed.size() + "&") + "limit=" + PAGE;
    }

    /**
     * Takes in the answer to what was asked.
     *
     * @param status its HTTP status; an import that is gone meanwhile (404) isn't the one, and a list that has no further
     *     page (400 for its start) has ended
     * @throws IOException when the answer isn't what it should be; without it nothing is known, and nothing is posted
     */
    public void examine(int status, String answer) throws IOException {
        if (unseen.isEmpty()) {
            if (status < 300) {
                takePage(Json.MAPPER.readTree(answer));
            } else if (listed.isEmpty()) {
                throw new IOException("the list of imports was refused with " + status);
            } else {
                complete = true;
            }
            return;
        }
        String importId = unseen.remove();
        if (status < 300
                && imageId.equals(Json.MAPPER.readTree(answer).path("id").asText())) {
            found = Optional.of(importId);
        }
    }

    private void takePage(JsonNode page) throws IOException {
        JsonNode imports = page.path("imports");
        if (!imports.isArray()) {
            throw new IOException("the list of imports can't be read");
        }
        int before = listed.size();
        for (JsonNode entry : imports) {
            String id = entry.path("import_id").asText("");
            if (!id.isEmpty() && listed.add(id)) {
                unseen.add(id);
            }
        }
        complete = imports.size() < PAGE || listed.size() == before || listed.size() >= MOST;
    }

    Optional<String> found() {
        return found;
    }
}
