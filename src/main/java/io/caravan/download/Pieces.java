package io.caravan.download;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The pieces of an object in their order, found one at a time. */
interface Pieces {

    /** The next piece; empty behind the last. */
    Optional<Piece> next() throws IOException;

    /** These, in their order. */
    static Pieces of(List<Piece> pieces) {
        Iterator<Piece> left = pieces.iterator();
        return () -> left.hasNext() ? Optional.of(left.next()) : Optional.empty();
    }
}
