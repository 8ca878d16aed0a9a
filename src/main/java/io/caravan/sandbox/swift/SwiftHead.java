package io.caravan.sandbox.swift;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * What Swift writes in the head of an answer where the server would write something else: its own words after some
 * statuses, and the length of an answer that cannot have a body.
 */
final class SwiftHead {
    private static final Map<Integer, String> OWN = Map.of(
            413, "Request Entity Too Large",
            416, "Requested Range Not Satisfiable",
            422, "Unprocessable Entity",
            500, "Internal Error");

    private SwiftHead() {}

    static String reason(int status) {
        return OWN.getOrDefault(status, HttpStatus.getMessage(status));
    }

    /** Gives the answer to this request such a head. */
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
            super.send(request, response == null ? null : withHead(response), last, content, done);
        }

        private static MetaData.Response withHead(MetaData.Response response) {
            int status = response.getStatus();
            HttpFields.Mutable fields = HttpFields.build(response.getHttpFields());
            if (status == 204) {
                // as a header unknown to the server, which leaves the one it knows out of such an answer
                fields.add(new HttpField(null, "Content-Length", "0"));
            }
            return new MetaData.Response(
                    status,
                    OWN.getOrDefault(status, response.getReason()),
                    response.getHttpVersion(),
                    fields,
                    response.getContentLength(),
                    response.getTrailersSupplier());
        }
    }
}
