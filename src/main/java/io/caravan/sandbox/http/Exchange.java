package io.caravan.sandbox.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** One request and the one reply to it. */
public final class Exchange {
    private static final int NO_ANSWER = 499;

    private final Request request;
    private final Response response;
    private final IncomingRequest incoming;
    private final Instant arrived;
    private final Optional<Fault> fault;
    private final Consumer<AnsweredRequest> recorder;
    private final RequestBody body;
    private final String path;
    private final Map<String, String> query;
    private Optional<String> importBody = Optional.empty();
    private boolean recorded;

    Exchange(
            Request request,
            Response response,
            IncomingRequest incoming,
            Instant arrived,
            Optional<Fault> fault,
            Consumer<AnsweredRequest> recorder) {
        this.request = request;
        this.response = response;
        this.incoming = incoming;
        this.arrived = arrived;
        this.fault = fault;
        this.recorder = recorder;
        this.body = new RequestBody(request, fault);
        this.path = Reach.withoutPrefix(incoming.path());
        this.query = UrlCode.query(incoming.query());
    }

    public String method() {
        return incoming.method();
    }

    /** The path within the service, whichever of its interfaces was asked. */
    public String path() {
        return path;
    }

    public Optional<String> header(String name) {
        return incoming.headers().first(name);
    }

    public RequestHeaders headers() {
        return incoming.headers();
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    public Optional<Fault> fault() {
        return fault;
    }

    public RequestBody body() {
        return body;
    }

    /** Lets tests see the body of an import request. */
    public void showImportBody(byte[] bytes) {
        importBody = Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }

    public boolean isChunked() {
        return header("Transfer-Encoding").map("chunked"::equalsIgnoreCase).orElse(false);
    }

    /** The announced length of the body in bytes. */
    public Optional<Long> contentLength() {
        return isChunked() ? Optional.empty() : header("Content-Length").map(Long::valueOf);
    }

    /**
     * Sends the reply and, like Swift's server, swallows what is left of the body; only a client that still waits for
     * its {@code 100 Continue} has the connection closed instead.
     */
    void send(Reply wanted) throws IOException {
        Reply told = method().equals("HEAD") && wanted.status() >= 400 ? wanted.without() : wanted;
        Reply reply = fault.orElse(null) instanceof Fault.WrongEtag
                ? told.replacing("Etag", "0123456789abcdef0123456789abcdef")
                : told;
        if (fault.orElse(null) instanceof Fault.AnswerLate) {
            throw new ConnectionLost("a fault keeps the answer back");
        }
        boolean stillToAsk = expectsContinue() && body.received() == 0;
        response.setStatus(reply.status());
        for (Reply.Field field : reply.headers()) {
            response.getHeaders().add(asSpelt(field));
        }
        sendPayload(reply);
        if (!stillToAsk) {
            body.swallow();
        }
    }

    /** Notes that no answer went out. */
    void recordLost() {
        record(NO_ANSWER);
    }

    private void sendPayload(Reply reply) throws IOException {
        long length = reply.payload().length();
        if (length >= 0 && reply.status() != 204 && reply.status() != 304) {
            response.getHeaders().put("Content-Length", length);
        }
        try {
            if (method().equals("HEAD") || length == 0) {
                record(reply.status());
                if (length < 0) {
                    // commits the head before its end is known, else Jetty would tell a length of 0
                    Content.Sink.write(response, false, null);
                }
                Content.Sink.write(response, true, null);
            } else {
                stream(reply, length);
            }
        } catch (ConnectionLost e) {
            throw e;
        } catch (IOException e) {
            throw new ConnectionLost("the answer to " + method() + " " + path() + " could not be sent", e);
        }
    }

    /** The line in the log stands before the last byte is out: who has the answer finds it there. */
    private void stream(Reply reply, long length) throws IOException {
        long[] sent = {0};
        reply.payload().writeTo((ByteBuffer bytes) -> {
            sent[0] += bytes.remaining();
            boolean last = sent[0] == length;
            if (last) {
                record(reply.status());
            }
            Content.Sink.write(response, last, bytes);
        });
        if (length < 0) {
            record(reply.status());
            Content.Sink.write(response, true, null);
        } else if (sent[0] < length) {
            throw new ConnectionLost("the data ended after " + sent[0] + " of " + length + " bytes");
        }
    }

    /** Jetty would spell the headers it knows its own way, {@code ETag} for example; one it must know itself. */
    private static HttpField asSpelt(Reply.Field field) {
        HttpHeader known = field.name().equals("Connection") ? HttpHeader.CONNECTION : null;
        return new HttpField(known, field.name(), HeaderText.toSend(field.value()));
    }

    private boolean expectsContinue() {
        return header("Expect").map("100-continue"::equalsIgnoreCase).orElse(false);
    }

    private void record(int status) {
        if (!recorded) {
            recorded = true;
            recorder.accept(new AnsweredRequest(
                    arrived,
                    incoming.method(),
                    incoming.path(),
                    incoming.query(),
                    status,
                    body.received(),
                    incoming.headers(),
                    importBody));
        }
    }

    /** Cuts the connection without a word. */
    void cut() {
        request.getConnectionMetaData().getConnection().getEndPoint().close();
    }
}
