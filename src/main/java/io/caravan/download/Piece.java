package io.caravan.download;

import io.caravan.text.LogText;

/**
 * Bytes that lie in Swift in a row, with an MD5 that they must have: an object, or a segment of a large one.
 *
 * @param md5 in lower-case hex
 */
record Piece(String container, String object, long bytes, String md5) {

    String label() {
        return LogText.clean(container + "/" + object);
    }
}
