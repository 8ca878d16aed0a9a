package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whichever step of an image's way breaks, its job is let go of: the image comes to an end, and the spool is empty. */
class BrokenStepTest {

    private static final int MIB = 1 << 20;

    /** Before an image is a job the inbox keeps it; and whoever takes a job does no more than that. */
    private static final Set<String> TAKING = Set.of(
            "claim-image",
            "take-job",
            "hold-the-job",
            "take-uploaded-job",
            "take-imported-job",
            "take-ended-job",
            "take-told-job");

    @RegisterExtension
    final World world = new World();

    private final Breaker breaker = new Breaker();

    /** Lets one step break, once. */
    private static final class Breaker implements InterceptStrategy {

        private final Set<String> taken = new ConcurrentSkipListSet<>();
        private final AtomicReference<String> next = new AtomicReference<>("");
        private volatile Exception trouble = new IllegalStateException("not set");

        void breakAt(String step, Exception with) {
            trouble = with;
            next.set(step);
        }

        @Override
        public Processor wrapProcessorInInterceptors(
                CamelContext context, NamedNode step, Processor target, Processor nextTarget) {
            String id = step.getId();
            return new DelegateAsyncProcessor(target) {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    taken.add(id);
                    if (next.compareAndSet(id, "")) {
                        exchange.setException(trouble);
                        callback.done(true);
                        return true;
                    }
                    return super.process(exchange, callback);
                }
            };
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, IOException.class})
    void everyStepThatBreaksLetsGoOfItsJob(Class<? extends Exception> kind) throws Exception {
        world.set("caravan.retry.repeats", "0").set("caravan.retry.max-delay", "20ms");
        world.bind("breaker", breaker).start();
        arrive("whole.vmdk");
        Set<String> steps = new TreeSet<>(breaker.taken);
        steps.removeAll(TAKING);
        assertThat(steps).hasSizeGreaterThan(60);

        for (String step : steps) {
            breaker.breakAt(step, kind.getConstructor(String.class).newInstance("broken at " + step));
            arrive(step + ".vmdk");
        }
    }

    private void arrive(String name) throws IOException {
        world.drop(name, World.bytes(2 * MIB + 1, name.hashCode()));
        Path receipt = world.done(name + ".receipt.json");
        Path reason = world.failed(name + ".error.json");
        await("the end of " + name).atMost(World.PATIENCE).until(() -> Files.exists(receipt) || Files.exists(reason));
        await("nothing held behind " + name).atMost(World.PATIENCE).untilAsserted(() -> {
            try (Stream<Path> jobs = Files.list(world.spool().resolve("work"))) {
                assertThat(jobs).isEmpty();
            }
        });
    }
}
