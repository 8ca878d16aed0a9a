package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.RequestHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The headers that Swift keeps with an object or a container, and their limits. */
final class ObjectMetadata {
    static final int MAX_NAME = 128;
    static final int MAX_VALUE = 256;
    static final int MAX_COUNT = 90;
    static final int MAX_OVERALL = 4096;

    private static final String REMOVE = "X-Remove-Container-Meta-";

    private ObjectMetadata() {}

    /** What a PUT or POST of an object asks to keep; metadata beyond the limits is refused with 400. */
    static Map<String, String> ofObject(RequestHeaders headers) {
        Map<String, String> kept = withPrefix("X-Object-Meta-", headers);
        for (String name :
                new String[] {"X-Object-Manifest", "Content-Encoding", "Content-Disposition", "Cache-Control"}) {
            headers.first(name).filter(value -> !value.isEmpty()).ifPresent(value -> kept.put(name, value));
        }
        return kept;
    }

    /** What a PUT or POST of a container asks to keep; an empty value means that the header goes. */
    static Map<String, String> ofContainer(RequestHeaders headers) {
        Map<String, String> kept = withPrefix("X-Container-Meta-", headers);
        for (String name : new String[] {"Bytes", "Count"}) {
            String quota = kept.getOrDefault("X-Container-Meta-Quota-" + name, "");
            if (!quota.matches("\\d*")) {
                throw new Refusal(SwiftReplies.badRequest("Invalid " + name.toLowerCase(Locale.ROOT) + " quota."));
            }
        }
        for (String sent : headers.names()) {
            if (sent.regionMatches(true, 0, REMOVE, 0, REMOVE.length())) {
                kept.put(titled("X-Container-Meta-" + sent.substring(REMOVE.length())), "");
            }
        }
        headers.first("X-Versions-Enabled")
                .ifPresent(value -> kept.put("X-Versions-Enabled", value.equalsIgnoreCase("true") ? "True" : "False"));
        return kept;
    }

    private static Map<String, String> withPrefix(String prefix, RequestHeaders headers) {
        Map<String, String> kept = new TreeMap<>();
        int overall = 0;
        for (String sent : headers.names()) {
            if (!sent.regionMatches(true, 0, prefix, 0, prefix.length())) {
                continue;
            }
            String name = titled(sent);
            String value = headers.first(sent).orElse("");
            String key = name.substring(prefix.length());
            int valueBytes = value.getBytes(StandardCharsets.UTF_8).length;
            overall += key.length() + valueBytes;
            refuseIf(key.isEmpty(), "Metadata name cannot be empty");
            refuseIf(key.length() > MAX_NAME, "Metadata name too long: " + prefix.toLowerCase(Locale.ROOT) + key);
            refuseIf(
                    valueBytes > MAX_VALUE,
                    "Metadata value longer than " + MAX_VALUE + ": " + prefix.toLowerCase(Locale.ROOT) + key);
            kept.put(name, value);
        }
        refuseIf(kept.size() > MAX_COUNT, "Too many metadata items; max " + MAX_COUNT);
        refuseIf(overall > MAX_OVERALL, "Total metadata too large; max " + MAX_OVERALL);
        return kept;
    }

    private static String titled(String name) {
        return Stream.of(name.toLowerCase(Locale.ROOT).split("-", -1))
                .map(part -> part.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
                .collect(Collectors.joining("-"));
    }

    private static void refuseIf(boolean condition, String words) {
        if (condition) {
            throw new Refusal(SwiftReplies.badHeader(words));
        }
    }
}
