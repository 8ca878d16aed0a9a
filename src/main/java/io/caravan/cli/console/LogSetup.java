package io.caravan.cli.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.caravan.settings.LogSettings;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.LoggerFactory;

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

    /** Loggers that have a level of their own. */
    private static final Set<String> NAMED = new HashSet<>();

    /** A job whose repetition the daemon's end cuts short is kept; there is nothing to warn of. */
    private static final String TALKATIVE_AT_THE_END = "org.apache.camel.component.seda.SedaConsumer";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getProperty("log.level"), Level.INFO));
        root.addAppender(console(context, System.getProperty("log.form", "full")));
        OTHERS.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
        context.getLogger(TALKATIVE_AT_THE_END).setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * From now on the log has another form and other levels. What {@code JAVA_OPTS} say has precedence, and so has a file
     * that {@code logback.configurationFile} names.
     */
    public static void use(LogSettings settings) {
        if (!isOurs()) {
            return;
        }
        if (System.getProperty("log.form") == null && settings.form() == LogSettings.Form.JSON) {
            LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            root.detachAndStopAllAppenders();
            root.addAppender(console(context, "json"));
        }
        useLevels(settings);
    }

    private static boolean isOurs() {
        return System.getProperty("logback.configurationFile") == null
                && LoggerFactory.getILoggerFactory() instanceof LoggerContext;
    }

    /** From now on the log has these levels, and no others that were set before. */
    public static synchronized void useLevels(LogSettings settings) {
        if (!isOurs()) {
            return;
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        NAMED.forEach(name -> context.getLogger(name).setLevel(null));
        NAMED.clear();
        settings.levels().forEach((name, level) -> {
            boolean isSet = name.isEmpty() && System.getProperty("log.level") != null;
            if (!name.isEmpty()) {
                NAMED.add(name);
            }
            if (!isSet) {
                (name.isEmpty() ? root : context.getLogger(name)).setLevel(Level.toLevel(level));
            }
        });
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context, String form) {
        LayoutBase<ILoggingEvent> layout = form.equals("json") ? new JsonLine() : pattern(form);
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
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

    private static PatternLayout pattern(String form) {
        PatternLayout layout = new PatternLayout();
        layout.setPattern(FORMS.getOrDefault(form, FORMS.get("full")));
        // whatever names and answers hold, an event is one line, and does nothing to a terminal
        layout.getInstanceConverterMap().put("msg", VisibleMessage::new);
        layout.getInstanceConverterMap().put("ex", VisibleTrace::new);
        layout.getInstanceConverterMap().put("wrapped", WrappedLine::new);
        return layout;
    }
}
