package io.caravan.check;

import io.caravan.files.DurableFiles;
import io.caravan.settings.Settings.Spool;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether the spool can be written, and lies on one filesystem. */
final class SpoolCheck {

    private final Spool spool;
    private final Findings findings;

    SpoolCheck(Spool spool, Findings findings) {
        this.spool = spool;
        this.findings = findings;
    }

    void run() {
        Path root = spool.root();
        Path there = root;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            if (there == null || !Files.isDirectory(there)) {
                findings.tell(Finding.failed("spool", there + " is no folder", "give another with caravan.spool"));
                return;
            }
            Files.delete(Files.createTempFile(there, ".check", ".tmp"));
            FileStore disk = Files.getFileStore(there);
            for (Path folder : List.of(spool.inbox(), spool.work(), spool.done(), spool.failed())) {
                if (Files.exists(folder) && !Files.getFileStore(folder).equals(disk)) {
                    findings.tell(Finding.failed(
                            "spool",
                            folder + " lies on another filesystem than " + there,
                            "images are moved by renaming them: all of caravan.spool must be on one"));
                    return;
                }
                if (Files.exists(folder)) {
                    Files.delete(Files.createTempFile(folder, ".check", ".tmp"));
                }
            }
            findings.tell(Finding.ok(
                    "spool",
                    root + (there.equals(root) ? "" : " (will be made)") + ", "
                            + Quantities.readable(disk.getUsableSpace()) + " free"
                            + (DurableFiles.isForced(there)
                                    ? ""
                                    : "; its filesystem can't force a folder to disk: after a power cut, what was moved"
                                            + " last may be where it was")));
        } catch (IOException e) {
            findings.tell(Finding.failed(
                    "spool",
                    "can't be written: " + e,
                    "let the user that Caravan runs as write there, or give another with caravan.spool"));
        }
    }
}
