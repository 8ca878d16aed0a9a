package io.caravan.cloud;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request to a service of the cloud, as a route's message carries it to {@code cloud:…}: all of it that goes out, but for
 * the token and what the connection adds.
 *
 * @param path below the service's URL, percent-encoded, with a leading slash; empty for the service itself
 * @param query percent-encoded, without the question mark; empty for none
 * @param headers by name
 * @param body an {@link org.apache.hc.core5.http.HttpEntity}, a text or bytes; null for none
 */
public record CloudRequest(String path, String query, Map<String, String> headers, Object body) {

    /** A request for that path, with nothing else. */
    public static CloudRequest of(String path) {
        return new CloudRequest(path, "", Map.of(), null);
    }

    /** The same with a query. */
    public CloudRequest query(String newQuery) {
        return new CloudRequest(path, newQuery, headers, body);
    }

    /** The same with one more header. */
    public CloudRequest header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new CloudRequest(path, query, Map.copyOf(more), body);
    }

    /** The same with a body. */
    public CloudRequest body(Object newBody) {
        return new CloudRequest(path, query, headers, newBody);
    }
}
