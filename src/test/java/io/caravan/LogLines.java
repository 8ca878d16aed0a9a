package io.caravan;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What is logged from now on. */
public final class LogLines implements AutoCloseable {

    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            events.add(event);
        }
    };
    private final Logger logger;
    private final Level before;

    private LogLines(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        before = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
        appender.start();
    }

    /** What this class logs. */
    public static LogLines of(Class<?> type) {
        return of(type.getName());
    }

    /** What the logger of that name logs: a class, or a route by its id. */
    static LogLines of(String name) {
        return new LogLines(name);
    }

    /** What anything logs. */
    static LogLines ofAll() {
        return of(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** Each line as {@code LEVEL message}. */
    public List<String> all() {
        return events.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    /** The names of what was thrown, causes included, in lines with a stack trace. */
    List<String> thrown() {
        return events.stream()
                .flatMap(event ->
                        Stream.iterate(event.getThrowableProxy(), proxy -> proxy != null, proxy -> proxy.getCause()))
                .map(proxy -> proxy.getClassName())
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(before);
    }
}
