package io.caravan.cli;

import io.caravan.text.LogText;
import java.util.Optional;

/** An object as it is named on the command line. */
record ObjectPath(String container, String object) {

    /**
     * Reads {@code container/object}; with a container of its own, or without a slash, all of it is the object's name.
     *
     * @param byDefault the container of a name without a slash
     * @throws IllegalArgumentException when it names no object
     */
    static ObjectPath of(String text, Optional<String> container, String byDefault) {
        int slash = text.indexOf('/');
        ObjectPath path = container.isPresent() || slash < 0
                ? new ObjectPath(container.orElse(byDefault), text)
                : new ObjectPath(text.substring(0, slash), text.substring(slash + 1));
        if (path.container().isEmpty() || path.object().isEmpty()) {
            throw new IllegalArgumentException("'" + LogText.clean(text) + "' names no object: give container/object");
        }
        return path;
    }
}
