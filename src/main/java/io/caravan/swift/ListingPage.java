package io.caravan.swift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.text.BoundedJson;
import io.caravan.text.LogText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One page of a listing. The names of a listing are in the order of their UTF-8 bytes, and each must come after the one
 * before: so a service that repeats itself, or answers another question than was asked, ends in an error and never in a
 * loop. A short page says nothing, since a service may have a limit of its own; an empty one is the end.
 *
 * @param entries in their order
 */
record ListingPage(List<Named> entries) {

    private static final ObjectMapper JSON = BoundedJson.mapper();
    private static final int LONGEST_NAME = 1024;

    /** An entry, in Swift's JSON. */
    record Named(String name, JsonNode entry) {}

    /**
     * Reads a page.
     *
     * @param what is listed, for messages
     * @param prefix what each name must begin with
     * @param marker the last name of the page before, or empty
     * @throws IOException when it is no page of the listing that was asked for
     */
    static ListingPage read(String what, String prefix, String marker, String text) throws IOException {
        List<Named> page = new ArrayList<>();
        String last = marker;
        for (JsonNode entry : parsed(what, text)) {
            String name = entry.path("name").asText("");
            if (!entry.path("name").isTextual() || !fits(name, prefix)) {
                throw new IOException("the listing of " + what + " holds an entry that wasn't asked for: '"
                        + LogText.clean(name) + "'");
            }
            if (!last.isEmpty() && order(last, name) >= 0) {
                throw new IOException("the listing of " + what + " is not in order: '" + LogText.clean(name)
                        + "' comes after '" + LogText.clean(last) + "'");
            }
            page.add(new Named(name, entry));
            last = name;
        }
        return new ListingPage(page);
    }

    private static JsonNode parsed(String what, String text) throws IOException {
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
            throw new IOException("the listing of " + what + " is no list");
        }
        return entries;
    }

    private static boolean fits(String name, String prefix) {
        return !name.isEmpty()
                && name.startsWith(prefix)
                && name.length() <= LONGEST_NAME
                && StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }

    private static int order(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
