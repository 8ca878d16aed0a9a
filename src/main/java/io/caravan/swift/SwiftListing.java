package io.caravan.swift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.http.ServiceRefusal;
import io.caravan.text.BoundedJson;
import io.caravan.text.LogText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * What an account or a container holds, fetched page by page as it is asked for, so that a listing of any length takes
 * the memory of one page. It ends at an empty page, as Swift's API has it: a short one says nothing.
 *
 * <p>The names of a listing are in the order of their UTF-8 bytes. Each must come after the one before, so a service that
 * repeats itself, or answers another question than was asked, ends in an error and never in a loop.
 */
public final class SwiftListing<T> {

    private static final ObjectMapper JSON = BoundedJson.mapper();

    private static final int LONGEST_NAME = 1024;
    private static final long MOST = 100_000_000;

    /** Fetches the page behind a name. */
    interface Pages {
        String after(String marker) throws IOException;
    }

    /** Reads an entry; empty when it isn't one. */
    interface Reader<T> {
        Optional<T> read(String name, JsonNode entry);
    }

    private final String what;
    private final String prefix;
    private final Pages pages;
    private final Reader<T> reader;
    private final Queue<T> page = new ArrayDeque<>();
    private String marker = "";
    private long count;
    private boolean over;

    SwiftListing(String what, String prefix, Pages pages, Reader<T> reader) {
        this.what = what;
        this.prefix = prefix;
        this.pages = pages;
        this.reader = reader;
    }

    /**
     * The next entry; empty at the end.
     *
     * @throws ServiceRefusal when the service refuses, 404 when what is to be listed isn't there
     * @throws IOException when there is no answer, or no proper one
     */
    public Optional<T> next() throws IOException {
        if (page.isEmpty() && !over) {
            fetch();
        }
        return Optional.ofNullable(page.poll());
    }

    /** The rest of the page at hand, or the next page; empty at the end. */
    public List<T> nextPage() throws IOException {
        if (page.isEmpty() && !over) {
            fetch();
        }
        List<T> all = new ArrayList<>(page);
        page.clear();
        return all;
    }

    private void fetch() throws IOException {
        JsonNode entries = parsed(pages.after(marker));
        for (JsonNode entry : entries) {
            String name = entry.path("name").asText("");
            if (!entry.path("name").isTextual() || !fits(name)) {
                throw new IOException("the listing of " + what + " holds an entry that wasn't asked for: '"
                        + LogText.clean(name) + "'");
            }
            if (!marker.isEmpty() && order(marker, name) >= 0) {
                throw new IOException("the listing of " + what + " is not in order: '" + LogText.clean(name)
                        + "' comes after '" + LogText.clean(marker) + "'");
            }
            page.add(reader.read(name, entry)
                    .orElseThrow(() -> new IOException("the listing of " + what + " has an entry that can't be read: '"
                            + LogText.clean(name) + "'")));
            marker = name;
            count++;
        }
        over = entries.isEmpty();
        if (count > MOST) {
            throw new IOException("the listing of " + what + " has more than " + MOST + " entries");
        }
    }

    private JsonNode parsed(String text) throws IOException {
        if (text.isBlank()) {
            return JSON.createArrayNode(); // Swift's 204
        }
        JsonNode entries;
        try {
            entries = JSON.readTree(text);
        } catch (IOException e) {
            throw new IOException("the listing of " + what + " is not JSON", e);
        }
        if (!entries.isArray()) {
            throw new IOException("the listing of " + what + " is none");
        }
        return entries;
    }

    private boolean fits(String name) {
        return !name.isEmpty()
                && name.startsWith(prefix)
                && name.length() <= LONGEST_NAME
                && StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }

    private static int order(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
