package io.caravan.http;

import java.io.IOException;

/** A request's body that may turn out not to be wanted any more: then the request is ended, wherever it is. */
public interface Revocable {

    /** Whether it isn't wanted any more; asked now and then while the request is under way. */
    boolean isRevoked();

    /** What is thrown then. */
    IOException revocation();
}
