package io.caravan.cli.console;

import ch.qos.logback.classic.spi.ILoggingEvent;

/** {@code %wrapped} in a log's pattern: a warning of a command, as {@link Wrapped} shows sentences. */
public final class WrappedLine extends VisibleMessage {

    @Override
    public String convert(ILoggingEvent event) {
        return Wrapped.at(Caller.columns(), 2, "caravan: " + super.convert(event));
    }
}
