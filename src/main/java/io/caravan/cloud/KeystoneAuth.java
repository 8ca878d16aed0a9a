package io.caravan.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs in at Keystone v3 with a password ({@code POST /v3/auth/tokens}), keeps the token, and fetches another before it
 * expires. One thread at a time asks Keystone; the others wait for its answer.
 */
public final class KeystoneAuth {

    private static final Logger LOG = LoggerFactory.getLogger(KeystoneAuth.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_ANSWER = 4 << 20;
    private static final Duration BETWEEN_RENEWALS = Duration.ofSeconds(30);

    private final Settings.Cloud settings;
    private final Clock clock;
    private Optional<Token> token = Optional.empty();
    private Instant nextRenewal = Instant.MIN;

    public KeystoneAuth(Settings.Cloud settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Signs in and tells what the cloud offers.
     *
     * @throws SignInException when Keystone refuses, with its own words
     * @throws IOException when Keystone is away
     */
    public synchronized ServiceCatalog signIn() throws IOException {
        return ServiceCatalog.of(fetch());
    }

    /** A token that is good for a while; while Keystone is away, the one at hand for as long as it lives. */
    synchronized String token() throws IOException {
        Instant now = clock.instant();
        if (token.isEmpty() || !now.isBefore(token.get().expiresAt())) {
            fetch();
        } else if (!now.isBefore(token.get().renewAt()) && !now.isBefore(nextRenewal)) {
            try {
                fetch();
            } catch (IOException e) {
                nextRenewal = now.plus(BETWEEN_RENEWALS);
                LOG.warn(
                        "the token could not be renewed, it is good until {}: {}",
                        token.get().expiresAt(),
                        e.getMessage());
            }
        }
        return token.orElseThrow().id();
    }

    /** Another token than the one that was refused; whoever comes second finds it renewed. */
    synchronized String tokenInPlaceOf(String refused) throws IOException {
        if (token.filter(current -> !current.id().equals(refused)).isEmpty()) {
            fetch();
        }
        return token.orElseThrow().id();
    }

    private JsonNode fetch() throws IOException {
        Instant now = clock.instant();
        HttpPost request = new HttpPost(URI.create(settings.authUrl() + "/auth/tokens"));
        request.setEntity(new StringEntity(JSON.writeValueAsString(credentials()), ContentType.APPLICATION_JSON));
        try (CloseableHttpClient client = client()) {
            return client.execute(request, response -> {
                String body = body(response);
                Header subject = response.getFirstHeader("X-Subject-Token");
                if (response.getCode() == 201 && subject != null) {
                    JsonNode answer = parsed(body).path("token");
                    token = Optional.of(new Token(subject.getValue(), now, expiry(answer)));
                    LOG.info(
                            "signed in as {} until {}",
                            settings.username(),
                            token.get().expiresAt());
                    return answer;
                }
                throw refusal(response.getCode(), body);
            });
        }
    }

    private CloseableHttpClient client() {
        var connections = new BasicHttpClientConnectionManager();
        connections.setConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .setSocketTimeout((int) settings.responseTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .build());
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(settings.responseTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .build();
    }

    private static String body(ClassicHttpResponse response) throws IOException {
        try {
            return response.getEntity() == null ? "" : EntityUtils.toString(response.getEntity(), LONGEST_ANSWER);
        } catch (ParseException e) {
            throw new IOException("Keystone's answer can't be read: " + e.getMessage(), e);
        }
    }

    private JsonNode parsed(String body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new IOException(settings.authUrl() + " answered 201, but not in JSON", e);
        }
    }

    private static Instant expiry(JsonNode answer) throws IOException {
        try {
            return Instant.parse(answer.path("expires_at").asText());
        } catch (DateTimeParseException e) {
            throw new IOException("Keystone's answer has no expires_at", e);
        }
    }

    private IOException refusal(int status, String body) {
        String said = settings.authUrl() + " answered " + status + ": " + HttpAnswers.words(body);
        if (status >= 500 || status == 408 || status == 429) {
            return new IOException(said);
        }
        return new SignInException(
                status == 401
                        ? said + " (user '" + settings.username() + "' of domain '" + settings.userDomain()
                                + "': Keystone does not say which of user, password, domain or project is wrong)"
                        : said);
    }

    private ObjectNode credentials() {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode auth = root.putObject("auth");
        ObjectNode identity = auth.putObject("identity");
        identity.putArray("methods").add("password");
        ObjectNode user = identity.putObject("password").putObject("user");
        user.put("name", settings.username());
        user.put("password", settings.password().reveal());
        user.putObject("domain").put("name", settings.userDomain());
        if (settings.project().isPresent()) {
            ObjectNode project = auth.putObject("scope").putObject("project");
            if (settings.project().get() instanceof Settings.Project.ById byId) {
                project.put("id", byId.id());
            } else if (settings.project().get() instanceof Settings.Project.ByName byName) {
                project.put("name", byName.name());
                project.putObject("domain").put("name", byName.domain());
            }
        }
        return root;
    }
}
