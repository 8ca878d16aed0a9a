package io.caravan.swift;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.http.ServiceRefusal;
import io.caravan.text.LogText;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * What an account or a container holds, fetched page by page as it is asked for, so that a listing of any length takes
 * the memory of one page. What is no proper {@link ListingPage} ends in an error.
 */
public final class SwiftListing<T> {

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
        List<ListingPage.Named> entries =
                ListingPage.read(what, prefix, marker, pages.after(marker)).entries();
        for (ListingPage.Named entry : entries) {
            page.add(reader.read(entry.name(), entry.entry())
                    .orElseThrow(() -> new IOException("the listing of " + what + " has an entry that can't be read: '"
                            + LogText.clean(entry.name()) + "'")));
            marker = entry.name();
            count++;
        }
        over = entries.isEmpty();
        if (count > MOST) {
            throw new IOException("the listing of " + what + " has more than " + MOST + " entries");
        }
    }
}
