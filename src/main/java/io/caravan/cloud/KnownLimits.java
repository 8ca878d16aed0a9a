package io.caravan.cloud;

import io.caravan.settings.LogText;
import io.caravan.settings.Quantities;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cloud's limits, asked for once, before the first image is cut. */
public final class KnownLimits {

    private static final Logger LOG = LoggerFactory.getLogger(KnownLimits.class);

    private volatile Optional<SwiftLimits> known = Optional.empty();

    /** Whether they have to be asked for. */
    public boolean isUnknown() {
        return known.isEmpty();
    }

    /**
     * Takes in the answer to {@code GET /info}; a refusal means that the cloud says nothing of itself.
     *
     * @param status the answer's status
     */
    public void learn(int status, String body) {
        if (status != 200) {
            LOG.info("the cloud does not tell its limits (/info answered {}); stock Swift's are taken", status);
            known = Optional.of(SwiftLimits.UNTOLD);
            return;
        }
        try {
            SwiftLimits limits = SwiftLimits.parse(body);
            LOG.info(
                    "the cloud takes objects of up to {}{}",
                    Quantities.readable(limits.maxFileSize()),
                    limits.slo()
                            .map(slo -> ", static large objects of up to " + slo.maxSegments() + " segments")
                            .orElse(", no static large objects"));
            known = Optional.of(limits);
        } catch (IOException e) {
            LOG.warn("what the cloud tells of its limits in /info can't be read: {}", LogText.clean(e.getMessage()));
            known = Optional.of(SwiftLimits.UNTOLD);
        }
    }

    /** The limits; stock Swift's while they are unknown. */
    public SwiftLimits limits() {
        return known.orElse(SwiftLimits.UNTOLD);
    }
}
