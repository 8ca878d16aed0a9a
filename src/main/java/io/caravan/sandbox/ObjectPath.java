package io.caravan.sandbox;

/**
 * What a path of the object store names; container and object are empty where it ends before them.
 *
 * @param account with its {@code AUTH_}
 */
record ObjectPath(String account, String container, String object) {
    private static final String ROOT = "/v1/";

    /** Reads {@code /v1/account/container/object}; the whole path is decoded first, as Swift does. */
    static ObjectPath parse(String encoded) {
        String path = PercentCode.decode(encoded)
                .orElseThrow(() -> new Refusal(SwiftReplies.preconditionFailed("Invalid UTF8 or contains NULL")));
        if (!path.startsWith(ROOT)) {
            throw new Refusal(SwiftReplies.notFound());
        }
        String[] parts = path.substring(ROOT.length()).split("/", 3);
        String container = parts.length > 1 ? parts[1] : "";
        String object = parts.length > 2 ? parts[2] : "";
        if (parts[0].isEmpty() || container.isEmpty() && !object.isEmpty()) {
            throw new Refusal(SwiftReplies.notFound());
        }
        return new ObjectPath(parts[0], container, object);
    }

    boolean isAccount() {
        return container.isEmpty();
    }

    boolean isContainer() {
        return !container.isEmpty() && object.isEmpty();
    }
}
