package io.caravan.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Text that people write with an editor of their own. It is UTF-8; the byte order mark that some editors put before it is
 * no part of it.
 */
public final class TextFile {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TextFile() {}

    /** @throws IOException when it can't be read, or isn't UTF-8; the message goes on from the file's name */
    public static String read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException("can't be read (" + e + ")", e);
        }
        return decode(bytes);
    }

    /** @throws IOException when it isn't UTF-8; the message goes on from the file's name */
    public static String decode(byte[] bytes) throws IOException {
        if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
            throw new IOException("is written in UTF-16; save it as UTF-8");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("is not written in UTF-8", e);
        }
        if (text.indexOf('\0') >= 0) {
            throw new IOException("holds a NUL character, as text in UTF-16 does; save it as UTF-8");
        }
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length >= 2 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
    }
}
