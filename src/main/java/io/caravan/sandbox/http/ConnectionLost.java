package io.caravan.sandbox.http;

import java.io.IOException;
import org.eclipse.jetty.io.QuietException;

/**
 * No answer can go out, or none shall: the client went away, or a fault closes the connection. Quiet, for the server's
 * own log has nothing to add.
 */
public final class ConnectionLost extends IOException implements QuietException {
    private static final long serialVersionUID = 1L;

    ConnectionLost(String message) {
        super(message);
    }

    ConnectionLost(String message, Throwable cause) {
        super(message, cause);
    }
}
