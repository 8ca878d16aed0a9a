package io.caravan.http;

import io.caravan.settings.Proxies;
import io.caravan.settings.SettingsSource;
import io.caravan.settings.Transport;
import io.caravan.text.Timetable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hc.client5.http.auth.AuthCache;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.auth.BasicAuthCache;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that HTTP clients for the cloud come from: certificates, proxy and time-outs as the settings have them,
 * and one pool of connections that all of them share.
 */
public final class CloudHttp implements AutoCloseable {

    /** More than all segments, polls and commands together can have in flight. */
    private static final int MOST_CONNECTIONS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(CloudHttp.class);

    private final Transport transport;
    private final String userAgent;
    private final PoolingHttpClientConnectionManager connections;
    private final HttpRoutePlanner routes;
    private final StallWatch stallWatch;
    private final Bandwidth bandwidth;
    private final Throttle throttle;
    private final RequestTimes times = new RequestTimes();

    private CloudHttp(Transport transport, String userAgent, TlsSocketStrategy tls) {
        this.transport = transport;
        this.userAgent = userAgent;
        this.connections = PromptSocket.connections()
                .setTlsSocketStrategy(tls)
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
                .setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(MOST_CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(transport.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .setSocketTimeout((int) transport.responseTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setSoTimeout((int) transport.responseTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .build())
                .build();
        this.routes = new Routes(transport.proxies());
        this.bandwidth = new Bandwidth(transport.limit(), SettingsSource.FILE, LocalTime::now);
        this.throttle = new Throttle(bandwidth);
        this.stallWatch = StallWatch.start(transport.responseTimeout(), patience());
    }

    /** @param userAgent what the clients call themselves */
    public static CloudHttp open(Transport transport, String userAgent) {
        if (transport.tls().insecure()) {
            LOG.warn("certificates are not checked (caravan.cloud.insecure, OS_INSECURE or clouds.yaml):"
                    + " anyone on the way can read and change everything, passwords and tokens too");
        }
        try {
            return new CloudHttp(transport, userAgent, TlsConnections.of(transport.tls()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("certificates that were read can't be used: " + e.getMessage(), e);
        }
    }

    /** A new client's builder: no retries, no redirects, no cookies, no compression. Closing the client leaves the pool. */
    public HttpClientBuilder builder() {
        HttpClientBuilder builder = HttpClients.custom()
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(transport.responseTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression();
        configure(builder);
        return builder;
    }

    /**
     * Sends a request on a client of its own. What comes of it is there in the time that connecting and waiting for an
     * answer may take together, however slowly an answer trickles in.
     */
    public <T> T ask(HttpUriRequestBase request, HttpClientResponseHandler<T> handler) throws IOException {
        try (CloseableHttpClient client = builder().build()) {
            return TimeLimit.within(patience(), request, () -> client.execute(request, handler));
        } catch (IOException e) {
            throw NoAnswerException.about(request.getMethod() + " " + ConnectionFailure.url(request), e);
        }
    }

    /** From now on so many bytes a second may go and come. */
    public void limit(Timetable timetable) {
        bandwidth.use(timetable);
    }

    /** How long requests have taken, and how they have ended. */
    public RequestTimes times() {
        return times;
    }

    /** How long connecting and waiting for an answer may take together; and a body behind its head. */
    private Duration patience() {
        return transport.connectTimeout().plus(transport.responseTimeout());
    }

    /** Gives a client that somebody else builds these connections, this proxy, this name, and words for failures. */
    public void configure(HttpClientBuilder builder) {
        builder.setConnectionManager(connections)
                .setConnectionManagerShared(true)
                .setRoutePlanner(routes)
                .setUserAgent(userAgent);
        builder.addExecInterceptorFirst("bounded-answers", new BoundedAnswers(patience()));
        builder.addExecInterceptorFirst("stall-watch", stallWatch);
        builder.addExecInterceptorFirst("throttle", throttle); // around it: each part that is taken is seen
        builder.addExecInterceptorFirst("times", times);
        ConnectionFailure.explainTo(builder);
        List<Proxies.Proxy> withLogin = Stream.of(
                        transport.proxies().forHttp(), transport.proxies().forHttps())
                .flatMap(Optional::stream)
                .filter(proxy -> proxy.login().isPresent())
                .toList();
        if (!withLogin.isEmpty()) {
            builder.addExecInterceptorFirst("proxy-login", (request, scope, chain) -> {
                scope.clientContext.setAuthCache(logins(withLogin));
                return chain.proceed(request, scope);
            });
        }
    }

    /** What proxies are told at once, without waiting for them to ask. */
    private static AuthCache logins(List<Proxies.Proxy> proxies) {
        AuthCache logins = new BasicAuthCache();
        for (Proxies.Proxy proxy : proxies) {
            Proxies.Login login = proxy.login().orElseThrow();
            BasicScheme basic = new BasicScheme();
            basic.initPreemptive(new UsernamePasswordCredentials(
                    login.user(), login.password().reveal().toCharArray()));
            logins.put(address(proxy), basic);
        }
        return logins;
    }

    private static HttpHost address(Proxies.Proxy proxy) {
        return new HttpHost("http", proxy.host(), proxy.port());
    }

    @Override
    public void close() {
        stallWatch.close();
        connections.close();
    }

    /** Asks the settings which proxy is on the way. */
    private static final class Routes extends DefaultRoutePlanner {

        private final Proxies proxies;

        Routes(Proxies proxies) {
            super(DefaultSchemePortResolver.INSTANCE);
            this.proxies = proxies;
        }

        @Override
        protected HttpHost determineProxy(HttpHost target, HttpContext context) throws HttpException {
            int port = DefaultSchemePortResolver.INSTANCE.resolve(target.getSchemeName(), target);
            return proxies.on(target.getSchemeName(), target.getHostName(), port)
                    .map(CloudHttp::address)
                    .orElse(null);
        }
    }
}
