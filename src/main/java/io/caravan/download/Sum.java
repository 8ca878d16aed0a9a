package io.caravan.download;

import io.caravan.swift.Md5;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What pieces come to.
 *
 * @param bytes of all pieces
 * @param etag of one piece its own; as a large object's, the MD5 of the pieces' Etags in a row
 */
record Sum(long pieces, long bytes, String etag) {

    /** Counts pieces while they go by. */
    static final class Counter {

        private final MessageDigest etags = Md5.digest();
        private long pieces;
        private long bytes;

        void add(Piece piece) {
            pieces++;
            bytes = Math.addExact(bytes, piece.bytes());
            etags.update(piece.md5().getBytes(StandardCharsets.US_ASCII));
        }

        Sum sum() {
            return new Sum(pieces, bytes, HexFormat.of().formatHex(etags.digest()));
        }
    }

    /** The sum of all pieces, as a large object's. */
    static Sum of(Pieces pieces) throws IOException {
        Counter counter = new Counter();
        for (Optional<Piece> piece = pieces.next(); piece.isPresent(); piece = pieces.next()) {
            counter.add(piece.get());
        }
        return counter.sum();
    }
}
