package io.caravan.swift;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * What a {@code HEAD} has told of an object. Only 404 means that it isn't there; any header may be missing, of a dynamic
 * large object that is longer than Swift's listing or behind a proxy that drops it.
 *
 * @param length bytes
 * @param etag without quotes; empty when it isn't told
 * @param place where the segments of a dynamic large object lie, {@code container/prefix}
 * @param isStatic whether it is a static large object
 */
public record StoredHead(
        boolean isThere, Optional<Long> length, String etag, Optional<String> place, boolean isStatic) {

    private static final int NOT_FOUND = 404;

    /** Reads the answer that a message holds. */
    public static StoredHead of(Exchange exchange) {
        Message answer = exchange.getMessage();
        Optional<String> manifest = header(answer, "X-Object-Manifest");
        return new StoredHead(
                answer.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class) != NOT_FOUND,
                header(answer, "Content-Length")
                        .filter(length -> length.matches("\\d{1,18}"))
                        .map(Long::valueOf),
                header(answer, "Etag").map(Etags::bare).orElse(""),
                manifest.map(value -> PlaceHeader.read(value).orElse(value)),
                header(answer, "X-Static-Large-Object")
                        .filter("true"::equalsIgnoreCase)
                        .isPresent());
    }

    private static Optional<String> header(Message answer, String name) {
        return Optional.ofNullable(answer.getHeader(name, String.class));
    }
}
