package io.caravan.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An answer as it came over the wire.
 *
 * @param interim the status lines of interim answers, {@code 100 Continue} for example
 * @param status the status line without the version
 * @param headers in the order they came
 * @param body without its chunks
 * @param chunked true if it came in chunks
 * @param complete false if the connection ended before the body
 */
record Answer(
        List<String> interim, String status, List<Header> headers, byte[] body, boolean chunked, boolean complete) {

    record Header(String name, String value) {}

    /** Headers that tell of the installation or the connection rather than of the call. */
    private static final Set<String> INCIDENTAL =
            Set.of("date", "x-trans-id", "x-openstack-request-id", "connection", "server", "transfer-encoding");

    int code() {
        return Integer.parseInt(status.substring(0, 3));
    }

    Optional<String> header(String name) {
        return all(name).stream().findFirst();
    }

    List<String> all(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * Status, headers in the order of the alphabet, and body; times are masked, and what differs from one installation
     * to another is left out. Carriage returns of the body stand as {@code \r}.
     */
    String shown() {
        String lines = Stream.concat(
                        Stream.concat(interim.stream(), Stream.of(status)),
                        headers.stream()
                                .filter(header ->
                                        !INCIDENTAL.contains(header.name().toLowerCase(Locale.ROOT)))
                                .map(header -> titled(header.name()) + ": " + header.value())
                                .sorted())
                .collect(Collectors.joining("\n"));
        String body = text().replace("\r", "\\r");
        String all = lines + "\n" + (chunked ? "(in chunks)\n" : "") + "\n" + body + (complete ? "" : "(cut off)");
        return all.replaceAll("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT", "<date>")
                .replaceAll("(X-Timestamp|X-Put-Timestamp): \\d{10}\\.\\d{5}", "$1: <time>")
                .replaceAll("X-Storage-Policy: .*", "X-Storage-Policy: <policy>")
                .replaceAll("\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}\"", "\"<time>\"");
    }

    private static String titled(String name) {
        return Stream.of(name.toLowerCase(Locale.ROOT).split("-"))
                .map(part -> part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
                .collect(Collectors.joining("-"));
    }
}
