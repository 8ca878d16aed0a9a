package io.caravan.http;

import java.io.IOException;
import java.net.URI;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;

/**
 * Sends requests to a host with an underscore in its name, whatever host they name. {@link URI} has no host for such a name
 * and Camel's http producer takes no URL without one, while HTTP client and name servers have nothing against it.
 */
public final class UnderscoreHost extends CloseableHttpClient {

    /** Stands for the host in Camel's URLs; nobody ever looks this name up. */
    public static final String STAND_IN = "host-with-underscore.invalid";

    private final HttpClient client;
    private final HttpHost host;

    public UnderscoreHost(HttpClient client, HttpHost host) {
        this.client = client;
        this.host = host;
    }

    @Override
    @SuppressWarnings("deprecation") // what all other ways of executing lead to
    protected CloseableHttpResponse doExecute(HttpHost target, ClassicHttpRequest request, HttpContext context)
            throws IOException {
        request.setAuthority(new URIAuthority(host));
        return (CloseableHttpResponse) client.execute(host, request, context);
    }

    @Override
    public void close(CloseMode mode) {
        close();
    }

    @Override
    public void close() {
        // its connections are the pool's
    }
}
