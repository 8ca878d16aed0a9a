package io.caravan.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * Which trouble may pass by itself. It is then tried again at once, a few times, and after that the job waits; any other
 * trouble is for good. One place decides for all routes; what a status means stands in {@link Statuses}.
 */
public final class RetryPolicy {

    /** Whether the same request may work later. */
    public boolean worthAnotherTry(Exception caught) {
        Throwable trouble = HttpAnswers.cause(caught);
        if (trouble instanceof HttpOperationFailedException answer) {
            return Statuses.mayPassInRoutes(answer.getStatusCode());
        }
        if (trouble instanceof ServiceRefusal refusal) {
            return Statuses.mayPassInRoutes(refusal.status());
        }
        // an unchecked one is a journal that could not be written; an image file that can't be read has a class of its
        // own
        return trouble instanceof IOException || trouble.getClass() == UncheckedIOException.class;
    }
}
