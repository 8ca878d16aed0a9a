package io.caravan.intake;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What copying and downloading programs call a file that isn't whole yet. */
final class UnfinishedCopies {

    /** In small letters. */
    private static final List<String> SUFFIXES = List.of(
            ".part", // Firefox, wget2, KDE, Transmission, curl and rsync scripts
            ".partial", // rclone, Edge
            ".filepart", // WinSCP
            ".tmp", // Syncthing, SMB and NFS tools
            ".temp",
            ".crdownload", // Chrome
            ".crswap",
            ".opdownload", // Opera
            ".download", // Safari
            ".downloading",
            ".fdmdownload", // Free Download Manager
            ".aria2", // beside the file that aria2 fills
            ".aria2__temp",
            ".lftp-pget-status", // beside the file that lftp fills
            ".!ut", // uTorrent
            ".ut!",
            ".!qb", // qBittorrent
            ".bc!", // BitComet
            ".xltd", // Thunder
            ".incomplete",
            ".inprogress",
            ".unfinished",
            ".uploading",
            ".copying",
            ".unison", // Unison
            ".swp", // Vim
            ".kate-swp", // Kate
            "~"); // backups of editors and of cp

    /** Says something of the file beside it only: alone, it may be an Atari's disk. */
    private static final String AXEL = ".st";

    private UnfinishedCopies() {}

    /** Whether a file of this name is a copy under way, or keeps its score. */
    static boolean isOne(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return SUFFIXES.stream().anyMatch(small::endsWith);
    }

    /** The names, in small letters, that say of a file beside them that it is under way. */
    static Stream<String> beside(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return Stream.concat(SUFFIXES.stream(), Stream.of(AXEL)).map(suffix -> small + suffix);
    }
}
