package io.caravan.cli.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import java.util.Map;

/**
 * The log: one line an event, on standard output; of commands whose standard output is their result, warnings on standard
 * error, without ornament. It is code, since reading it as XML takes longer than all else that a short command does. A file
 * that {@code logback.configurationFile} names has precedence.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {

    private static final Map<String, String> FORMS = Map.of(
            "full", "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg%n%ex{full}",
            "plain", "%wrapped%n%ex{full}");

    /** At DEBUG the HTTP client writes requests down, with tokens and passwords; Camel speaks to its developers. */
    private static final List<String> OTHERS = List.of("org.apache.camel", "org.eclipse.jetty", "org.apache.hc");

    /** A job whose repetition the daemon's end cuts short is kept; there is nothing to warn of. */
    private static final String TALKATIVE_AT_THE_END = "org.apache.camel.component.seda.SedaConsumer";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getProperty("log.level"), Level.INFO));
        root.addAppender(console(context));
        OTHERS.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
        context.getLogger(TALKATIVE_AT_THE_END).setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(FORMS.getOrDefault(System.getProperty("log.form", "full"), FORMS.get("full")));
        // whatever names and answers hold, an event is one line, and does nothing to a terminal
        layout.getInstanceConverterMap().put("msg", VisibleMessage::new);
        layout.getInstanceConverterMap().put("ex", VisibleTrace::new);
        layout.getInstanceConverterMap().put("wrapped", WrappedLine::new);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setTarget(System.getProperty("log.target", "System.out"));
        console.setEncoder(encoder);
        console.start();
        return console;
    }
}
