package io.caravan.cloud;

import io.caravan.http.CloudHttp;
import io.caravan.http.ExpectRefusals;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * What every request of a route to the cloud has: the connections that all share; the token, which never stands on a
 * message; and another try where {@code Expect} is refused.
 */
public final class CloudHttpClient implements HttpClientConfigurer {

    private final CloudHttp http;
    private final KeystoneAuth keystone;
    private final ExpectRefusals expectRefusals = new ExpectRefusals();

    public CloudHttpClient(CloudHttp http, KeystoneAuth keystone) {
        this.http = http;
        this.keystone = keystone;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        http.configure(builder);
        configureRequestsOf(builder);
    }

    /** Gives the rest to a client that has its connections already. */
    void configureRequestsOf(HttpClientBuilder builder) {
        builder.addExecInterceptorFirst("without-expect", expectRefusals);
        keystone.signRequestsOf(builder);
    }
}
