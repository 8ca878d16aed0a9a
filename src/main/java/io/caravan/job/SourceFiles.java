package io.caravan.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at image files without opening them, and never through a link. */
public final class SourceFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SourceFiles.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private SourceFiles() {}

    /**
     * What the file is like now.
     *
     * @throws IOException when it is gone or can't be looked at
     */
    public static SourceFile look(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            sayOnce();
            BasicFileAttributes basic =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new SourceFile(
                    basic.size(),
                    basic.lastModifiedTime().toInstant(),
                    Optional.empty(),
                    String.valueOf(basic.fileKey()),
                    Optional.empty());
        }
        Map<String, Object> found =
                Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,fileKey,uid", LinkOption.NOFOLLOW_LINKS);
        return new SourceFile(
                (Long) found.get("size"),
                ((FileTime) found.get("lastModifiedTime")).toInstant(),
                Optional.of(((FileTime) found.get("ctime")).toInstant()),
                String.valueOf(found.get("fileKey")),
                Optional.of((Integer) found.get("uid")));
    }

    private static void sayOnce() {
        if (SAID.compareAndSet(false, true)) {
            LOG.warn("this system does not tell when a file was changed: an image that is written to while it is sent,"
                    + " and whose time stamp is put back, is not noticed");
        }
    }
}
