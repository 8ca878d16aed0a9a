package io.caravan.sandbox.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Header values as text: Swift's are UTF-8, while the server takes every byte for a character. */
final class HeaderText {
    private HeaderText() {}

    /** The text of a value as the server read it; one that is no UTF-8 stays as it is. */
    static String received(String value) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }

    /** The value that the server must be given to send this text. */
    static String toSend(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
