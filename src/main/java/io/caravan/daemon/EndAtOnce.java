package io.caravan.daemon;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.apache.camel.spi.RouteStartupOrder;

/**
 * For a command: once its image has ended, nothing is in flight that anybody waits for, so nothing is waited for. Camel's own
 * strategy asks every consumer to come to an end, and those of queues look up once a second; it holds where the command is
 * cut short, so that nobody writes to the spool behind its lock.
 */
final class EndAtOnce extends DefaultShutdownStrategy {

    private final BooleanSupplier hasEnded;

    /** @param hasEnded whether no job is left */
    EndAtOnce(BooleanSupplier hasEnded) {
        this.hasEnded = hasEnded;
    }

    @Override
    public void shutdown(CamelContext context, List<RouteStartupOrder> routes) throws Exception {
        if (!hasEnded.getAsBoolean()) {
            super.shutdown(context, routes);
        }
    }

    @Override
    public void shutdownForced(CamelContext context, List<RouteStartupOrder> routes) throws Exception {
        if (!hasEnded.getAsBoolean()) {
            super.shutdownForced(context, routes);
        }
    }
}
