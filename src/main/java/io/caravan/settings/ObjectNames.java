package io.caravan.settings;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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

    /**
     * The path of a container, or of an object in it, percent-encoded part by part (RFC 3986: all but the unreserved
     * characters), with a leading slash.
     */
    public static String path(String container, String... object) {
        StringBuilder path = new StringBuilder("/").append(encode(container));
        for (String name : object) {
            for (String part : name.split("/", -1)) {
                path.append('/').append(encode(part));
            }
        }
        return path.toString();
    }

    /** A text as one part of a path or a query, percent-encoded as UTF-8. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /**
     * A text without its percent-encoding, as Swift undoes it (Python's {@code urllib.parse.unquote}): an escape becomes
     * its byte, and whatever is none stays as it is, a lone percent sign and a plus sign too.
     *
     * @return empty when the bytes are no UTF-8, so that nobody can say which name is meant
     */
    public static Optional<String> decoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int escaped = bytes[i] == '%' && i + 2 < bytes.length ? hex(bytes[i + 1]) << 4 | hex(bytes[i + 2]) : -1;
            if (escaped < 0) {
                decoded.write(bytes[i]);
            } else {
                decoded.write(escaped);
                i += 2;
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** What {@link #encode} was given; a text that can't be decoded is returned as it is. */
    public static String decode(String text) {
        return decoded(text).orElse(text);
    }

    /** A hexadecimal digit's value; negative for any other character. */
    private static int hex(byte digit) {
        return Character.digit((char) (digit & 0xff), 16);
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
