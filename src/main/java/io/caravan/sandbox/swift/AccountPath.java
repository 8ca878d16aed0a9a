package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.UrlCode;

/**
 * What a path of the object store names; container and object are empty where it ends before them.
 *
 * @param account with its {@code AUTH_}
 */
record AccountPath(String account, String container, String object) {
    /** Reads {@code /v1/account/container/object}; the whole path is decoded first, as Swift does. */
    static AccountPath parse(String encoded) {
        String path = UrlCode.decode(encoded)
                .orElseThrow(() -> new Refusal(SwiftReplies.preconditionFailed("Invalid UTF8 or contains NULL")));
        String[] parts = path.split("/", 5);
        if (parts.length < 2 || parts[1].isEmpty()) {
            throw new Refusal(SwiftReplies.notFound());
        }
        String account = part(parts, 2);
        String container = part(parts, 3);
        String object = part(parts, 4);
        if (account.isEmpty() || container.isEmpty() && !object.isEmpty()) {
            throw new Refusal(SwiftReplies.preconditionFailed("Bad URL"));
        }
        if (!parts[1].equals("v1") && !parts[1].equals("v1.0")) {
            throw new Refusal(SwiftReplies.malformed());
        }
        return new AccountPath(account, container, object);
    }

    private static String part(String[] parts, int index) {
        return index < parts.length ? parts[index] : "";
    }

    boolean isAccount() {
        return container.isEmpty();
    }

    boolean isContainer() {
        return !container.isEmpty() && object.isEmpty();
    }
}
