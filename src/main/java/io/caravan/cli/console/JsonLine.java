package io.caravan.cli.console;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.text.LogText;
import io.caravan.text.Secrets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An event of the log as a line of JSON; which fields it has, docs/operations.md says. */
final class JsonLine extends LayoutBase<ILoggingEvent> {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How a job is named in a line, {@code ImageJob.label()}. */
    private static final Pattern LABEL = Pattern.compile("(?<image>.*) \\[(?<job>[0-9a-f]{12})\\]");

    private static final Pattern SEGMENT = Pattern.compile("[^/\\s]+_segments/\\S*[^\\s:,;)]");
    private static final Pattern REQUEST = Pattern.compile("\\(request (?<id>[\\w.-]+)\\)");

    @Override
    public String doLayout(ILoggingEvent event) {
        String message = Secrets.hideLong(String.valueOf(event.getFormattedMessage()));
        ObjectNode line = JSON.createObjectNode();
        line.put("time", event.getInstant().toString());
        line.put("level", event.getLevel().toString());
        line.put("logger", event.getLoggerName().replaceFirst(".*\\.", ""));
        line.put("message", message);
        putJob(line, event.getArgumentArray());
        Matcher segment = SEGMENT.matcher(message);
        if (segment.find()) {
            line.put("segment", segment.group());
        }
        Matcher request = REQUEST.matcher(message);
        if (request.find()) {
            line.put("request", request.group("id"));
        }
        if (event.getThrowableProxy() != null) {
            line.put("trace", Secrets.hideLong(ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
        try {
            // what would do something to a terminal is escaped; it stands within texts only
            return LogText.visible(JSON.writeValueAsString(line)) + System.lineSeparator();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void putJob(ObjectNode line, Object[] arguments) {
        if (arguments == null) {
            return;
        }
        for (Object argument : arguments) {
            if (argument instanceof String text) {
                Matcher label = LABEL.matcher(text);
                if (label.matches()) {
                    line.put("job", label.group("job"));
                    line.put("image", label.group("image"));
                    return;
                }
            }
        }
    }
}
