package io.caravan.sandbox.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what the server could not read as a request at all: with no body, like Swift's. A NUL in a name comes here
 * too, for the server takes no such path; Swift refuses it with words of its own.
 */
public final class UnreadableRequest implements Request.Handler {
    private static final String NUL_IN_PATH = "Illegal character in path";

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        ByteBuffer words = ByteBuffer.allocate(0);
        if (isAboutNul(request)) {
            response.setStatus(412);
            response.getHeaders().put("Content-Type", "text/html; charset=UTF-8");
            words = StandardCharsets.UTF_8.encode("Invalid UTF8 or contains NULL");
        }
        response.getHeaders().put("Connection", "close");
        response.write(true, words, callback);
        return true;
    }

    private static boolean isAboutNul(Request request) {
        Object failure = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
        return failure instanceof Throwable error
                && error.getCause() != null
                && NUL_IN_PATH.equals(error.getCause().getMessage());
    }
}
