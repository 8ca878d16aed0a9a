package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.Exchange;
import java.util.Optional;
import java.util.stream.Stream;

/** The conditions of a GET or HEAD on the Etag. Those on times are not looked at. */
final class Conditions {
    private Conditions() {}

    /** The status, 412 or 304, that a condition asks for instead of the object; empty if all hold. */
    static Optional<Integer> statusInstead(Exchange exchange, String etag) {
        Optional<String> wanted = exchange.header("If-Match");
        if (wanted.isPresent() && !names(wanted.get(), etag)) {
            return Optional.of(412);
        }
        Optional<String> known = exchange.header("If-None-Match");
        return known.filter(list -> names(list, etag)).map(list -> 304);
    }

    private static boolean names(String list, String etag) {
        return Stream.of(list.split(","))
                .map(Conditions::bare)
                .anyMatch(one -> one.equals("*") || one.equals(bare(etag)));
    }

    private static String bare(String etag) {
        return etag.strip().replaceAll("^\"|\"$", "");
    }
}
