package io.caravan.daemon;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.apache.camel.spi.RouteStartupOrder;

/**
 * For a command whose image has ended: nothing is in flight that anybody waits for, so nothing is waited for. Camel's own
 * strategy asks every consumer to come to an end, and those of queues look up once a second.
 */
final class EndAtOnce extends DefaultShutdownStrategy {

    @Override
    public void shutdown(CamelContext context, List<RouteStartupOrder> routes) {
        // what a route does is stopped with its consumer
    }

    @Override
    public void shutdownForced(CamelContext context, List<RouteStartupOrder> routes) {
        // likewise
    }
}
