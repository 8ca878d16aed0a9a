package io.caravan.cloud;

import java.io.IOException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;

/** Trouble on the way to a service, told with what was asked and where; the same for every client. */
final class LineTrouble {

    private LineTrouble() {}

    /** Lets a client tell its trouble. */
    static void explainTo(HttpClientBuilder builder) {
        builder.addExecInterceptorFirst("line-trouble", LineTrouble::execute);
    }

    private static ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        try {
            return chain.proceed(request, scope);
        } catch (SSLException e) {
            throw TlsTrouble.explained(url(scope.originalRequest), e);
        }
    }

    /** Where a request goes, without its query. */
    static String url(HttpRequest request) {
        return request.getScheme() + "://" + request.getAuthority()
                + request.getRequestUri().replaceFirst("\\?.*", "");
    }
}
