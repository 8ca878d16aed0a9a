package io.caravan.sandbox.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Percent-encoding as Python's {@code unquote} reads it: what is no valid escape stands for itself. */
public final class UrlCode {
    private UrlCode() {}

    /** The text behind an encoded one; empty if its bytes are no UTF-8 or hold a NUL. */
    public static Optional<String> decode(String encoded) {
        byte[] source = encoded.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(source.length);
        for (int i = 0; i < source.length; i++) {
            int value = source[i] == '%' && i + 2 < source.length ? hex(source[i + 1], source[i + 2]) : -1;
            bytes.write(value < 0 ? source[i] : value);
            i += value < 0 ? 0 : 2;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** A path as Python's {@code quote} writes it: slashes stay. */
    public static String quote(String path) {
        StringBuilder quoted = new StringBuilder();
        for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "/_.-~".indexOf(c) >= 0);
            quoted.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return quoted.toString();
    }

    /** The parameters of a query; of a name that comes twice, the first. Undecodable ones are left out. */
    static Map<String, String> query(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            Optional<String> text = decode(value.replace('+', ' '));
            decode(name.replace('+', ' ')).ifPresent(key -> text.ifPresent(v -> parameters.putIfAbsent(key, v)));
        }
        return parameters;
    }

    private static int hex(byte high, byte low) {
        int value = Character.digit(high, 16) * 16 + Character.digit(low, 16);
        return Character.digit(high, 16) < 0 || Character.digit(low, 16) < 0 ? -1 : value;
    }
}
