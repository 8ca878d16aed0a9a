package io.caravan.imports.vmimport;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.cloud.CloudRequest;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import io.caravan.text.PercentCode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Searches the service's imports, newest first, for the one that makes an image of a known id. The list has only import
 * ids, so each import's status is asked for. How old the request is doesn't bound the search: Caravan may have been down
 * for days. It belongs to one message and isn't shared.
 */
public final class ImportLookup {

    /** The most that one answer lists (API reference, {@code GET /v1/imageimport}). */
    private static final int PAGE = 100;

    /** The search gives up here, and then knows nothing: ids of so many fit in the memory. */
    private static final int MOST = 100_000;

    /** Pages overlap by so many: each deletion while the list is read moves the rest of it to the front. */
    private static final int OVERLAP = 10;

    static final String LIST = "/v1/imageimport";

    private final String imageId;
    private final Deque<String> unseen = new ArrayDeque<>();
    private final Set<String> listed = new HashSet<>();
    private int read;
    private boolean stale;
    private boolean complete;
    private Optional<String> found = Optional.empty();

    ImportLookup(String imageId) {
        this.imageId = imageId;
    }

    /** Whether the search goes on. */
    public boolean isUnsettled() {
        return found.isEmpty() && !(unseen.isEmpty() && complete);
    }

    /** Whether a service's text can be an import's id: a name, and no way to another path. */
    static boolean isId(String text) {
        return text.matches("[A-Za-z0-9._:~-]{1,128}") && !text.matches("\\.+");
    }

    /** Where the status of an import is asked for. */
    static String statusPath(String importId) {
        return LIST + "/" + PercentCode.encode(importId) + "/status";
    }

    /** What to ask next: an import's status, or the list's next page. */
    CloudRequest request() {
        return unseen.isEmpty()
                ? CloudRequest.of(LIST).query((read == 0 ? "" : "start=" + start() + "&") + "limit=" + PAGE)
                : CloudRequest.of(statusPath(unseen.peek()));
    }

    private int start() {
        return Math.max(0, read - OVERLAP);
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
        boolean joined = read == 0 || imports.isEmpty();
        boolean more = false;
        for (JsonNode entry : imports) {
            String id = entry.path("import_id").asText("");
            if (!id.isEmpty() && !isId(id)) {
                throw new IOException("the list of imports names one '" + LogText.clean(id) + "', which is no id");
            }
            if (!id.isEmpty() && listed.add(id)) {
                unseen.add(id);
                more = true;
            } else {
                joined = true;
            }
        }
        if (!joined) {
            throw new IOException("the list of imports has changed while it was read: some may not have been seen");
        }
        if (imports.size() >= PAGE && !more && stale || listed.size() > MOST) {
            throw new IOException("the list of imports has no end that can be reached, " + listed.size()
                    + " were looked at: whether the import was taken is not known");
        }
        stale = !more;
        read = start() + imports.size();
        complete = imports.size() < PAGE;
    }

    Optional<String> found() {
        return found;
    }
}
