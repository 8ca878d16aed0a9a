package io.caravan.sandbox.keystone;

import io.caravan.sandbox.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The account's key for TempURLs, and what is signed with it. It lives in memory only. */
public final class TempUrlKey {
    public static final String HEADER = "X-Account-Meta-Temp-URL-Key";

    private final Clock clock;
    private final List<String> digests;
    private volatile Optional<String> key = Optional.empty();

    /** @param digests by which signatures may be made, in Java's words */
    public TempUrlKey(Clock clock, List<String> digests) {
        this.clock = clock;
        this.digests = digests;
    }

    public void set(String value) {
        key = Optional.of(value).filter(text -> !text.isEmpty());
    }

    public Optional<String> get() {
        return key;
    }

    /** Whether a request has a signature at all: then that decides, and no token. */
    public static boolean isSigned(Exchange exchange) {
        return exchange.query("temp_url_sig").isPresent();
    }

    /** Whether the request's signature is good, for reading what lies at this path. */
    public boolean allows(Exchange exchange, String decodedPath) {
        String signature = exchange.query("temp_url_sig").orElse("");
        String expires = exchange.query("temp_url_expires").orElse("");
        if (key.isEmpty()
                || !expires.matches("\\d{1,12}")
                || Long.parseLong(expires) <= clock.instant().getEpochSecond()
                || !List.of("GET", "HEAD").contains(exchange.method())) {
            return false;
        }
        String signed = "GET\n" + expires + "\n" + decodedPath;
        return digests.stream()
                .anyMatch(digest -> MessageDigest.isEqual(
                        hmac(digest, signed).getBytes(StandardCharsets.UTF_8),
                        signature.getBytes(StandardCharsets.UTF_8)));
    }

    private String hmac(String digest, String text) {
        try {
            Mac mac = Mac.getInstance(digest);
            mac.init(new SecretKeySpec(key.orElseThrow().getBytes(StandardCharsets.UTF_8), digest));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
