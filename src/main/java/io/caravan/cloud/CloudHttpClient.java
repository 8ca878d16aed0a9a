package io.caravan.cloud;

import java.io.IOException;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * What every request to the cloud has: the token, set at the moment of sending so that it never stands on a message, and
 * renewed once when the service refuses it; a watch over its body; and answers of bounded length.
 */
public final class CloudHttpClient implements HttpClientConfigurer {

    private static final String TOKEN = "X-Auth-Token";
    private static final String ANY_LENGTH = "caravan.any-length";

    private final KeystoneAuth keystone;
    private final StallWatch stallWatch;
    private final String userAgent;

    public CloudHttpClient(KeystoneAuth keystone, StallWatch stallWatch, String userAgent) {
        this.keystone = keystone;
        this.stallWatch = stallWatch;
        this.userAgent = userAgent;
    }

    /** The context of a request whose answer may have any length, since it is read as it comes; an error is bounded. */
    static HttpContext anyLength() {
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(ANY_LENGTH, true);
        return context;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.setUserAgent(userAgent);
        builder.addExecInterceptorFirst("stall-watch", stallWatch);
        builder.addExecInterceptorFirst("bounded-answers", (request, scope, chain) -> {
            ClassicHttpResponse response = chain.proceed(request, scope);
            boolean anyLength = scope.clientContext.getAttribute(ANY_LENGTH) != null && response.getCode() < 300;
            if (response.getEntity() != null && !anyLength) {
                response.setEntity(new BoundedEntity(response.getEntity(), response.getCode()));
            }
            return response;
        });
        builder.addExecInterceptorFirst("keystone-token", this::send);
    }

    private ClassicHttpResponse send(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String token = keystone.token();
        request.setHeader(TOKEN, token);
        ClassicHttpResponse response = chain.proceed(request, scope);
        boolean repeatable = request.getEntity() == null || request.getEntity().isRepeatable();
        if (response.getCode() != HttpStatus.SC_UNAUTHORIZED || !repeatable) {
            return response;
        }
        response.close();
        ClassicHttpRequest again =
                ClassicRequestBuilder.copy(scope.originalRequest).build();
        again.removeHeaders(HttpHeaders.AUTHORIZATION);
        again.setHeader(TOKEN, keystone.tokenInPlaceOf(token));
        return chain.proceed(again, scope);
    }
}
