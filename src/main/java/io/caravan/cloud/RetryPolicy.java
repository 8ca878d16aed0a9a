package io.caravan.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * Which trouble may pass by itself. It is then tried again at once, a few times, and after that the job waits; any other
 * trouble is for good. One place decides for all routes.
 */
public final class RetryPolicy {

    /**
     * Overload, time-outs and gateways; 498 and 499 are Swift's own: a rate limit, and a stall that it has seen; 401 after
     * a fresh token is a service that hasn't heard of it yet; after 404 the next try makes the container again.
     */
    private static final Set<Integer> PASSING = Set.of(401, 404, 408, 409, 425, 429, 498, 499, 500, 502, 503, 504, 507);

    /** Whether the same request may work later. */
    public boolean worthAnotherTry(Exception caught) {
        Throwable trouble = HttpAnswers.cause(caught);
        if (trouble instanceof HttpOperationFailedException answer) {
            return PASSING.contains(answer.getStatusCode());
        }
        // an unchecked one is a journal that could not be written; an image file that can't be read has a class of its
        // own
        return trouble instanceof IOException || trouble.getClass() == UncheckedIOException.class;
    }
}
