package io.caravan.sandbox.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * The body of a request, read where it arrives, without a copy. The first read is what sends {@code 100 Continue}, so
 * whatever can be refused is refused before it.
 */
public final class RequestBody {
    private final Request request;
    private final Optional<Fault> fault;
    private long received;
    private boolean ended;

    public RequestBody(Request request, Optional<Fault> fault) {
        this.request = request;
        this.fault = fault;
    }

    /** Bytes read so far. */
    public long received() {
        return received;
    }

    /** Hands every byte to the sink; throws {@link ConnectionLost} if the client goes away before the end. */
    public void transferTo(ByteSink sink) throws IOException {
        transfer(sink, fault);
    }

    private void transfer(ByteSink sink, Optional<Fault> met) throws IOException {
        while (!ended) {
            Content.Chunk chunk = next();
            try {
                received += chunk.remaining();
                ended = chunk.isLast();
                apply(met);
                if (chunk.hasRemaining()) {
                    sink.write(chunk.getByteBuffer());
                }
            } finally {
                chunk.release();
            }
        }
        if (received < request.getLength()) { // what a connection that is closed under way may look like
            throw new ConnectionLost("the body ended after " + received + " of " + request.getLength() + " bytes");
        }
    }

    /** The whole body; one longer than the limit is refused with 413. */
    public byte[] bytes(int limit) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        transferTo(buffer -> {
            if (bytes.size() + buffer.remaining() > limit) {
                throw new Refusal(Reply.of(413, "text/plain", "The body is longer than " + limit + " bytes."));
            }
            byte[] piece = new byte[buffer.remaining()];
            buffer.get(piece);
            bytes.write(piece);
        });
        return bytes.toByteArray();
    }

    /** The first bytes of the body, the whole if it is no longer; the rest is read and forgotten. */
    public byte[] start(int limit) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        transferTo(buffer -> {
            byte[] piece = new byte[Math.min(buffer.remaining(), limit - bytes.size())];
            buffer.get(piece);
            bytes.writeBytes(piece);
            buffer.position(buffer.limit());
        });
        return bytes.toByteArray();
    }

    /** Reads what is left and forgets it, so that a client that is still sending gets to read its answer. */
    public void swallow() throws IOException {
        transfer((ByteBuffer buffer) -> buffer.position(buffer.limit()), Optional.empty());
    }

    private Content.Chunk next() throws IOException {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                awaitContent();
            } else if (Content.Chunk.isFailure(chunk)) {
                throw new ConnectionLost("the client went away after " + received + " bytes", chunk.getFailure());
            } else {
                return chunk;
            }
        }
    }

    private void awaitContent() throws IOException {
        Semaphore arrived = new Semaphore(0);
        request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, arrived::release));
        await(arrived::acquire);
    }

    private void apply(Optional<Fault> met) throws IOException {
        if (met.orElse(null) instanceof Fault.HangUp hangUp && (received >= hangUp.afterBytes() || ended)) {
            throw new ConnectionLost("a fault hangs up after " + received + " bytes");
        }
        if (met.orElse(null) instanceof Fault.StallReading stall) {
            await(stall::hold);
        }
    }

    private static void await(Wait wait) throws IOException {
        try {
            wait.untilDone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionLost("interrupted while waiting for the client", e);
        }
    }

    private interface Wait {
        void untilDone() throws InterruptedException;
    }
}
