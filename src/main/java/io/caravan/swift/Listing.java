package io.caravan.swift;

import com.fasterxml.jackson.core.type.TypeReference;
import io.caravan.text.Json;
import io.caravan.text.PercentCode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a container holds under a prefix, gathered page by page. It belongs to one message and isn't shared. */
public final class Listing {

    private static final TypeReference<List<Entry>> PAGES = new TypeReference<>() {};

    /**
     * An object in a listing, in the words of Swift's JSON.
     *
     * @param hash its Etag, the MD5 of its bytes
     */
    public record Entry(String name, long bytes, String hash) {}

    private final String container;
    private final String prefix;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private String marker = "";
    private boolean more = true;

    public Listing(String container, String prefix) {
        this.container = container;
        this.prefix = prefix;
    }

    /** The container's path. */
    public String path() {
        return PercentCode.path(container);
    }

    /**
     * The query for the next page.
     *
     * @param entries how many to ask for at most; without it the service's own limit holds
     */
    public String query(Optional<Integer> entries) {
        return "format=json" + entries.map(most -> "&limit=" + most).orElse("") + "&prefix="
                + PercentCode.encode(prefix) + "&marker=" + PercentCode.encode(marker);
    }

    /** Whether there may be another page. */
    public boolean isMore() {
        return more;
    }

    /**
     * Takes in a page.
     *
     * @throws IOException when it is no page of a listing, or makes no way: a server that repeats itself ends here
     */
    public void add(String page) throws IOException {
        List<Entry> found = page.isBlank() ? List.of() : Json.MAPPER.readValue(page, PAGES);
        if (found == null) {
            throw new IOException("the listing of " + container + " is none");
        }
        for (Entry entry : found) {
            if (entry == null
                    || entry.name() == null
                    || entry.hash() == null
                    || !entry.name().startsWith(prefix)) {
                throw new IOException("the listing of " + container + " holds an entry that wasn't asked for");
            }
            if (entries.put(entry.name(), entry) != null) {
                throw new IOException("the listing of " + container + " repeats " + entry.name());
            }
            marker = entry.name();
        }
        more = !found.isEmpty(); // a short page says nothing: a service may have a limit of its own
    }

    public Map<String, Entry> entries() {
        return entries;
    }
}
