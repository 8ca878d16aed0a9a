package io.caravan.http;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.NoHttpResponseException;

/** A failure on the way to a service, told with what was asked and where; the same for every client. */
public final class ConnectionFailure {

    private static final String THERE = "caravan.there";

    /** Bytes: more than any request without an image's content. */
    private static final int LITTLE = 64 << 10;

    private ConnectionFailure() {}

    /** Lets a client explain its failures. */
    static void explainTo(HttpClientBuilder builder) {
        builder.addExecInterceptorFirst("connection-failure", ConnectionFailure::execute);
        builder.addExecInterceptorAfter(ChainElement.CONNECT.name(), "line-there", (request, scope, chain) -> {
            scope.clientContext.setAttribute(THERE, true);
            return chain.proceed(request, scope);
        });
    }

    private static ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        scope.clientContext.removeAttribute(THERE);
        Optional<String> proxy = Optional.ofNullable(scope.route.getProxyHost()).map(HttpHost::toHostString);
        String where = url(scope.originalRequest)
                + proxy.map(host -> " through the proxy " + host).orElse("");
        ClassicHttpResponse response;
        try {
            response = chain.proceed(request, scope);
        } catch (SSLException e) {
            throw TlsFailure.explained(where, e);
        } catch (SocketException
                | SocketTimeoutException
                | UnknownHostException
                | ConnectionClosedException
                | NoHttpResponseException e) {
            throw new NoAnswerException(
                    request.getMethod() + " " + where, NoAnswerException.why(e) + doubt(scope, e), e);
        }
        boolean ofTheProxy = proxy.isPresent()
                && (!isThere(scope) && response.getCode() >= HttpStatus.SC_REDIRECTION
                        || response.getCode() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED);
        if (ofTheProxy) {
            response.close();
            throw refusal(proxy.get(), url(scope.originalRequest), response);
        }
        return response;
    }

    /** Whether the connection reached whoever is to answer. */
    private static boolean isThere(ExecChain.Scope scope) {
        return scope.clientContext.getAttribute(THERE) != null;
    }

    private static String doubt(ExecChain.Scope scope, IOException problem) {
        if (!isThere(scope)) {
            return scope.route.getProxyHost() == null
                    ? ""
                    : "; the proxy is set by caravan.http.proxy, or by https_proxy or http_proxy in the environment";
        }
        boolean cut = !(problem instanceof SocketTimeoutException) && !isCancelled(scope.originalRequest);
        return cut && scope.route.isSecure() && isNew(scope)
                ? "; the connection was cut right after it was made, as by a service that wants a client certificate,"
                        + " or another one (caravan.cloud.cert)"
                : "";
    }

    private static boolean isCancelled(HttpRequest request) {
        return request instanceof HttpUriRequestBase ours && ours.isCancelled();
    }

    /** Whether nothing was answered on a connection yet, and little was sent. */
    private static boolean isNew(ExecChain.Scope scope) {
        EndpointDetails connection = scope.clientContext.getEndpointDetails();
        // a proxy has answered to CONNECT
        long answersBefore = scope.route.isTunnelled() ? 1 : 0;
        return connection != null
                && connection.getResponseCount() <= answersBefore
                && connection.getSentBytesCount() <= LITTLE;
    }

    private static IOException refusal(String proxy, String url, ClassicHttpResponse response) {
        int status = response.getCode();
        String said = "the proxy " + proxy + " on the way to " + url + " answered " + status + " "
                + response.getReasonPhrase();
        if (status == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED || status == HttpStatus.SC_UNAUTHORIZED) {
            return new SignInException(said + ": it wants another login than it got;"
                    + " caravan.http.proxy takes http://user:password@host:port, and so does https_proxy");
        }
        String set = " (it is set by caravan.http.proxy, or by https_proxy in the environment)";
        return status >= HttpStatus.SC_SERVER_ERROR
                ? new IOException(said + ": it gets no connection there" + set)
                : new SignInException(said + ": it lets nobody through to there" + set);
    }

    /** Where a request goes, without its query. */
    public static String url(HttpRequest request) {
        return request.getScheme() + "://" + request.getAuthority()
                + request.getRequestUri().replaceFirst("\\?.*", "");
    }
}
