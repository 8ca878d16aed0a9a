package io.caravan.sandbox.swift;

import io.caravan.sandbox.http.Payload;
import io.caravan.sandbox.http.Refusal;
import io.caravan.sandbox.http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How Ceph's object gateway (16.2) answers where Swift answers otherwise: with a code of one word as plain text. */
final class CephReplies {
    static final String VERSION = "16.2.15";
    static final int MAX_CONTAINER_NAME = 255;

    private static final int MIN_CONTAINER_NAME = 3;

    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final Map<Integer, String> CODES = Map.of(
            401, "AccessDenied",
            403, "AccessDenied",
            409, "There was a conflict when trying to complete your request.",
            411, "MissingContentLength",
            413, "QuotaExceeded",
            416, "InvalidRange",
            422, "UnprocessableEntity");

    /** What only Swift tells. */
    private static final Set<String> UNTOLD = Set.of("x-manifest-etag", "www-authenticate");

    private CephReplies() {}

    /** More bytes than an object may have. */
    static Reply tooLarge() {
        return Reply.of(400, PLAIN, "EntityTooLarge");
    }

    /** Refuses what can't be the name of a container. */
    static void checkName(AccountPath path) {
        String name = path.container();
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (path.isAccount()) {
            return;
        }
        if (length > MAX_CONTAINER_NAME) {
            String words = "Container name length of " + length + " longer than " + MAX_CONTAINER_NAME;
            throw new Refusal(Reply.of(400, PLAIN, words));
        }
        if (length < MIN_CONTAINER_NAME || name.startsWith(".")) {
            throw new Refusal(Reply.of(400, PLAIN, "InvalidBucketName"));
        }
    }

    /** The answer in Ceph's words. */
    static Reply of(Reply swift, String path) {
        List<Reply.Field> headers = swift.headers().stream()
                .filter(field -> !UNTOLD.contains(field.name().toLowerCase(Locale.ROOT)))
                .toList();
        Reply told = new Reply(swift.status(), headers, swift.payload());
        return code(swift, path)
                .map(code -> new Reply(swift.status(), headers, Payload.bytes(code.getBytes(StandardCharsets.US_ASCII)))
                        .replacing("Content-Type", PLAIN))
                .orElse(told);
    }

    private static Optional<String> code(Reply swift, String path) {
        if (swift.status() == 404) {
            boolean ofObject = path.substring(ObjectStore.PREFIX.length()).matches("/[^/]*/[^/]*/[^/]*/.+");
            return Optional.of(ofObject ? "NoSuchKey" : "NoSuchBucket");
        }
        boolean own = swift.headers().contains(new Reply.Field("Content-Type", PLAIN));
        return swift.status() == 400 && !own
                ? Optional.of("InvalidArgument")
                : Optional.ofNullable(CODES.get(swift.status()));
    }
}
