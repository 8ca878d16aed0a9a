package io.caravan.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a request once more without {@code Expect: 100-continue} when somebody on the way knows no such thing and answers
 * 417 (RFC 9110, 10.1.1). For a while after that its host isn't sent the header.
 */
public final class ExpectRefusals implements ExecChainHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ExpectRefusals.class);
    private static final Duration WHILE = Duration.ofMinutes(10);

    /** When each host has refused, in {@link System#nanoTime}. */
    private final Map<String, Long> refused = new ConcurrentHashMap<>();

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String host = scope.route.getTargetHost().toURI();
        RequestConfig config = scope.clientContext.getRequestConfigOrDefault();
        if (!config.isExpectContinueEnabled() || request.getEntity() == null) {
            return chain.proceed(request, scope);
        }
        if (hasRefused(host)) {
            withoutExpect(config, scope);
            return chain.proceed(request, scope);
        }
        ClassicHttpRequest again = ClassicRequestBuilder.copy(request).build();
        ClassicHttpResponse response = chain.proceed(request, scope);
        if (response.getCode() != HttpStatus.SC_EXPECTATION_FAILED
                || !request.getEntity().isRepeatable()) {
            return response;
        }
        response.close();
        LOG.info("{} refuses Expect: 100-continue; requests go there without it", host);
        refused.put(host, System.nanoTime());
        withoutExpect(config, scope);
        return chain.proceed(again, scope);
    }

    private boolean hasRefused(String host) {
        Long when = refused.get(host);
        return when != null && System.nanoTime() - when < WHILE.toNanos();
    }

    private static void withoutExpect(RequestConfig config, ExecChain.Scope scope) {
        scope.clientContext.setRequestConfig(
                RequestConfig.copy(config).setExpectContinueEnabled(false).build());
    }
}
