package io.caravan.intake;

import io.caravan.settings.Settings;
import io.caravan.text.LogText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into the inbox before each poll. While that can't be done (removed, not mounted, no permission) nothing is polled:
 * one line says so, again every few minutes, and one more that the inbox is back. Nothing here ever makes the folder: it
 * might lie on the wrong disk.
 */
public final class InboxWatch implements PollingConsumerPollStrategy, ExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(InboxWatch.class);
    private static final Duration BETWEEN_COMPLAINTS = Duration.ofMinutes(5);

    private record Complaint(String reason, Instant at) {}

    private final Path inbox;
    private final InboxFilter filter;
    private final Clock clock;
    private Optional<Complaint> complaint = Optional.empty();

    public InboxWatch(Settings settings, InboxFilter filter, Clock clock) {
        this.inbox = settings.spool().inbox();
        this.filter = filter;
        this.clock = clock;
    }

    /** Whether there is something to poll. */
    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        try {
            filter.look();
            return true;
        } catch (IOException e) {
            complain(why(e));
            return false;
        }
    }

    @Override
    public synchronized void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
        if (complaint.isPresent()) {
            complaint = Optional.empty();
            LOG.info("{} can be looked into again", inbox);
        }
    }

    /** A failed poll is not repeated at once. */
    @Override
    public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception problem) {
        return false;
    }

    @Override
    public void handleException(Throwable problem) {
        LOG.debug("the inbox", problem);
        complain(LogText.clean(String.valueOf(problem.getMessage())));
    }

    @Override
    public void handleException(String message, Throwable problem) {
        handleException(problem);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable problem) {
        handleException(problem);
    }

    private synchronized void complain(String reason) {
        Instant now = clock.instant();
        boolean saidLately = complaint
                .filter(before -> before.reason().equals(reason))
                .filter(before -> Duration.between(before.at(), now).abs().compareTo(BETWEEN_COMPLAINTS) < 0)
                .isPresent();
        if (!saidLately) {
            complaint = Optional.of(new Complaint(reason, now));
            LOG.warn("{} can't be looked into: {}; images are taken again once it can", inbox, reason);
        }
    }

    private static String why(IOException problem) {
        if (problem instanceof NoSuchFileException) {
            return "it is not there (a disk that isn't mounted?)";
        }
        if (problem instanceof NotDirectoryException) {
            return "it is no folder";
        }
        return problem instanceof AccessDeniedException
                ? "its permissions don't allow it to this user"
                : LogText.clean(problem.getClass() == IOException.class ? problem.getMessage() : problem.toString());
    }
}
