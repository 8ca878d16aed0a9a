package io.caravan.job;

import io.caravan.job.ImageJob.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Looks at image files without opening them, and never through a link. */
public final class SourceFiles {

    private SourceFiles() {}

    /**
     * What the file is like now.
     *
     * @throws IOException when it is gone or can't be looked at
     */
    public static SourceFile look(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new SourceFile(
                attributes.size(), attributes.lastModifiedTime().toInstant(), String.valueOf(attributes.fileKey()));
    }
}
