package io.caravan.swift;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.text.LogText;
import io.caravan.text.PercentCode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a container holds under a prefix, gathered page by page. It belongs to one message and isn't shared. */
public final class Listing {

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
     * @throws IOException when it is no {@link ListingPage} of this listing, or an entry is no object
     */
    public void add(String text) throws IOException {
        List<ListingPage.Named> page =
                ListingPage.read(LogText.clean(container), prefix, marker, text).entries();
        for (ListingPage.Named named : page) {
            JsonNode bytes = named.entry().path("bytes");
            JsonNode hash = named.entry().path("hash");
            if (!bytes.canConvertToLong() || !hash.isTextual()) {
                throw new IOException("the listing of " + LogText.clean(container)
                        + " has an entry that can't be read: '" + LogText.clean(named.name()) + "'");
            }
            entries.put(named.name(), new Entry(named.name(), bytes.asLong(), hash.asText()));
            marker = named.name();
        }
        more = !page.isEmpty();
    }

    /** What is there, by name. */
    public Map<String, Entry> entries() {
        return entries;
    }
}
