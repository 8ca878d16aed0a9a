package io.caravan.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.text.BoundedJson;
import io.caravan.text.HttpUrl;
import io.caravan.text.LogText;
import io.caravan.text.Secrets;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/** What a service said when it refused, in words fit for a person: out of JSON, HTML or plain text. */
public final class HttpAnswers {

    private static final ObjectMapper JSON = BoundedJson.mapper();

    /** Of Swift and Ceph's gateway, and of OpenStack's other services. */
    private static final Set<String> REQUEST_IDS = Set.of("x-trans-id", "x-openstack-request-id");

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private HttpAnswers() {}

    /** The message within a body, on one line, without any secret that it repeats; empty for an empty body. */
    public static String words(String body) {
        if (body == null || body.isBlank()) {
            return "";
        }
        // before it is shortened; and once more, since the message may be a text that JSON has wrapped twice
        return Secrets.hide(message(Secrets.hide(body.strip())));
    }

    private static String message(String text) {
        if (text.startsWith("{")) {
            try {
                JsonNode root = JSON.readTree(text);
                JsonNode error = root.path("error").isObject() ? root.path("error") : root;
                String message =
                        error.path("message").asText(error.path("error_message").asText(""));
                String code = error.path("error_code").asText("");
                if (!message.isBlank()) {
                    return LogText.clean((code.isBlank() ? "" : code + " ") + message);
                }
            } catch (IOException e) {
                // cut short, or no JSON after all: shown as it is
            }
        }
        return LogText.clean(
                text.startsWith("<") ? text.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ") : text);
    }

    /**
     * The failure itself, out of what Camel wraps around an exception: of a bean that an expression calls, or of a branch
     * of a split.
     */
    public static Throwable cause(Throwable caught) {
        Throwable problem = caught;
        while ((problem instanceof RuntimeCamelException || problem instanceof CamelExchangeException)
                && problem.getCause() != null) {
            problem = problem.getCause();
        }
        return problem;
    }

    /** What went wrong, in one sentence, for a log line or a report, without any secret that it repeats. */
    public static String what(Throwable caught) {
        return Secrets.hideLong(sentence(caught));
    }

    private static String sentence(Throwable caught) {
        Throwable problem = cause(caught);
        if (problem instanceof HttpOperationFailedException answer) {
            return withoutQuery(answer.getUri()) + " answered " + answer.getStatusCode()
                    + (answer.getStatusText() == null ? "" : " " + answer.getStatusText())
                    + request(answer.getResponseHeaders());
        }
        String message = problem.getMessage();
        return message == null || message.isBlank()
                ? problem.getClass().getSimpleName()
                : problem.getClass().getName().startsWith("io.caravan.")
                        ? message
                        : message + " (" + problem.getClass().getSimpleName() + ")";
    }

    /** The service's own name for the request, by which its operators find it in their logs. */
    private static String request(Map<String, String> headers) {
        return headers == null
                ? ""
                : headers.entrySet().stream()
                        .filter(header -> REQUEST_IDS.contains(header.getKey().toLowerCase(Locale.ROOT)))
                        .map(Map.Entry::getValue)
                        .filter(id -> id != null && id.matches("[\\w.-]{1,80}"))
                        .findFirst()
                        .map(id -> " (request " + id + ")")
                        .orElse("");
    }

    /** The service's own words within the failure, or empty. */
    public static String service(Throwable caught) {
        if (!(cause(caught) instanceof HttpOperationFailedException answer)) {
            return "";
        }
        return answer.hasRedirectLocation()
                ? "it sends to " + HttpUrl.shown(withoutQuery(answer.getRedirectLocation()))
                : words(answer.getResponseBody());
    }

    /**
     * Where an answer sends to instead.
     *
     * @param asked what a relative place is relative to
     */
    public static Optional<URI> redirect(HttpResponse response, URI asked) {
        Header location = response.getFirstHeader(HttpHeaders.LOCATION);
        if (location == null || !REDIRECTS.contains(response.getCode())) {
            return Optional.empty();
        }
        try {
            URI there = asked.resolve(location.getValue());
            return HttpUrl.of(withoutQuery(there.toString()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String withoutQuery(String uri) {
        return uri.replaceFirst("\\?.*", "");
    }
}
