package io.caravan.upload;

import io.caravan.files.DurableFiles;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFolder;
import io.caravan.job.SentSegment;
import io.caravan.job.SentSegment.From;
import io.caravan.text.Json;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Of which pieces a verified object is made: written down for its receipt, and for what may be deleted behind it. */
public final class SentPieces {

    private final JobFolder folder;

    public SentPieces(JobFolder folder) {
        this.folder = folder;
    }

    void write(ImageJob job, List<SentSegment> pieces) throws IOException {
        DurableFiles.writePrivate(folder.segments(job.id()), Json.MAPPER.writeValueAsBytes(pieces));
    }

    /**
     * Their names, in the segments' container.
     *
     * @throws IOException when they can't be read now
     */
    Set<String> names(ImageJob job) throws IOException {
        return SentSegment.read(folder.segments(job.id())).stream()
                .map(SentSegment::name)
                .collect(Collectors.toSet());
    }

    /** How many bytes needn't be sent, for a line of the log; empty where all were. */
    static String spared(List<SentSegment> pieces) {
        long bytes = pieces.stream()
                .filter(piece -> piece.from() == From.ZEROS || piece.from() == From.OLDER)
                .mapToLong(SentSegment::bytes)
                .sum();
        return bytes == 0 ? "" : " (" + Quantities.readable(bytes) + " of it needn't be sent)";
    }
}
