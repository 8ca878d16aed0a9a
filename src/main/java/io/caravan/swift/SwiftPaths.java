package io.caravan.swift;

import io.caravan.text.LogText;
import io.caravan.text.PercentCode;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;

/**
 * The URLs of an account's containers and objects. A name with a part {@code .} or {@code ..} is refused before anything is
 * sent, since some hop on the way may resolve it into another object.
 *
 * @param account the account's URL, {@code …/v1/AUTH_…}
 */
record SwiftPaths(URI account) {

    URI account(String query) {
        return uri("", query);
    }

    URI container(String container, String query) throws IOException {
        return uri(containerPath(container), query);
    }

    URI object(String container, String object, String query) throws IOException {
        checkParts(object, object.isEmpty());
        containerPath(container);
        return uri(PercentCode.path(container, object), query);
    }

    private URI uri(String path, String query) {
        return URI.create(account + path + (query.isEmpty() ? "" : "?" + query));
    }

    private static String containerPath(String container) throws IOException {
        checkParts(container, container.isEmpty() || container.contains("/"));
        return PercentCode.path(container);
    }

    private static void checkParts(String name, boolean isNone) throws IOException {
        if (isNone || !canBeSent(name)) {
            throw new IOException(
                    "the name '" + LogText.clean(name)
                            + "' is not sent: it is empty, or a part of it is '.' or '..', which may lead elsewhere on the way");
        }
    }

    /** Whether no part of the name is {@code .} or {@code ..}. */
    static boolean canBeSent(String name) {
        return Arrays.stream(name.split("/", -1)).noneMatch(part -> part.equals(".") || part.equals(".."));
    }
}
