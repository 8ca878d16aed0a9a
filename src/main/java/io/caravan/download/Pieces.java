package io.caravan.download;

import java.io.IOException;
import java.util.Optional;

/** The pieces of an object in their order, found one at a time. */
interface Pieces {

    /** The next piece; empty behind the last. */
    Optional<Piece> next() throws IOException;
}
