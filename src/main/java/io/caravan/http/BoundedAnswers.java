package io.caravan.http;

import java.io.IOException;
import java.time.Duration;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Bounds what may come behind an answer's head, for every client: its length, and the time until all of it is there. What
 * a connection waits for begins anew with each byte, so that an answer which trickles in would hold its asker for ever.
 */
public final class BoundedAnswers implements ExecChainHandler {

    /**
     * The time for an answer that Swift itself keeps going with a blank now and then while it looks at the segments of a
     * manifest ({@code heartbeat=on}).
     */
    private static final Duration MOST_WITH_HEARTBEAT = Duration.ofHours(1);

    private static final String ANY_LENGTH = "caravan.any-length";

    private final Duration most;

    /** @param most how long a body may take */
    BoundedAnswers(Duration most) {
        this.most = most;
    }

    /** The context of a request whose answer may be of any length and take any time, since it is read as it comes. */
    public static HttpContext anyLength() {
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(ANY_LENGTH, true);
        return context;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse response = chain.proceed(request, scope);
        boolean any = scope.clientContext.getAttribute(ANY_LENGTH) != null && response.getCode() < 300;
        if (response.getEntity() != null && !any) {
            Duration time = request.getRequestUri().contains("heartbeat=on") ? MOST_WITH_HEARTBEAT : most;
            response.setEntity(new BoundedEntity(
                    response.getEntity(), response.getCode(), time, scope.execRuntime::discardEndpoint));
        }
        return response;
    }
}
