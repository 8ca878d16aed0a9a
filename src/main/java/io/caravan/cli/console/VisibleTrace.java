package io.caravan.cli.console;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.caravan.text.LogText;
import io.caravan.text.Secrets;
import java.util.stream.Collectors;

/** {@code %ex} in a log's pattern: no line of a stack trace looks like a line of the log. */
public final class VisibleTrace extends ThrowableProxyConverter {

    private static final String NESTED = "\t";

    @Override
    protected String throwableProxyToString(IThrowableProxy thrown) {
        return Secrets.hideLong(super.throwableProxyToString(thrown))
                .lines()
                .map(line -> line.startsWith(NESTED) ? NESTED + LogText.visible(line.strip()) : LogText.visible(line))
                .map(line -> line.startsWith(NESTED) ? line : "  " + line)
                .collect(Collectors.joining(System.lineSeparator(), "", System.lineSeparator()));
    }
}
