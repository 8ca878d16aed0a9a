package io.caravan.http;

import io.caravan.text.Quantities;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * An answer's body that can't fill the memory, nor hold its reader: of an error the first 8 KiB are read, anything else
 * above 16 MiB is an error itself, and all of it must be there in a certain time. What is left is not read: its
 * connection is cut.
 */
final class BoundedEntity extends HttpEntityWrapper {

    private static final long LONGEST_ERROR = 8 << 10;
    private static final long LONGEST_ANSWER = 16 << 20;

    private final boolean error;
    private final Duration most;
    private final Runnable cut;
    private final CompletableFuture<Void> end;
    private volatile boolean late;
    private InputStream content;

    /**
     * Time begins to count.
     *
     * @param most how long it may take
     * @param cut ends the connection that it comes on
     */
    BoundedEntity(HttpEntity entity, int status, Duration most, Runnable cut) {
        super(entity);
        this.error = status >= 300;
        this.most = most;
        this.cut = cut;
        this.end = CompletableFuture.runAsync(
                () -> {
                    late = true;
                    cut.run();
                },
                CompletableFuture.delayedExecutor(most.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public long getContentLength() {
        return error ? Math.min(LONGEST_ERROR, super.getContentLength()) : super.getContentLength();
    }

    /** The same each time, since its rest is to be left once only. */
    @Override
    public InputStream getContent() throws IOException {
        if (content == null) {
            content = new Content(super.getContent());
        }
        return content;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream all = getContent()) {
            all.transferTo(out);
        }
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public void close() throws IOException {
        getContent().close();
        super.close();
    }

    private boolean isEmpty() {
        return super.getContentLength() == 0;
    }

    private final class Content extends FilterInputStream {

        private long left = error ? LONGEST_ERROR : LONGEST_ANSWER;
        private boolean ended;

        Content(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (ended || length == 0) {
                return length == 0 ? 0 : -1;
            }
            if (left == 0 && error) {
                leave();
                return -1;
            }
            int read = left == 0 ? some(new byte[1], 0, 1) : some(bytes, from, (int) Math.min(length, left));
            if (read < 0) {
                end.cancel(false);
                ended = true;
            } else if (left == 0) {
                leave();
                throw new IOException("the answer is longer than " + LONGEST_ANSWER + " bytes");
            } else {
                left -= read;
            }
            return read;
        }

        private int some(byte[] bytes, int from, int length) throws IOException {
            IOException problem = null;
            int read = -1;
            try {
                read = in.read(bytes, from, length);
            } catch (IOException e) {
                problem = e;
            }
            if (late && read < 0) {
                SocketTimeoutException tooLate =
                        new SocketTimeoutException("no whole answer in " + Quantities.readable(most));
                tooLate.initCause(problem);
                throw tooLate;
            }
            if (problem != null) {
                throw problem;
            }
            return read;
        }

        /** Without the cut, closing would read what is left. */
        private void leave() {
            end.cancel(false);
            if (!ended) {
                ended = true;
                cut.run();
            }
        }

        @Override
        public void close() throws IOException {
            ended |= isEmpty();
            boolean whole = ended;
            leave();
            try {
                super.close();
            } catch (IOException e) {
                if (whole) {
                    throw e;
                }
                // it was cut
            }
        }
    }
}
