package io.caravan.cleanup;

import io.caravan.settings.Kept;
import io.caravan.settings.Settings;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says when the spool's filesystem gets full, and when it has room again: before journals can't be written. */
public final class SpoolRoom {

    private static final Logger LOG = LoggerFactory.getLogger(SpoolRoom.class);

    private final Settings settings;
    private final Supplier<Kept> kept;
    private boolean low;

    /** @param kept tells what holds now */
    public SpoolRoom(Settings settings, Supplier<Kept> kept) {
        this.settings = settings;
        this.kept = kept;
    }

    /** Looks how much room is left. */
    public void look() {
        try {
            long free = Files.getFileStore(settings.spool().root()).getUsableSpace();
            boolean isLow = free < kept.get().warnBelow();
            if (isLow && !low) {
                LOG.warn(
                        "{} has room for {} only: make some, or images can't be dropped, nor journals written",
                        settings.spool().root(),
                        Quantities.readable(free));
            } else if (low && !isLow) {
                LOG.info("{} has room for {} again", settings.spool().root(), Quantities.readable(free));
            }
            low = isLow;
        } catch (IOException e) {
            LOG.debug("{}", LogText.clean(e.toString()));
        }
    }
}
