package io.caravan.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What Swift takes as a name (stock constraints: container 256 bytes, object 1024 bytes, both in UTF-8), and what no
 * client should send: a path part {@code .} or {@code ..}, which some hop on the way may resolve into another object.
 */
public final class ObjectNames {

    /** Bytes of the longest container name. */
    public static final int LONGEST_CONTAINER = 256;

    /** Bytes of the longest object name. */
    public static final int LONGEST_OBJECT = 1024;

    /** What is added to a container's name for its segments, as swiftclient does. */
    public static final String SEGMENTS = "_segments";

    private ObjectNames() {}

    /** Why a container can't have this name, or empty. The segment container's longer name must fit, too. */
    public static Optional<String> problemWithContainer(String name) {
        if (name.isEmpty() || name.contains("/") || name.equals(".") || name.equals("..")) {
            return Optional.of("the container can't be called '" + LogText.clean(name)
                    + "': a container's name is not empty, has no '/', and is neither '.' nor '..'");
        }
        if (name.endsWith(SEGMENTS)) {
            return Optional.of("the container can't be called '" + LogText.clean(name)
                    + "': in containers whose names end in " + SEGMENTS + " lie the segments of other images");
        }
        if (bytes(name) + SEGMENTS.length() > LONGEST_CONTAINER) {
            return Optional.of("with '" + SEGMENTS + "' behind it the container's name has more than "
                    + LONGEST_CONTAINER + " bytes");
        }
        return problemWithCharacters(name);
    }

    /** Why an object can't have this name, or empty. */
    public static Optional<String> problemWithObject(String name) {
        if (name.isEmpty() || Arrays.stream(name.split("/", -1)).anyMatch(ObjectNames::leadsElsewhere)) {
            return Optional.of("the object can't be called '" + LogText.clean(name)
                    + "': an object's name is not empty, and no part of its path is empty, '.' or '..'");
        }
        if (bytes(name) > LONGEST_OBJECT) {
            return Optional.of("the object can't be called '" + LogText.clean(name) + "': an object's name has at most "
                    + LONGEST_OBJECT + " bytes, this has " + bytes(name));
        }
        return problemWithCharacters(name);
    }

    private static boolean leadsElsewhere(String part) {
        return part.isEmpty() || part.equals(".") || part.equals("..");
    }

    private static Optional<String> problemWithCharacters(String name) {
        boolean whole = StandardCharsets.UTF_8.newEncoder().canEncode(name);
        return whole && name.indexOf('\0') < 0
                ? Optional.empty()
                : Optional.of("the name '" + LogText.clean(name) + "' holds a character that can't be sent");
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
