package io.caravan.http;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.component.http.HttpEndpoint;
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

    private static final Pattern URL = Pattern.compile("(https?://[^/?#]+).*", Pattern.DOTALL);

    /** Stands for the host in Camel's URLs; nobody ever looks this name up. */
    private static final String STAND_IN = "host-with-underscore.invalid";

    private final HttpClient client;
    private final HttpHost host;

    private UnderscoreHost(HttpClient client, HttpHost host) {
        this.client = client;
        this.host = host;
    }

    /** Has an endpoint lead to its URL's host, where Camel has lost that. */
    public static void leadThere(HttpEndpoint endpoint, String url) {
        Matcher parts = URL.matcher(url);
        if (endpoint.getHttpUri().getRawAuthority() != null || !parts.matches()) {
            return;
        }
        HttpHost host;
        try {
            host = HttpHost.create(parts.group(1));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(parts.group(1) + " names no host: " + e.getMessage(), e);
        }
        URI without = endpoint.getHttpUri();
        endpoint.setHttpUri(URI.create(host.getSchemeName() + "://" + STAND_IN + without.getRawPath()
                + (without.getRawQuery() == null ? "" : "?" + without.getRawQuery())));
        endpoint.setHttpClient(new UnderscoreHost(endpoint.getHttpClient(), host));
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
