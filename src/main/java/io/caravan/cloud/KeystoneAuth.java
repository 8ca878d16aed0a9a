package io.caravan.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.http.CloudHttp;
import io.caravan.http.HttpAnswers;
import io.caravan.http.ServiceRefusal;
import io.caravan.http.SignInException;
import io.caravan.http.Statuses;
import io.caravan.settings.Credentials;
import io.caravan.settings.Hosts;
import io.caravan.settings.Settings;
import io.caravan.text.BoundedJson;
import io.caravan.text.HttpUrl;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs in at Keystone v3 with a password or an application credential ({@code POST /v3/auth/tokens}), keeps the token,
 * and fetches another before it expires. One thread at a time asks Keystone; the others wait for its answer.
 */
public final class KeystoneAuth {

    private static final Logger LOG = LoggerFactory.getLogger(KeystoneAuth.class);
    private static final ObjectMapper JSON = BoundedJson.mapper();
    private static final int LONGEST_ANSWER = 4 << 20;
    private static final Duration LONGEST_BETWEEN_RENEWALS = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final String TOKEN = "X-Auth-Token";
    private static final String TOKENS = "/auth/tokens";

    private volatile Settings.Cloud settings;
    private final CloudHttp http;
    private final Clock clock;
    private final SignInPauses pauses;
    private volatile Optional<Token> token = Optional.empty();
    private Instant nextRenewal = Instant.MIN;
    private final AtomicLong attempts = new AtomicLong();
    private Optional<IOException> problem = Optional.empty();

    /** For a command, which signs in when it starts and seldom again. */
    public KeystoneAuth(Settings.Cloud settings, CloudHttp http, Clock clock) {
        this(settings, http, clock, LONGEST_PAUSE);
    }

    /** @param longestPause the most that is waited after a refusal before Keystone is asked again */
    public KeystoneAuth(Settings.Cloud settings, CloudHttp http, Clock clock, Duration longestPause) {
        this.settings = settings;
        this.http = http;
        this.clock = clock;
        this.pauses = new SignInPauses(longestPause);
        if (Hosts.isInTheClear(settings.authUrl())) {
            LOG.warn(
                    "{} is not encrypted: anyone on the way there can read the password or secret, and the token",
                    HttpUrl.shown(settings.authUrl().toString()));
        }
    }

    /**
     * Signs in to a project and tells what the cloud offers.
     *
     * @throws SignInException when Keystone refuses, with its own words, or lets us into no project
     * @throws IOException when Keystone is away
     */
    public ServiceCatalog signIn() throws IOException {
        return projectGrant().catalog();
    }

    /**
     * Signs in to a project and tells all that came with the token.
     *
     * @throws SignInException when Keystone refuses, with its own words, or lets us into no project
     * @throws IOException when Keystone is away
     */
    public Grant projectGrant() throws IOException {
        Grant grant = grant();
        if (grant.project().isEmpty()) {
            throw new SignInException(settings.authUrl() + " let " + settings.credentials()
                    + " in, but into no project, and no service takes such a token;"
                    + " set caravan.cloud.project-name or caravan.cloud.project-id");
        }
        return grant;
    }

    /**
     * Signs in and tells all that came with the token. It asks at once, whatever was answered before.
     *
     * @throws SignInException when Keystone refuses, with its own words
     * @throws IOException when Keystone is away
     */
    public synchronized Grant grant() throws IOException {
        return fetch();
    }

    /**
     * Lets a client send the token with every request, set at the moment of sending, and renewed once when a service
     * refuses it.
     */
    public void signRequestsOf(HttpClientBuilder builder) {
        builder.addExecInterceptorFirst("keystone-token", this::send);
    }

    private ClassicHttpResponse send(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String sent = token();
        request.setHeader(TOKEN, sent);
        ClassicHttpResponse response = chain.proceed(request, scope);
        boolean repeatable = request.getEntity() == null || request.getEntity().isRepeatable();
        if (response.getCode() != HttpStatus.SC_UNAUTHORIZED || !repeatable) {
            return response;
        }
        response.close();
        ClassicHttpRequest again =
                ClassicRequestBuilder.copy(scope.originalRequest).build();
        again.removeHeaders(HttpHeaders.AUTHORIZATION);
        again.setHeader(TOKEN, tokenInPlaceOf(sent));
        return chain.proceed(again, scope);
    }

    /** The next token is asked for so; the one at hand stays as long as it is good. */
    public void use(Settings.Cloud other) {
        settings = other;
    }

    /** Until when the token at hand is good; empty while there is none. Nobody is asked, or waited for. */
    public Optional<Instant> goodUntil() {
        return token.map(Token::expiresAt);
    }

