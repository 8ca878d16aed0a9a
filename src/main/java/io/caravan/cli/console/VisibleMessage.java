package io.caravan.cli.console;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.caravan.text.LogText;
import io.caravan.text.Secrets;

/** {@code %msg} in a log's pattern: always one line without secrets, whatever the names in it hold. */
public class VisibleMessage extends ClassicConverter {

    @Override
    public String convert(ILoggingEvent event) {
        return LogText.visible(Secrets.hideLong(String.valueOf(event.getFormattedMessage())));
    }
}
