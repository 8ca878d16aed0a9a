package io.caravan.http;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/** Has bodies, of requests and of answers, go no faster than the bandwidth allows. */
final class Throttle implements ExecChainHandler {

    private final Bandwidth bandwidth;

    Throttle(Bandwidth bandwidth) {
        this.bandwidth = bandwidth;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        HttpEntity sent = request.getEntity();
        if (sent != null) {
            request.setEntity(new Sent(sent));
        }
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            if (response.getEntity() != null) {
                response.setEntity(new Received(response.getEntity()));
            }
            return response;
        } finally {
            request.setEntity(sent);
        }
    }

    private final class Sent extends HttpEntityWrapper implements Revocable {

        private final HttpEntity entity;

        Sent(HttpEntity entity) {
            super(entity);
            this.entity = entity;
        }

        @Override
        public boolean isRevoked() {
            return entity instanceof Revocable body && body.isRevoked();
        }

        @Override
        public IOException revocation() {
            return ((Revocable) entity).revocation();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            super.writeTo(new FilterOutputStream(out) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    int done = 0;
                    while (done < length) {
                        int part = bandwidth.part(length - done);
                        bandwidth.take(part);
                        out.write(bytes, from + done, part);
                        done += part;
                    }
                }
            });
        }
    }

    private final class Received extends HttpEntityWrapper {

        Received(HttpEntity entity) {
            super(entity);
        }

        @Override
        public InputStream getContent() throws IOException {
            return new FilterInputStream(super.getContent()) {
                @Override
                public int read(byte[] bytes, int from, int most) throws IOException {
                    int read = super.read(bytes, from, most == 0 ? 0 : bandwidth.part(most));
                    if (read > 0) {
                        bandwidth.take(read);
                    }
                    return read;
                }
            };
        }
    }
}
