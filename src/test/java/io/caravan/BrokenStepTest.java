package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.job.ImageJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
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

    /** Lets steps break, each once: for the image that is called after the step, or else for whoever takes it next. */
    private static final class Breaker implements InterceptStrategy {

        private final Set<String> taken = new ConcurrentSkipListSet<>();
        private final Set<String> takenWithJob = new ConcurrentSkipListSet<>();
        private final Set<String> forAnyone = ConcurrentHashMap.newKeySet();
        private final Set<String> forItsImage = ConcurrentHashMap.newKeySet();
        private volatile Exception problem = new IllegalStateException("not set");

        private boolean breaks(String step, Exchange exchange) {
            taken.add(step);
            ImageJob job = exchange.getProperty("job", ImageJob.class);
            if (job == null) {
                return forAnyone.remove(step);
            }
            takenWithJob.add(step);
            return forAnyone.remove(step) || job.image().equals(step + ".vmdk") && forItsImage.remove(step);
        }

        @Override
        public Processor wrapProcessorInInterceptors(
                CamelContext context, NamedNode step, Processor target, Processor nextTarget) {
            String id = step.getId();
            return new DelegateAsyncProcessor(target) {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    if (breaks(id, exchange)) {
                        exchange.setException(problem);
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
        world.set("caravan.retry.repeats", "0")
                .set("caravan.retry.max-delay", "20ms")
                .set("caravan.inbox.containers", "*");
        world.bind("breaker", breaker).start();
        breaker.problem = kind.getConstructor(String.class).newInstance("broken");
        drop("whole");
        awaitEnds(Set.of("whole"));
        Set<String> withJob = new TreeSet<>(breaker.takenWithJob);
        withJob.removeAll(TAKING);
        Set<String> without = new TreeSet<>(breaker.taken);
        without.removeAll(breaker.takenWithJob);
        without.removeAll(TAKING);
        assertThat(withJob).hasSizeGreaterThan(50);
        assertThat(without).isNotEmpty();

        breaker.forItsImage.addAll(withJob);
        for (String step : withJob) {
            drop(step);
        }
        awaitEnds(withJob);
        for (String step : without) {
            breaker.forAnyone.add(step);
            drop(step);
            awaitEnds(Set.of(step));
        }

        for (String step : Set.copyOf(breaker.forItsImage)) { // what a process does once
            world.stop();
            for (String there : List.of(".vmdk", ".vmdk.json", ".vmdk.receipt.json")) {
                Files.delete(world.done(step + there));
            }
            breaker.forItsImage.remove(step);
            breaker.forAnyone.add(step);
            world.start();
            drop(step);
            awaitEnds(Set.of(step));
        }

        await("each step to break")
                .atMost(World.PATIENCE)
                .untilAsserted(() -> assertThat(breaker.forAnyone).isEmpty());
    }

    private void drop(String name) throws IOException {
        world.dropSidecar(name + ".vmdk", "{\"container\": \"%s\"}".formatted(name)); // which is made for it
        world.drop(name + ".vmdk", World.bytes(MIB + 1, name.hashCode()));
    }

    private boolean hasEnded(String name) {
        return Files.exists(world.done(name + ".vmdk.receipt.json"))
                || Files.exists(world.failed(name + ".vmdk.error.json"));
    }

    private void awaitEnds(Set<String> names) {
        await("the ends of " + names)
                .atMost(World.PATIENCE)
                .untilAsserted(() -> assertThat(names).allMatch(this::hasEnded));
        await("nothing held behind " + names).atMost(World.PATIENCE).untilAsserted(() -> {
            try (Stream<Path> jobs = Files.list(world.spool().resolve("work"))) {
                assertThat(jobs).isEmpty();
            }
        });
    }
}
