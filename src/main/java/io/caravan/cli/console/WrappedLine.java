package io.caravan.cli.console;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;

/** {@code %wrapped(…)} in a log's pattern: a warning of a command, as {@link Wrapped} shows sentences. */
public final class WrappedLine extends CompositeConverter<ILoggingEvent> {

    @Override
    protected String transform(ILoggingEvent event, String line) {
        return Wrapped.at(Caller.columns(), 2, line);
    }
}
