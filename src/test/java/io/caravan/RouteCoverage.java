package io.caravan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Which steps of the routes were taken, gathered from every daemon of this build's tests. Camel's own count is kept by
 * step id in JMX, where the steps of a route configuration that several routes share get into each other's way.
 */
final class RouteCoverage implements InterceptStrategy {

    /** One folder a build, which the build names. */
    private static final Path FOLDER = Path.of(System.getProperty("route.coverage", "target/route-coverage/ide"));

    private final Set<String> taken = new ConcurrentSkipListSet<>();

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode step, Processor target, Processor nextTarget) {
        String id = step.getId();
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(org.apache.camel.Exchange exchange, org.apache.camel.AsyncCallback callback) {
                taken.add(id);
                return super.process(exchange, callback);
            }
        };
    }

    /** Notes the steps taken so far. */
    void note() throws IOException {
        Files.createDirectories(FOLDER);
        Files.write(FOLDER.resolve(UUID.randomUUID().toString()), taken);
    }

    /** Every step that was taken in any test of this build. */
    static Set<String> all() throws IOException {
        Set<String> all = new TreeSet<>();
        try (Stream<Path> notes = Files.list(FOLDER)) {
            for (Path note : notes.toList()) {
                all.addAll(Files.readAllLines(note));
            }
        }
        return all;
    }
}
