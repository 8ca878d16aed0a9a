package io.caravan.cloud;

import io.caravan.http.UnderscoreHost;
import io.caravan.settings.Transport;
import java.net.URI;
import java.util.Map;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLException;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;

/**
 * {@code cloud:<service>} in a route: Camel's HTTP component for the services that the token's catalog names, with the
 * shared connections and the token. Its options are those of {@code http:}; the message's body is a {@link CloudRequest},
 * and nothing else of the message goes out. So no other endpoint of a route, a web hook's say, can inherit the token.
 */
public final class CloudComponent extends HttpComponent {

    /** No job is sent to a service that the cloud hasn't got; its routes are there all the same, and this host never is. */
    private static final Map<String, URI> MAY_BE_MISSING = Map.of(
            "object-store", URI.create("http://no-object-store.invalid"),
            "object-store-info", URI.create("http://no-object-store.invalid"));

    private final Map<String, URI> services;

    /** @param services URLs by the names that routes give them */
    public CloudComponent(Map<String, URI> services, CloudHttpClient client, Transport transport) {
        this.services = Map.copyOf(services);
        // what is tried again, and when, is decided in routes/errors.camel.yaml and nowhere below it
        setAutomaticRetriesDisabled(true);
        setContentCompressionDisabled(true);
        setCookieManagementDisabled(true);
        setConnectTimeout(transport.connectTimeout().toMillis());
        setResponseTimeout(transport.responseTimeout().toMillis());
        setSoTimeout(transport.responseTimeout().toMillis());
        setHttpClientConfigurer(client);
        setHeaderFilterStrategy(new CloudHeaders());
        setCopyHeaders(false);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        URI service = services.getOrDefault(remaining, MAY_BE_MISSING.get(remaining));
        if (service == null) {
            throw new IllegalArgumentException("cloud:" + remaining + ": one of " + services.keySet());
        }
        String url = service.toString();
        HttpEndpoint http = (HttpEndpoint) super.createEndpoint(url, url, parameters);
        UnderscoreHost.leadThere(http, url);
        return new CloudEndpoint(uri, this, http);
    }

    /** None: the shared connections have their own, and reading Java's certificates for one that is never used takes time. */
    @Override
    protected TlsSocketStrategy createTlsStrategy(
            HostnameVerifier verifier,
            HostnameVerificationPolicy policy,
            SSLContextParameters parameters,
            boolean useSystemProperties) {
        return (socket, target, port, attachment, context) -> {
            throw new SSLException("connections to the cloud are made by the shared client");
        };
    }

    private static final class CloudEndpoint extends DefaultEndpoint {

        private final HttpEndpoint http;

        CloudEndpoint(String uri, CloudComponent component, HttpEndpoint http) {
            super(uri, component);
            this.http = http;
        }

        @Override
        public Producer createProducer() throws Exception {
            return new Sender(this, http.createProducer());
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("the cloud is asked, it does not ask");
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            ServiceHelper.startService(http);
        }

        @Override
        protected void doStop() throws Exception {
            ServiceHelper.stopService(http);
            super.doStop();
        }
    }

    private static final class Sender extends DefaultProducer {

        private final Producer http;

        Sender(Endpoint endpoint, Producer http) {
            super(endpoint);
            this.http = http;
        }

        @Override
        public void process(Exchange exchange) throws Exception {
            CloudRequest request = exchange.getMessage().getMandatoryBody(CloudRequest.class);
            Message message = exchange.getMessage();
            message.removeHeaders("*");
            request.headers().forEach(message::setHeader);
            message.setHeader(Exchange.HTTP_PATH, request.path());
            message.setHeader(Exchange.HTTP_QUERY, request.query());
            message.setBody(request.body());
            http.process(exchange);
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            ServiceHelper.startService(http);
        }

        @Override
        protected void doStop() throws Exception {
            ServiceHelper.stopService(http);
            super.doStop();
        }
    }
}
