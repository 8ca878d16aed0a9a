package io.caravan.daemon;

import io.caravan.http.HttpAnswers;
import io.caravan.http.ServiceRefusal;
import io.caravan.http.SignInException;
import io.caravan.http.Statuses;
import io.caravan.upload.EtagMismatchException;
import io.caravan.upload.NotYetWholeException;
import io.caravan.upload.region.UploadStoppedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.camel.http.base.HttpOperationFailedException;

/** What a failure means for the image, at every stage; what an HTTP status means stands in {@link Statuses}. */
enum Verdict {
    /** It is tried again at once, a few times; after that the job waits, since an outage never fails an image. */
    AGAIN_THEN_WAIT,
    /** It is tried again at once; when that doesn't help, the image fails. */
    AGAIN_THEN_FAIL,
    /** The job waits: nobody lets us in for now, or the daemon is stopping. */
    WAIT,
    /** No further try would help. */
    FAIL;

    static Verdict of(Throwable caught) {
        Throwable cause = HttpAnswers.cause(caught);
        if (cause instanceof HttpOperationFailedException answer) {
            return of(answer.getStatusCode());
        }
        if (cause instanceof ServiceRefusal refusal) {
            return of(refusal.status());
        }
        if (cause instanceof EtagMismatchException || cause instanceof NotYetWholeException) {
            return AGAIN_THEN_FAIL;
        }
        if (cause instanceof SignInException || cause instanceof UploadStoppedException) {
            return WAIT;
        }
        // an unchecked one is a journal that could not be written; an image file that can't be read has its own class
        return cause instanceof IOException || cause.getClass() == UncheckedIOException.class ? AGAIN_THEN_WAIT : FAIL;
    }

    private static Verdict of(int status) {
        return Statuses.mayPassInRoutes(status) ? AGAIN_THEN_WAIT : FAIL;
    }

    /** Whether the same step is tried again at once. */
    boolean isAgain() {
        return this == AGAIN_THEN_WAIT || this == AGAIN_THEN_FAIL;
    }

    /** Whether the image fails once no further try is made. */
    boolean isFailure() {
        return this == AGAIN_THEN_FAIL || this == FAIL;
    }
}