    /** A token that is good for a while; while Keystone is away, the one at hand for as long as it lives. */
    String token() throws IOException {
        long seen = attempts.get();
        synchronized (this) {
            Instant now = clock.instant();
            if (token.isEmpty() || !now.isBefore(token.get().expiresAt())) {
                fetchAgain(seen);
            } else if (!now.isBefore(token.get().renewAt()) && !now.isBefore(nextRenewal)) {
                try {
                    fetchAgain(seen);
                } catch (IOException e) {
                    nextRenewal =
                            now.plus(pause(Duration.between(now, token.get().expiresAt())));
                    LOG.warn(
                            "the token could not be renewed, it is good until {}: {}",
                            token.get().expiresAt(),
                            e.getMessage());
                }
            }
            return token.orElseThrow().id();
        }
    }

    /** Four more tries while the token lives, if there is time for them. */
    private static Duration pause(Duration left) {
        Duration fifth = left.dividedBy(5);
        return fifth.compareTo(LONGEST_BETWEEN_RENEWALS) < 0 ? fifth : LONGEST_BETWEEN_RENEWALS;
    }

    /** Another token than the one that was refused; whoever comes second finds it renewed. */
    String tokenInPlaceOf(String refused) throws IOException {
        long seen = attempts.get();
        synchronized (this) {
            if (token.filter(current -> !current.id().equals(refused)).isEmpty()) {
                fetchAgain(seen);
            }
            return token.orElseThrow().id();
        }
    }

    /**
     * Fetches a token for one of many who need it. Who has waited while another asked in vain does not ask as well.
     *
     * @param seen how many times Keystone had been asked before waiting
     */
    private void fetchAgain(long seen) throws IOException {
        if (attempts.get() != seen && problem.isPresent()) {
            throw problem.get();
        }
        pauses.check();
        fetch();
    }

    private Grant fetch() throws IOException {
        try {
            Grant grant = ask();
            problem = Optional.empty();
            return grant;
        } catch (IOException e) {
            problem = Optional.of(e);
            throw e;
        } finally {
            pauses.note(problem);
            attempts.incrementAndGet();
        }
    }

    private Grant ask() throws IOException {
        Instant now = clock.instant();
        HttpPost request = new HttpPost(tokens());
        request.setEntity(new StringEntity(SignInRequest.of(settings).toString(), ContentType.APPLICATION_JSON));
        // the next one is hours away
        request.setHeader(HttpHeaders.CONNECTION, "close");
        return http.ask(request, response -> {
            String body = body(response);
            Header subject = response.getFirstHeader("X-Subject-Token");
            if (response.getCode() == 201 && subject != null) {
                Grant grant = Grant.of(subject.getValue(), now, parsed(body).path("token"), settings.reach());
                token = Optional.of(grant.token());
                LOG.info(
                        "signed in as {} until {}",
                        grant.who(settings.credentials()),
                        token.get().expiresAt());
                return grant;
            }
            throw refusal(response, body);
        });
    }

    private URI tokens() {
        return URI.create(settings.authUrl() + TOKENS);
    }

    private static String body(ClassicHttpResponse response) throws IOException {
        try {
            return response.getEntity() == null ? "" : EntityUtils.toString(response.getEntity(), LONGEST_ANSWER);
        } catch (ParseException e) {
            throw new IOException("Keystone's answer can't be read: " + e.getMessage(), e);
        }
    }

    private static JsonNode parsed(String body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new IOException("Keystone's answer is not in JSON", e);
        }
    }

    private IOException refusal(ClassicHttpResponse response, String body) {
        int status = response.getCode();
        String words = HttpAnswers.words(body);
        if (Statuses.mayPass(status) && status >= 400) {
            return new ServiceRefusal(settings.authUrl().toString(), status, response.getReasonPhrase(), words);
        }
        Optional<URI> elsewhere = HttpAnswers.redirect(response, tokens());
        if (elsewhere.isPresent()) {
            return new SignInException(settings.authUrl() + " answered " + status + ": it sends to " + elsewhere.get()
                    + ", which is not followed, since the password would go along; if that is right,"
                    + " caravan.cloud.auth-url should be "
                    + elsewhere.get().toString().replaceFirst(TOKENS + "$", ""));
        }
        String said = settings.authUrl() + " answered " + status + ": " + words;
        return new SignInException(
                status == 401 ? said + " (" + settings.credentials() + project() + ": " + doubt() + ")" : said);
    }

    private String project() {
        return settings.project()
                .map(project -> project instanceof Settings.Project.ByName byName
                        ? ", project '" + byName.name() + "' of domain " + byName.domain()
                        : ", project with the id '" + ((Settings.Project.ById) project).id() + "'")
                .orElse("");
    }

    private String doubt() {
        return settings.credentials() instanceof Credentials.Password
                ? "Keystone does not say which of user, password, domain or project is wrong"
                : "Keystone does not say whether it is unknown, expired or deleted, or its secret wrong";
    }
}
