package io.caravan.sandbox.http;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes every request: meets it with its fault, leads it to its service, sends the reply. */
public final class FrontDoor extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

    /** A service behind the door. */
    public interface Service {

        /** Has a say before anything of the request is read. */
        default void prepare(Request request) {}

        Reply answer(Exchange exchange) throws IOException;
    }

    private final Map<String, Service> services;
    private final FaultPlan faults;
    private final Clock clock;
    private final Consumer<AnsweredRequest> recorder;

    public FrontDoor(Map<String, Service> services, FaultPlan faults, Clock clock, Consumer<AnsweredRequest> recorder) {
        this.services = Map.copyOf(services);
        this.faults = faults;
        this.clock = clock;
        this.recorder = recorder;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        IncomingRequest incoming = incoming(request);
        serviceOf(Reach.withoutPrefix(incoming.path())).prepare(request);
        Exchange exchange = new Exchange(request, response, incoming, clock.instant(), faults.take(incoming), recorder);
        try {
            exchange.send(answer(exchange));
            callback.succeeded();
        } catch (IOException e) {
            LOG.debug("{} {}: {}", exchange.method(), exchange.path(), e.getMessage());
            exchange.recordLost();
            exchange.cut();
            callback.failed(e);
        }
        return true;
    }

    private Reply answer(Exchange exchange) throws IOException {
        Optional<Fault> fault = exchange.fault();
        if (fault.orElse(null) instanceof Fault.Answer answer) {
            return toReply(answer);
        }
        if (fault.orElse(null) instanceof Fault.Garbage) {
            return Reply.of(200, "text/html", "<html><body>not what was asked for</body>");
        }
        if (!isOurs(exchange.headers().first("Host").orElse(""))) {
            return Reply.of(421, "text/plain", "This sandbox answers on this machine only.\n");
        }
        try {
            return serviceOf(exchange.path()).answer(exchange);
        } catch (Refusal refusal) {
            return refusal.reply();
        } catch (ConnectionLost e) {
            throw e;
        } catch (ClosedByInterruptException e) {
            throw new ConnectionLost("the sandbox closes", e);
        } catch (IOException | RuntimeException e) {
            LOG.error("{} {} failed in the sandbox", exchange.method(), exchange.path(), e);
            return Reply.of(500, "text/plain", "An error occurred");
        }
    }

    /**
     * Whether a host is a name that only this machine, or its own network, knows. A page of somebody's could have a
     * browser here ask for another one that leads to us (DNS rebinding).
     */
    private static boolean isOurs(String host) {
        String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        return !name.contains(".") || name.matches("(.*\\.)?(localhost|test)|127(\\.\\d{1,3}){3}|\\[::1]");
    }

    private Service serviceOf(String path) {
        int end = path.indexOf('/', 1);
        String first = end < 0 ? path : path.substring(0, end);
        return services.getOrDefault(first, exchange -> Reply.of(404, "text/plain", "No service lives here.\n"));
    }

    private static Reply toReply(Fault.Answer answer) {
        Reply reply = Reply.of(answer.status(), answer.contentType(), answer.body());
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }

    private static IncomingRequest incoming(Request request) {
        String path = request.getHttpURI().getPath();
        String query = request.getHttpURI().getQuery();
        return new IncomingRequest(
                request.getMethod(),
                path == null ? "" : path,
                query == null ? "" : query,
                RequestHeaders.of(request.getHeaders()));
    }
}
