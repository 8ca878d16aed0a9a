package io.caravan.sandbox.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpFields;

/** The headers of a request: names in any case, several values each, in the order they came. */
public final class RequestHeaders {
    private final Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private RequestHeaders() {}

    static RequestHeaders of(HttpFields fields) {
        RequestHeaders headers = new RequestHeaders();
        fields.forEach(field -> headers.fields
                .computeIfAbsent(field.getName(), name -> new ArrayList<>())
                .add(field.getValue() == null ? "" : HeaderText.received(field.getValue())));
        return headers;
    }

    /** The first value of a header, if it was sent. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** All values of a header; empty if it was not sent. */
    public List<String> all(String name) {
        return Collections.unmodifiableList(fields.getOrDefault(name, List.of()));
    }

    /** The names that were sent, each once. */
    public List<String> names() {
        return List.copyOf(fields.keySet());
    }

    /** The names alone: values may be secrets. */
    @Override
    public String toString() {
        return fields.keySet().toString();
    }
}
