package io.caravan.daemon;

import io.caravan.http.UnderscoreHost;
import io.caravan.intake.InboxFilter;
import java.net.URI;
import java.nio.file.Path;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.GenericFileConfiguration;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.spi.EndpointStrategy;

/**
 * Gives endpoints where they lead as an object, where an endpoint's URI can't hold it. Within a URI a path is syntax: in
 * the inbox's, {@code %20}, {@code ?}, {@code \} or <code>{{</code> would name another folder. And Camel's http endpoints
 * lose a host with an underscore, which {@link URI} has no host for.
 */
final class EndpointTargets implements EndpointStrategy {

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
        if (endpoint instanceof HttpEndpoint there) {
            UnderscoreHost.leadThere(there, uri);
        }
        return endpoint;
    }

    /** Camel would make slashes of backslashes. */
    private static final class AsItIs extends GenericFileConfiguration {
        @Override
        public boolean needToNormalize() {
            return false;
        }
    }
}
