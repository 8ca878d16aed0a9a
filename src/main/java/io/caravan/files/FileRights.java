package io.caravan.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who else may write or read a file that says where secrets go, or holds one. Others are all but root and the user that
 * Caravan runs as; a group of that user alone, called like it, is none of them. What is no regular file, a pipe say, has
 * no others.
 */
public final class FileRights {

    private static final Logger LOG = LoggerFactory.getLogger(FileRights.class);
    private static final int ROOT = 0;
    private static final int STICKY = 01000;

    private FileRights() {}

    /**
     * Makes sure that nobody else has written a file, or could have put it where it lies.
     *
     * @throws IOException when somebody may have; the message begins with the file
     */
    public static void refuseWhatOthersWrite(Path file) throws IOException {
        Optional<Path> real = real(file);
        if (real.isEmpty()) {
            return;
        }
        Path folder = real.get().getParent();
        refuse(file, "", real.get(), false);
        refuse(file, "its folder ", folder, (mode(folder) & STICKY) != 0);
    }

    private static void refuse(Path file, String what, Path looked, boolean sticky) throws IOException {
        int owner = (Integer) Files.getAttribute(looked, "unix:uid");
        if (owner != ROOT && owner != ourselves()) {
            throw new IOException(file + ": is not read, since " + what + "belongs to user " + owner
                    + ", neither root nor Caravan's");
        }
        if (!sticky && isOpen(looked, 0020, 0002)) {
            throw new IOException("%s: is not read, since %scan be written to by others (mode %04o)"
                    .formatted(file, what.isEmpty() ? "it " : what, mode(looked)));
        }
    }

    /** Warns of a secret that others can read. */
    public static void warnOfWhatOthersRead(Path file) {
        try {
            Optional<Path> real = real(file);
            if (real.isPresent() && isOpen(real.get(), 0040, 0004)) {
                LOG.warn(
                        "{} holds a secret, and others can read it (mode {}): chmod 600 it",
                        file,
                        "%04o".formatted(mode(real.get())));
            }
        } catch (IOException e) {
            LOG.debug("{}", file, e);
        }
    }

    private static boolean isOpen(Path file, int group, int others) throws IOException {
        int mode = mode(file);
        return (mode & others) != 0 || (mode & group) != 0 && !isGroupOfOne(file);
    }

    private static boolean isGroupOfOne(Path file) throws IOException {
        Map<String, Object> found = Files.readAttributes(file, "unix:gid");
        PosixFileAttributes names = Files.readAttributes(file, PosixFileAttributes.class);
        return found.get("gid").equals(ROOT)
                || names.group().getName().equals(names.owner().getName());
    }

    private static int mode(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:mode") & 07777;
    }

    private static int ourselves() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    /** The file itself, where this system has owners and modes; a file that isn't there is its reader's to tell of. */
    private static Optional<Path> real(Path file) throws IOException {
        boolean known = file.getFileSystem().supportedFileAttributeViews().contains("unix")
                && Files.isRegularFile(file)
                && Files.exists(Path.of("/proc/self"));
        return known ? Optional.of(file.toRealPath()) : Optional.empty();
    }
}
