package io.caravan.cloud;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * An answer's body that can't fill the memory: of an error the first 8 KiB are read and the rest is left, anything else
 * above 16 MiB is an error itself.
 */
final class BoundedEntity extends HttpEntityWrapper {

    private static final long LONGEST_ERROR = 8 << 10;
    private static final long LONGEST_ANSWER = 16 << 20;

    private final boolean error;

    BoundedEntity(HttpEntity entity, int status) {
        super(entity);
        this.error = status >= 300;
    }

    @Override
    public long getContentLength() {
        return error ? Math.min(LONGEST_ERROR, super.getContentLength()) : super.getContentLength();
    }

    @Override
    public InputStream getContent() throws IOException {
        return new FilterInputStream(super.getContent()) {
            private long left = error ? LONGEST_ERROR : LONGEST_ANSWER;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int from, int most) throws IOException {
                if (left == 0 && error) {
                    return -1;
                }
                if (left == 0 && super.read() < 0) {
                    return -1;
                }
                if (left == 0) {
                    throw new IOException("the answer is longer than " + LONGEST_ANSWER + " bytes");
                }
                int read = super.read(bytes, from, (int) Math.min(most, left));
                left -= Math.max(0, read);
                return read;
            }
        };
    }
}
