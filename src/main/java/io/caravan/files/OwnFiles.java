package io.caravan.files;

import io.caravan.text.LogText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nobody but the user that Caravan runs as can have written: folders and files that are closed to others. Where a
 * filesystem keeps neither owners nor permissions (a mounted share, say), nothing can be told apart, and nothing is
 * refused.
 */
public final class OwnFiles {

    private static final Logger LOG = LoggerFactory.getLogger(OwnFiles.class);
    private static final int WRITE_BITS = 0022;
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private final Optional<Integer> owner;
    private final int unkept;

    private OwnFiles(Optional<Integer> owner, int unkept) {
        this.owner = owner;
        this.unkept = unkept;
    }

    /**
     * Finds out who our files belong to in a folder of ours, and which permissions its filesystem keeps: by a trial, or
     * where there is no room for that by the folder itself.
     *
     * @throws IOException when the folder can't be looked at
     */
    public static OwnFiles in(Path folder) throws IOException {
        if (!hasPermissions(folder)) {
            return new OwnFiles(Optional.empty(), WRITE_BITS);
        }
        Map<String, Object> found;
        try {
            Path trial = Files.createTempFile(folder, ".trial", ".tmp", attributes(folder, FILE));
            try {
                found = look(trial);
            } finally {
                Files.delete(trial);
            }
        } catch (IOException e) {
            found = look(folder);
        }
        return new OwnFiles(Optional.of((Integer) found.get("uid")), (Integer) found.get("mode") & WRITE_BITS);
    }

    /**
     * Why somebody else may have written a file or folder, in words that go on from its name; empty when nobody can.
     *
     * @throws IOException when it can't be looked at
     */
    public Optional<String> problem(Path file) throws IOException {
        if (owner.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> found = look(file);
        if (!owner.get().equals(found.get("uid"))) {
            return Optional.of(
                    "belongs to user " + found.get("uid") + ", not to the one that Caravan runs as, " + owner.get());
        }
        int mode = (Integer) found.get("mode");
        return (mode & WRITE_BITS & ~unkept) == 0
                ? Optional.empty()
                : Optional.of("can be written to by others (mode %04o)".formatted(mode & 07777));
    }

    private static Map<String, Object> look(Path file) throws IOException {
        return Files.readAttributes(file, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
    }

    /** Makes a folder, and those that lead to it, or closes one that is there to others. */
    public static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(folder, attributes(folder, FOLDER));
        if (hasPermissions(folder)) {
            close(folder);
        }
    }

    private static void close(Path folder) throws IOException {
        Set<PosixFilePermission> open =
                EnumSet.copyOf(Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS));
        open.removeAll(FOLDER);
        if (open.isEmpty()) {
            return;
        }
        try {
            Files.setPosixFilePermissions(folder, FOLDER);
            LOG.info("{} is closed to others from now on", LogText.clean(folder.toString()));
        } catch (IOException e) {
            LOG.warn("{} is open to others, and can't be closed: {}", LogText.clean(folder.toString()), e.toString());
        }
    }

    /** What a file has that is made for our eyes only, on the filesystem of a folder. */
    static FileAttribute<?>[] privateFile(Path folder) {
        return attributes(folder, FILE);
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return hasPermissions(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean hasPermissions(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }
}
