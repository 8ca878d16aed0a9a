package io.caravan.sandbox;

import java.io.IOException;

/** No answer can go out, or none shall: the client went away, or a fault closes the connection. */
final class ConnectionLost extends IOException {
    private static final long serialVersionUID = 1L;

    ConnectionLost(String message) {
        super(message);
    }

    ConnectionLost(String message, Throwable cause) {
        super(message, cause);
    }
}
