package io.caravan.swift;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caravan.text.BoundedJson;
import io.caravan.text.PercentCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Swift says to the manifest of a static large object, in any of its forms: a status with or without a body; after
 * {@code heartbeat=on} always {@code 202}, blanks as long as it works, and the real status in the body; in JSON or in
 * plain text.
 *
 * @param status the real status
 * @param words what it said besides
 * @param problems what is wrong with single segments
 */
public record SloAnswer(int status, String words, List<Problem> problems) {

    private static final ObjectMapper JSON = BoundedJson.mapper();
    private static final Pattern STATUS = Pattern.compile("(?m)^Response Status: *(\\d{3})");
    private static final Pattern PROBLEM = Pattern.compile("(?m)^(/.*), ([^,\\n]+)$");

    /**
     * What is wrong with one segment.
     *
     * @param path {@code /container/name}, percent-encoded
     * @param what Swift's own words
     */
    public record Problem(String path, String what) {

        /** The segment's name, if it is one of that container. */
        public Optional<String> nameIn(String container) {
            String decoded = PercentCode.decode(path);
            String start = "/" + container + "/";
            return decoded.startsWith(start) ? Optional.of(decoded.substring(start.length())) : Optional.empty();
        }

        /**
         * The status with which Swift failed to look at the segment, if that is the failure and not the segment: a token
         * that has expired meanwhile, an overload.
         */
        public OptionalInt failedLook() {
            return what.matches("\\d{3} .*") && !what.startsWith("404 ")
                    ? OptionalInt.of(Integer.parseInt(what.substring(0, 3)))
                    : OptionalInt.empty();
        }

        /** What is wrong, with Swift's own words. */
        public String words() {
            return switch (what) {
                case "404 Not Found" -> "is not there (404 Not Found)";
                case "Etag Mismatch" -> "has other bytes than were sent (Etag Mismatch)";
                case "Size Mismatch" -> "has another size than was sent (Size Mismatch)";
                default -> "is refused (" + what + ")";
            };
        }
    }

    /**
     * Reads an answer.
     *
     * @throws IOException when it breaks off before its verdict
     */
    public static SloAnswer read(int status, String body) throws IOException {
        String text = body == null ? "" : body.strip();
        SloAnswer answer = text.startsWith("{") ? ofJson(status, text) : ofText(status, text);
        if (answer.status == 202) {
            throw new IOException("Swift's answer to the manifest breaks off before its verdict");
        }
        return answer;
    }

    /** Whether the object is made. */
    public boolean isTaken() {
        return status / 100 == 2;
    }

    private static SloAnswer ofJson(int status, String text) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            if (status / 100 == 2) {
                throw e;
            }
            return new SloAnswer(status, text, List.of()); // a refusal longer than what is read of one
        }
        List<Problem> problems = new ArrayList<>();
        for (JsonNode error : root.path("Errors")) {
            problems.add(new Problem(error.path(0).asText(), error.path(1).asText()));
        }
        Matcher real = Pattern.compile("^(\\d{3})")
                .matcher(root.path("Response Status").asText());
        return new SloAnswer(
                real.find() ? Integer.parseInt(real.group(1)) : status,
                root.path("Response Body").asText(),
                problems);
    }

    private static SloAnswer ofText(int status, String text) {
        List<Problem> problems = new ArrayList<>();
        int errors = text.indexOf("Errors:");
        if (errors >= 0) {
            PROBLEM.matcher(text.substring(errors))
                    .results()
                    .forEach(line -> problems.add(new Problem(line.group(1), line.group(2))));
        }
        Matcher real = STATUS.matcher(text);
        return new SloAnswer(real.find() ? Integer.parseInt(real.group(1)) : status, text, problems);
    }
}
