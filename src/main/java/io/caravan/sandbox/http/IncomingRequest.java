package io.caravan.sandbox.http;

/**
 * A request whose head has arrived and whose body has not been read.
 *
 * @param method in capitals
 * @param path as sent, percent-encoded, without the query
 * @param query as sent, without the question mark; empty if there is none
 * @param headers all that were sent
 */
public record IncomingRequest(String method, String path, String query, RequestHeaders headers) {}
