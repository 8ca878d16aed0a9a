package io.caravan.swift;

import java.util.Set;

/**
 * An object as it is stored, without what its manifest or its link leads to.
 *
 * @param manifest every place where the segments of a dynamic large object may lie; metadata that was changed later
 *     may have no prefix
 * @param isStatic whether it is a static large object
 * @param linkTarget every place where a symbolic link may lead
 */
public record StoredInfo(Set<Prefix> manifest, boolean isStatic, Set<Prefix> linkTarget) {

    /** Whether it seems to be neither a large object nor a link. */
    boolean isPlain() {
        return manifest.isEmpty() && !isStatic && linkTarget.isEmpty();
    }
}
