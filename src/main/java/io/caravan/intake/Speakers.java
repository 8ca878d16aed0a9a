package io.caravan.intake;

import io.caravan.job.SourceFile;
import io.caravan.job.SourceFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whose files beside an image say something of it: a sidecar, a {@code .done} file, a half copy. Only those of the image's
 * owner do, and of who may do more: root, and the user that Caravan runs as. Where a filesystem tells no owners, all do.
 */
final class Speakers {

    private static final int ROOT = 0;

    private final Path work;

    /** @param work a folder of our own */
    Speakers(Path work) {
        this.work = work;
    }

    /**
     * Whether a file speaks for an image.
     *
     * @throws IOException when the file isn't there or can't be looked at
     */
    boolean speaks(Path file, SourceFile image) throws IOException {
        Optional<Integer> owner = SourceFiles.look(file).owner();
        return owner.isEmpty()
                || owner.get() == ROOT
                || owner.equals(image.owner())
                || owner.equals(SourceFiles.look(work).owner());
    }
}
