package io.caravan.swift;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.cloud.CloudConnection;
import io.caravan.http.ServiceRefusal;
import io.caravan.text.LogText;
import io.caravan.text.PercentCode;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The listings of an account: of its containers, and of their objects; page by page, each as long as the cloud allows. */
public final class AccountListings {

    private static final int PRECONDITION_FAILED = 412;

    private final CloudConnection connection;
    private final SwiftPaths paths;
    private volatile Optional<Integer> page = Optional.of(SwiftLimits.PAGE);

    AccountListings(CloudConnection connection, SwiftPaths paths) {
        this.connection = connection;
        this.paths = paths;
    }

    private interface Place {
        URI uri(String query) throws IOException;
    }

    /** A container in the account's listing. */
    public record ContainerEntry(String name, long objects, long bytes) {}

    /**
     * An object in a container's listing.
     *
     * @param bytes 0 for a dynamic large object, whatever it is made of; the whole for a static one
     * @param hash its Etag; of a large object that of its manifest
     * @param modified empty when the listing has no time that can be read
     * @param sloEtag the Etag of a static large object, without quotes; empty for any other
     * @param symlinkPath where a symbolic link leads; empty for any other
     */
    public record ObjectEntry(
            String name,
            long bytes,
            String hash,
            String contentType,
            Optional<Instant> modified,
            Optional<String> sloEtag,
            Optional<String> symlinkPath) {

        /** Whether it has bytes and the Etag of nothing: Ceph's gateway lists the manifest of a static large object so. */
        public boolean isManifest() {
            return bytes > 0 && hash.equals(Md5.OF_NOTHING);
        }
    }

    /** From now on a page has at most as many entries as these limits allow. */
    void keepTo(SwiftLimits limits) {
        page = page.map(most -> limits.listingPage());
    }

    /** The account's containers whose names begin so, in the order of their names. */
    SwiftListing<ContainerEntry> containers(String prefix) {
        return new SwiftListing<>(
                "the account",
                prefix,
                marker -> page(query -> paths.account(query), prefix, marker),
                (name, entry) -> number(entry, "count")
                        .flatMap(objects ->
                                number(entry, "bytes").map(bytes -> new ContainerEntry(name, objects, bytes))));
    }

    /** A container's objects whose names begin so, in the order of their names. */
    SwiftListing<ObjectEntry> objects(String container, String prefix) {
        return new SwiftListing<>(
                "container " + LogText.clean(container),
                prefix,
                marker -> page(query -> paths.container(container, query), prefix, marker),
                AccountListings::objectEntry);
    }

    /** A page of a listing; a number of entries that the cloud refuses (412) isn't asked for again. */
    private String page(Place place, String prefix, String marker) throws IOException {
        Optional<Integer> entries = page;
        try {
            return connection
                    .ask("GET", place.uri(listing(entries, prefix, marker)))
                    .body();
        } catch (ServiceRefusal e) {
            if (e.status() != PRECONDITION_FAILED || entries.isEmpty()) {
                throw e;
            }
            page = Optional.empty();
            return connection
                    .ask("GET", place.uri(listing(page, prefix, marker)))
                    .body();
        }
    }

    private static String listing(Optional<Integer> entries, String prefix, String marker) {
        return "format=json"
                + entries.map(most -> "&limit=" + most).orElse("")
                + (prefix.isEmpty() ? "" : "&prefix=" + PercentCode.encode(prefix))
                + (marker.isEmpty() ? "" : "&marker=" + PercentCode.encode(marker));
    }

    private static Optional<ObjectEntry> objectEntry(String name, JsonNode entry) {
        return number(entry, "bytes")
                .filter(bytes -> entry.path("hash").isTextual())
                .map(bytes -> new ObjectEntry(
                        name,
                        bytes,
                        entry.path("hash").asText(),
                        entry.path("content_type").asText(""),
                        listedTime(entry.path("last_modified").asText("")),
                        text(entry, "slo_etag").map(Etags::bare),
                        text(entry, "symlink_path")));
    }

    private static Optional<String> text(JsonNode entry, String field) {
        return Optional.of(entry.path(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static Optional<Long> number(JsonNode entry, String field) {
        JsonNode value = entry.path(field);
        return Optional.of(value)
                .filter(node -> node.isIntegralNumber() && node.canConvertToLong())
                .map(JsonNode::asLong)
                .filter(number -> number >= 0);
    }

    /**
     * Swift's listings have UTC without saying so ({@code 2026-01-31T12:36:38.123450}), Ceph's gateway says so
     * ({@code 2026-01-31T12:36:38.123Z}).
     */
    private static Optional<Instant> listedTime(String text) {
        try {
            return Optional.of(
                    text.endsWith("Z")
                            ? Instant.parse(text)
                            : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
