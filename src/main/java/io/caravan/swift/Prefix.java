package io.caravan.swift;

import io.caravan.text.LogText;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** All objects of a container whose names begin so. */
public record Prefix(String container, String prefix) {

    /** For a reference that can't be understood: it may lead to any object of the account. */
    private static final Prefix ANYWHERE = new Prefix("", "");

    /** What a header may refer to, however badly it is written: without a prefix it is the whole container. */
    static Set<Prefix> anyOf(String header) {
        Set<Prefix> references = new LinkedHashSet<>();
        for (String place : PlaceHeader.readings(header)) {
            references.add(parts(place));
            references.add(parts(place.replaceFirst("^/+", "")));
        }
        return references.isEmpty() ? Set.of(ANYWHERE) : references;
    }

    /** Container and prefix as {@code X-Object-Manifest} has them, percent-encoded or not. */
    static Prefix of(String manifest) throws BadManifest {
        Optional<Prefix> reference = PlaceHeader.read(manifest)
                .map(Prefix::parts)
                .filter(named -> !named.container.isEmpty() && !named.prefix.isEmpty());
        return reference.orElseThrow(() -> new BadManifest(
                "the object's manifest does not name a container and a prefix: " + LogText.clean(manifest)));
    }

    private static Prefix parts(String place) {
        String[] parts = place.split("/", 2);
        return new Prefix(parts[0], parts.length == 2 ? parts[1] : "");
    }

    /** Whether an object of this name in this container, or one that begins so, may be meant. */
    public boolean mayTouch(String inContainer, String begin) {
        return equals(ANYWHERE)
                || container.equals(inContainer) && (begin.startsWith(prefix) || prefix.startsWith(begin));
    }
}
