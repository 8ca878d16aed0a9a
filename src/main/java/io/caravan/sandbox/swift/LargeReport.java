package io.caravan.sandbox.swift;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.http.UrlCode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Swift reports of work on many segments, as plain text or as JSON. XML, which Swift knows too, is left out. */
final class LargeReport {
    private final boolean json;

    private LargeReport(boolean json) {
        this.json = json;
    }

    /** Something that is wrong with one segment. */
    record Problem(String quotedName, String words) {
        static Problem of(String name, String words) {
            return new Problem(UrlCode.quote(name), words);
        }
    }

    /** In the form that the request accepts. */
    static LargeReport of(Exchange exchange) {
        return new LargeReport(exchange.header("Accept").orElse("").contains("application/json"));
    }

    String contentType() {
        return json ? "application/json" : "text/plain";
    }

    /** The report of a refusal: the status, Swift's words, and what is wrong with which segment. */
    byte[] refusal(int status, String words, List<Problem> problems) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Response Status", status(status));
        fields.put("Response Body", words);
        return bytes(fields, problems);
    }

    /** "404 Not Found" and its like. */
    static String status(int status) {
        return status + " " + SwiftHead.reason(status);
    }

    /** The fields in their order, which plain text turns into that of the alphabet; and the problems. */
    byte[] bytes(Map<String, Object> fields, List<Problem> problems) {
        return json ? jsonBytes(fields, problems) : textBytes(fields, problems);
    }

    private static byte[] jsonBytes(Map<String, Object> fields, List<Problem> problems) {
        ObjectNode report = JsonBody.object();
        fields.forEach((name, value) -> report.set(name, JsonBody.MAPPER.valueToTree(value)));
        ArrayNode errors = report.putArray("Errors");
        problems.forEach(problem -> errors.addArray().add(problem.quotedName()).add(problem.words()));
        return JsonBody.pythonBytes(report);
    }

    private static byte[] textBytes(Map<String, Object> fields, List<Problem> problems) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(fields)
                .forEach((name, value) ->
                        text.append(name).append(": ").append(value).append('\n'));
        text.append("Errors:\n");
        problems.forEach(problem -> text.append(problem.quotedName())
                .append(", ")
                .append(problem.words())
                .append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
