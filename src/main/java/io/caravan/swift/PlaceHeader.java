package io.caravan.swift;

import io.caravan.text.PercentCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A header that names a place in an account, {@code container/name}: {@code X-Object-Manifest}, {@code
 * X-Symlink-Target}. It is percent-encoded, or it is not: Swift and RGW undo what encoding they find when they read it,
 * and keep it as it was sent.
 */
public final class PlaceHeader {

    private PlaceHeader() {}

    /**
     * The place as Swift reads it.
     *
     * @return empty when it is no UTF-8, so that nobody can say which place is meant
     */
    public static Optional<String> read(String value) {
        return PercentCode.decoded(inUtf8(value));
    }

    /**
     * Every place that may be meant: decoded, and in case that a service does not decode, as it stands. Empty when that
     * can't be told.
     */
    static Set<String> readings(String value) {
        Optional<String> decoded = read(value);
        if (decoded.isEmpty()) {
            return Set.of();
        }
        Set<String> readings = new LinkedHashSet<>(Set.of(decoded.get()));
        readings.add(inUtf8(value));
        return readings;
    }

    /** HTTP's headers come as ISO 8859-1, one character a byte; Swift's names are in UTF-8. */
    private static String inUtf8(String value) {
        if (!StandardCharsets.ISO_8859_1.newEncoder().canEncode(value)) {
            return value;
        }
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }
}
