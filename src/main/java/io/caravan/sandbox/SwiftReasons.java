package io.caravan.sandbox;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/** The words that follow a status: Swift's, where they are others than today's standard has. */
final class SwiftReasons {
    private static final Map<Integer, String> OWN = Map.of(
            413, "Request Entity Too Large",
            416, "Requested Range Not Satisfiable",
            422, "Unprocessable Entity",
            500, "Internal Error");

    private SwiftReasons() {}

    static String of(int status) {
        return OWN.getOrDefault(status, HttpStatus.getMessage(status));
    }

    /** Lets the answer to this request say so. */
    static void useFor(Request request) {
        request.addHttpStreamWrapper(Stream::new);
    }

    private static final class Stream extends HttpStream.Wrapper {
        Stream(HttpStream wrapped) {
            super(wrapped);
        }

        @Override
        public void send(
                MetaData.Request request, MetaData.Response response, boolean last, ByteBuffer content, Callback done) {
            super.send(request, response == null ? null : withReason(response), last, content, done);
        }

        private static MetaData.Response withReason(MetaData.Response response) {
            int status = response.getStatus();
            return new MetaData.Response(
                    status,
                    OWN.getOrDefault(status, response.getReason()),
                    response.getHttpVersion(),
                    response.getHttpFields(),
                    response.getContentLength(),
                    response.getTrailersSupplier());
        }
    }
}
