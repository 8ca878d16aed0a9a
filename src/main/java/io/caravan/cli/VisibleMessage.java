package io.caravan.cli;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.caravan.settings.LogText;

/** {@code %msg} in a log's pattern: always one line, whatever the names in it hold. */
public final class VisibleMessage extends ClassicConverter {

    @Override
    public String convert(ILoggingEvent event) {
        return LogText.visible(String.valueOf(event.getFormattedMessage()));
    }
}
