package io.caravan.sandbox.http;

import java.time.Instant;
import java.util.Optional;

/**
 * A request that is done with: its answer is about to go out, or its connection is gone.
 *
 * @param time when its head arrived, by the sandbox's clock
 * @param method in capitals
 * @param path as sent, percent-encoded, without the query
 * @param query as sent, without the question mark; empty if there is none
 * @param status of the answer; 499 if none went out
 * @param bytesReceived bytes of the body that were read before the answer
 * @param headers all that were sent, the token among them
 * @param importBody the body of a {@code POST imageimport}; empty for any other request
 */
public record AnsweredRequest(
        Instant time,
        String method,
        String path,
        String query,
        int status,
        long bytesReceived,
        RequestHeaders headers,
        Optional<String> importBody) {}
