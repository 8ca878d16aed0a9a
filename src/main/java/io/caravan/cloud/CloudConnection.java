package io.caravan.cloud;

import io.caravan.http.BoundedAnswers;
import io.caravan.http.CloudHttp;
import io.caravan.http.ConnectionFailure;
import io.caravan.http.HttpAnswers;
import io.caravan.http.NoAnswerException;
import io.caravan.http.OpenedBody;
import io.caravan.http.Retries;
import io.caravan.http.ServiceRefusal;
import io.caravan.http.SignInException;
import io.caravan.http.TimeLimit;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Requests of commands to the cloud's services, one after another or several at a time; no route uses it. */
public final class CloudConnection implements AutoCloseable {

    private final CloseableHttpClient client;
    private final Retries retries;

    private CloudConnection(CloseableHttpClient client, Retries retries) {
        this.client = client;
        this.retries = retries;
    }

    /** Makes one; nothing is connected to before the first request. */
    public static CloudConnection to(CloudHttp http, KeystoneAuth keystone, Retries retries) {
        HttpClientBuilder builder = http.builder();
        new CloudHttpClient(http, keystone).configureRequestsOf(builder);
        return new CloudConnection(builder.build(), retries);
    }

    /**
     * An answer with all of its body.
     *
     * @param headers by their names in lower case; of several alike the last, as python-swiftclient has it
     */
    public record Answer(int status, Map<String, String> headers, String body) {

        /** A header's value. */
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }

        /** When the answer was made, by the service's clock. */
        public Optional<Instant> date() {
            return header("Date").flatMap(CloudConnection::instant);
        }
    }

    /** A time in the form of HTTP's headers. */
    public static Optional<Instant> instant(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** A request without a body. */
    public Answer ask(String method, URI uri) throws IOException {
        return ask(method, uri, Map.of(), Optional.empty());
    }

    /**
     * Sends a request that does no harm when it is sent twice.
     *
     * @return an answer below 300
     * @throws ServiceRefusal for any other answer
     * @throws IOException when there is no answer, or one longer than 16 MiB
     */
    public Answer ask(String method, URI uri, Map<String, String> headers, Optional<byte[]> body) throws IOException {
        return retries.call(() -> {
            HttpUriRequestBase request = request(method, uri, headers);
            body.ifPresent(
                    bytes -> request.setEntity(new ByteArrayEntity(bytes, ContentType.APPLICATION_OCTET_STREAM)));
            try {
                return client.execute(request, response -> {
                    String text = text(response);
                    if (response.getCode() >= 300) {
                        throw refusal(request, response, text);
                    }
                    return new Answer(response.getCode(), headers(response), text);
                });
            } catch (IOException e) {
                throw NoAnswerException.about(asked(request), e);
            }
        });
    }

    /**
     * Asks for a body of any length, which is read as it comes; one try.
     *
     * @throws ServiceRefusal when the answer's status is neither 200 nor 206
     */
    public OpenedBody open(URI uri, Map<String, String> headers) throws IOException {
        HttpUriRequestBase request = request("GET", uri, headers);
        try {
            ClassicHttpResponse response = client.executeOpen(null, request, BoundedAnswers.anyLength());
            OpenedBody opened = new OpenedBody(request, response, headers(response));
            if (response.getCode() == 200 || response.getCode() == 206) {
                return opened;
            }
            try (opened) {
                throw refusal(request, response, text(response));
            }
        } catch (IOException e) {
            throw NoAnswerException.about(asked(request), e);
        }
    }

    private static String asked(HttpUriRequestBase request) {
        return request.getMethod() + " " + ConnectionFailure.url(request);
    }

    /**
     * Asks whether a service is there, whatever it answers.
     *
     * @param most how long to wait for that
     * @throws SignInException when there is no way to it that is to be trusted
     * @throws IOException when it isn't there
     */
    public void touch(URI uri, Duration most) throws IOException {
        HttpUriRequestBase request = request("HEAD", uri, Map.of());
        TimeLimit.within(most, request, () -> client.execute(request, HttpResponse::getCode));
    }

    private static HttpUriRequestBase request(String method, URI uri, Map<String, String> headers) {
        HttpUriRequestBase request = new HttpUriRequestBase(method, uri);
        headers.forEach(request::setHeader);
        return request;
    }

    private static ServiceRefusal refusal(HttpUriRequestBase request, ClassicHttpResponse response, String body) {
        Optional<URI> elsewhere = HttpAnswers.redirect(response, URI.create(ConnectionFailure.url(request)));
        return new ServiceRefusal(
                asked(request),
                response.getCode(),
                response.getReasonPhrase(),
                elsewhere.map(there -> "it sends to " + there).orElseGet(() -> HttpAnswers.words(body)));
    }

    private static String text(ClassicHttpResponse response) throws IOException {
        return response.getEntity() == null
                ? ""
                : new String(EntityUtils.toByteArray(response.getEntity()), StandardCharsets.UTF_8);
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        return headers;
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            // its connections go with the process
        }
    }
}
