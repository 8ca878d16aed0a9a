package io.caravan.inspect;

import java.io.IOException;

/** Reads one format. */
interface FormatReader {

    /** What it reads. */
    Format format();

    /**
     * Looks at a file that begins as the format does.
     *
     * @throws CutShort when a part of it is missing
     */
    void read(DiskBytes bytes, Facts facts) throws IOException, CutShort;
}
