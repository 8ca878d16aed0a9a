package io.caravan.daemon;

import io.caravan.http.UnderscoreHost;
import io.caravan.intake.InboxFilter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.GenericFileConfiguration;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.hc.core5.http.HttpHost;

/**
 * Gives endpoints where they lead as an object, where an endpoint's URI can't hold it. Within a URI a path is syntax: in
 * the inbox's, {@code %20}, {@code ?}, {@code \} or <code>{{</code> would name another folder. And Camel's http endpoints
 * lose a host with an underscore, which {@link URI} has no host for.
 */
final class EndpointTargets implements EndpointStrategy {

    private static final Pattern HTTP = Pattern.compile("(https?://[^/?#]+).*", Pattern.DOTALL);

    private final Path inbox;

    EndpointTargets(Path inbox) {
        this.inbox = inbox;
    }

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        if (endpoint instanceof FileEndpoint folder && folder.getFilter() instanceof InboxFilter) {
            folder.setConfiguration(new AsItIs());
            folder.setFile(inbox.toFile());
        }
        Matcher url = HTTP.matcher(uri);
        if (endpoint instanceof HttpEndpoint there && there.getHttpUri().getRawAuthority() == null && url.matches()) {
            lead(there, url.group(1));
        }
        return endpoint;
    }

    private static void lead(HttpEndpoint endpoint, String root) {
        HttpHost host;
        try {
            host = HttpHost.create(root);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(root + " names no host: " + e.getMessage(), e);
        }
        URI without = endpoint.getHttpUri();
        endpoint.setHttpUri(URI.create(host.getSchemeName() + "://" + UnderscoreHost.STAND_IN + without.getRawPath()
                + (without.getRawQuery() == null ? "" : "?" + without.getRawQuery())));
        endpoint.setHttpClient(new UnderscoreHost(endpoint.getHttpClient(), host));
    }

    /** Camel would make slashes of backslashes. */
    private static final class AsItIs extends GenericFileConfiguration {
        @Override
        public boolean needToNormalize() {
            return false;
        }
    }
}
