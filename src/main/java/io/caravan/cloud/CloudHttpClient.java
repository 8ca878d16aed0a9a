package io.caravan.cloud;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * What every request of a route to the cloud has: the connections that all share; the token, which never stands on a
 * message; a watch over its body; and answers of bounded length.
 */
public final class CloudHttpClient implements HttpClientConfigurer {

    private static final String ANY_LENGTH = "caravan.any-length";

    private final CloudHttp http;
    private final KeystoneAuth keystone;
    private final StallWatch stallWatch;

    public CloudHttpClient(CloudHttp http, KeystoneAuth keystone, StallWatch stallWatch) {
        this.http = http;
        this.keystone = keystone;
        this.stallWatch = stallWatch;
    }

    /** The context of a request whose answer may have any length, since it is read as it comes; an error is bounded. */
    static HttpContext anyLength() {
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(ANY_LENGTH, true);
        return context;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        http.configure(builder);
        configureRequestsOf(builder);
    }

    /** Gives the rest to a client that has its connections already. */
    void configureRequestsOf(HttpClientBuilder builder) {
        builder.addExecInterceptorFirst("stall-watch", stallWatch);
        builder.addExecInterceptorFirst("bounded-answers", (request, scope, chain) -> {
            ClassicHttpResponse response = chain.proceed(request, scope);
            boolean anyLength = scope.clientContext.getAttribute(ANY_LENGTH) != null && response.getCode() < 300;
            if (response.getEntity() != null && !anyLength) {
                response.setEntity(new BoundedEntity(response.getEntity(), response.getCode()));
            }
            return response;
        });
        keystone.signRequestsOf(builder);
    }
}
