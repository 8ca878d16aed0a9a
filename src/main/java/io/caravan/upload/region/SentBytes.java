package io.caravan.upload.region;

import io.caravan.job.SentSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether a file holds the bytes that were sent. */
public final class SentBytes {

    private SentBytes() {}

    /**
     * Reads the file and compares the MD5 of each piece with its Etag.
     *
     * @param pieces in their order, all of the file
     * @throws IOException when the file can't be read
     */
    public static boolean areIn(Path file, List<SentSegment> pieces) throws IOException {
        long offset = 0;
        for (SentSegment piece : pieces) {
            if (piece.bytes() < 0 || offset + piece.bytes() > Files.size(file)) {
                return false;
            }
            FileRegionEntity region =
                    new FileRegionEntity(file, offset, piece.bytes(), false, SendingProgress.UNFOLLOWED);
            if (!region.hash().equals(piece.etag())) {
                return false;
            }
            offset += piece.bytes();
        }
        return offset == Files.size(file);
    }
}
