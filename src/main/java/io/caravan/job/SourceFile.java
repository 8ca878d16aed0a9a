package io.caravan.job;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an image file is told apart by. Its time stamp can be put back by whoever writes to it, the time of its last
 * change of status (ctime) can not.
 *
 * @param bytes its size
 * @param modified its time stamp
 * @param changed when its content, name, owner or permissions were changed last, where the filesystem tells
 * @param fileKey device and inode, where the filesystem has them; good only until the machine starts again
 * @param owner the user id of whoever owns it, where the filesystem tells
 */
public record SourceFile(
        long bytes, Instant modified, Optional<Instant> changed, String fileKey, Optional<Integer> owner) {

    private static final Pattern INODE = Pattern.compile("ino(?:de)?=(\\d+)");

    /** Whether it is the same file, unchanged; what one of the two does not know is not compared. */
    public boolean isSameAs(SourceFile other) {
        return bytes == other.bytes && modified.equals(other.modified) && hasChangeAndInodeOf(other);
    }

    /** Whether it has the other's time of change and inode. A device may have another number after a reboot. */
    public boolean hasChangeAndInodeOf(SourceFile other) {
        boolean changeKnown = changed.isPresent() && other.changed.isPresent();
        Optional<String> inode = inode();
        Optional<String> otherInode = other.inode();
        return (!changeKnown || changed.equals(other.changed))
                && (inode.isEmpty() || otherInode.isEmpty() || inode.equals(otherInode));
    }

    private Optional<String> inode() {
        Matcher matcher = INODE.matcher(String.valueOf(fileKey));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
