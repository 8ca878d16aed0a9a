package io.caravan.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hc.core5.net.PercentCodec;

/** Names as parts of a path or a query, percent-encoded as UTF-8 (RFC 3986: all but the unreserved characters). */
public final class PercentCode {

    private PercentCode() {}

    /** The path of a container, or of an object in it, encoded part by part, with a leading slash. */
    public static String path(String container, String... object) {
        StringBuilder path = new StringBuilder("/").append(encode(container));
        for (String name : object) {
            for (String part : name.split("/", -1)) {
                path.append('/').append(encode(part));
            }
        }
        return path.toString();
    }

    /** A text as one part of a path or a query. */
    public static String encode(String text) {
        return PercentCodec.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * A text without its percent-encoding, as Swift undoes it (Python's {@code urllib.parse.unquote}): an escape becomes
     * its byte, and whatever is none stays as it is, a lone percent sign and a plus sign too.
     *
     * @return empty when the bytes are no UTF-8, so that nobody can say which name is meant
     */
    public static Optional<String> decoded(String text) {
        // a character a byte, since the library takes one byte of each character
        String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String decoded = PercentCodec.decode(bytes, StandardCharsets.ISO_8859_1);
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** What {@link #encode} was given; a text that can't be decoded is returned as it is. */
    public static String decode(String text) {
        return decoded(text).orElse(text);
    }
}
