package io.caravan.files;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names that are no longer than a file system takes. */
public final class FileNames {

    /** Bytes of the longest name that the usual file systems take. */
    private static final int LONGEST = 255;

    private static final int HASH_BYTES = 8;

    private FileNames() {}

    /** Stem and ending; a stem too long for that is cut, and a hash tells it from others that begin alike. */
    public static String fit(String stem, String ending) {
        if (bytes(stem + ending) <= LONGEST) {
            return stem + ending;
        }
        String tail = "~" + hash(stem, HASH_BYTES) + ending;
        int length = stem.length();
        while (length > 0 && bytes(stem.substring(0, length) + tail) > LONGEST) {
            length = stem.offsetByCodePoints(length, -1);
        }
        return stem.substring(0, length) + tail;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * What tells a text from others in a file's name: hex digits out of its SHA-256.
     *
     * @param length in bytes, two digits each
     */
    public static String hash(String text, int length) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, length);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
