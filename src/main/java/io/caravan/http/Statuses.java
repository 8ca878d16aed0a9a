package io.caravan.http;

import java.util.Set;

/**
 * What an HTTP status means for another try of the same request. One table for routes, commands and sign-ins; what it
 * does not list is judged by its class (RFC 9110, 15), and a service may use any number.
 *
 * <table>
 * <caption>Statuses</caption>
 * <tr><th>status</th><th>another try</th></tr>
 * <tr><td>1xx, 2xx that were not wanted</td><td>yes: what was asked for may be done, or is under way. Swift's 202 to a
 *     {@code PUT} of an object: something newer by the clock of one of its proxies lies there</td></tr>
 * <tr><td>3xx</td><td>no: nothing is followed, since the token would go along</td></tr>
 * <tr><td>4xx</td><td>no, but for the following</td></tr>
 * <tr><td>408, 425, 429</td><td>yes: too slow, too early, too many</td></tr>
 * <tr><td>417</td><td>yes: no longer asked with {@code Expect} (see {@link ExpectRefusals})</td></tr>
 * <tr><td>421, 423</td><td>yes: the wrong one of several servers; locked</td></tr>
 * <tr><td>498, 499</td><td>yes: Swift's own, a rate limit and a stall that it has seen</td></tr>
 * <tr><td>401, 404, 409, 422</td><td>of a route, yes: the token is fetched anew, a service may not have heard of it; the
 *     container is made anew; a conflict ends; bytes that were damaged on the way (the Etag that was sent is not theirs)
 *     go again. Of a command, no: nothing is done anew in between</td></tr>
 * <tr><td>5xx</td><td>yes, 507 too (a disk is full, others are not), but for 501 and 505: not without another
 *     program</td></tr>
 * <tr><td>any other number</td><td>yes: as 5xx</td></tr>
 * </table>
 */
public final class Statuses {

    private static final Set<Integer> PASSING_REFUSALS = Set.of(408, 417, 421, 423, 425, 429, 498, 499);
    private static final Set<Integer> MENDED_IN_BETWEEN = Set.of(401, 404, 409, 422);
    private static final Set<Integer> LASTING_FAILURES = Set.of(501, 505);

    private Statuses() {}

    /** Whether the same request may have another answer a little later. */
    public static boolean mayPass(int status) {
        return switch (status / 100) {
            case 3 -> false;
            case 4 -> PASSING_REFUSALS.contains(status);
            case 5 -> !LASTING_FAILURES.contains(status);
            default -> true;
        };
    }

    /** Whether it may once token and container have been seen to, as routes do before each further try. */
    public static boolean mayPassInRoutes(int status) {
        return mayPass(status) || MENDED_IN_BETWEEN.contains(status);
    }
}
