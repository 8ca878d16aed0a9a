package io.caravan.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** An answer whose body is read as it comes. What isn't read when it is closed is not waited for. */
public final class OpenedBody implements AutoCloseable {

    private final Cancellable request;
    private final ClassicHttpResponse response;
    private final Map<String, String> headers;

    public OpenedBody(Cancellable request, ClassicHttpResponse response, Map<String, String> headers) {
        this.request = request;
        this.response = response;
        this.headers = headers;
    }

    /** 200 for all of it, 206 for a part. */
    public int status() {
        return response.getCode();
    }

    /** A header's value. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The body; it throws when the connection breaks before the end. */
    public InputStream stream() throws IOException {
        return response.getEntity() == null
                ? InputStream.nullInputStream()
                : response.getEntity().getContent();
    }

    @Override
    public void close() {
        // without this, closing would read what is left; a body that was read to its end has let go of its connection
        request.cancel();
        try {
            response.close();
        } catch (IOException e) {
            // there is nothing more that anyone wants of it
        }
    }
}
