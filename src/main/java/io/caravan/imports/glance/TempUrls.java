package io.caravan.imports.glance;

import io.caravan.cloud.CloudRequest;
import io.caravan.imports.ImportTools;
import io.caravan.job.ImageJob;
import io.caravan.swift.KnownLimits;
import io.caravan.text.PercentCode;
import io.caravan.text.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * URLs by which an object can be read without a token for a while (Swift API, "Temporary URL middleware"). The key is the
 * account's: one that somebody has set is used, and never replaced; a container's key would not reach the segments of a
 * large object, which lie in another container.
 */
public final class TempUrls {

    static final String KEY = "X-Account-Meta-Temp-URL-Key";

    private static final Logger LOG = LoggerFactory.getLogger(TempUrls.class);
    private static final int KEY_BYTES = 24;

    /** The clocks of the cloud and of this machine need not agree. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private final Optional<URI> objectStore;
    private final KnownLimits limits;
    private final Duration life;
    private final Clock clock;
    private volatile Optional<Secret> key = Optional.empty();
    private volatile String refusal = "";

    TempUrls(ImportTools tools) {
        this.objectStore = tools.endpoints().objectStore();
        this.limits = tools.limits();
        this.life = tools.settings().imports().deadline().plus(MARGIN);
        this.clock = tools.clock();
    }

    /** {@code HEAD} of the account, or {@code POST} without anything to be set. */
    public CloudRequest account() {
        return CloudRequest.of("");
    }

    /** Takes in the account's key, if it has one. Swift shows it to those only who may set it. */
    public void learn(Exchange answer) {
        key = Optional.ofNullable(answer.getMessage().getHeader(KEY, String.class))
                .filter(told -> !told.isBlank())
                .map(Secret::new);
    }

    /** Whether the account has no key that this user may see. */
    public boolean isKeyMissing() {
        return key.isEmpty();
    }

    /** {@code POST} to the account with a new key. */
    public CloudRequest newKey() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        Secret made = new Secret(HexFormat.of().formatHex(random));
        key = Optional.of(made);
        return account().header(KEY, made.reveal());
    }

    /** Takes in whether the account has the new key now. */
    public void made(int status) {
        if (status < 300) {
            LOG.info("the account has a key for TempURLs now");
            refusal = "";
        } else {
            key = Optional.empty();
            refusal = "this user may not set the account's key for TempURLs (" + status + ")";
        }
    }

    /** Why there can't be any; empty when there can. */
    String problem() {
        if (limits.limits().tempUrls().isEmpty() && limits.limits().told()) {
            return "the object store has no TempURLs";
        }
        return key.isPresent() ? "" : refusal.isEmpty() ? "there is no key for TempURLs" : refusal;
    }

    /** A URL that the job's object can be read at until its import is given up. It is never to be logged. */
    String of(ImageJob job) {
        return of(PercentCode.path(job.request().container(), job.request().object()));
    }

    /** One of an object that isn't there. */
    String ofNothing(ImageJob job) {
        return of(PercentCode.path(job.request().container(), ".caravan-check/" + job.id()));
    }

    private String of(String path) {
        URI whole = URI.create(objectStore.orElseThrow() + path);
        long expires = clock.instant().plus(life).getEpochSecond();
        return whole + "?temp_url_sig=" + signature("GET\n" + expires + "\n" + seen(whole.getPath()))
                + "&temp_url_expires=" + expires;
    }

    /** The path as the service itself sees it: what a proxy has before the API's version is not part of it. */
    private static String seen(String path) {
        int version = path.indexOf("/v1/");
        return version < 0 ? path : path.substring(version);
    }

    private String signature(String what) {
        try {
            String digest = digest(limits.limits().tempUrls());
            Mac mac = Mac.getInstance("Hmac" + digest);
            byte[] secret = key.orElseThrow().reveal().getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
            return HexFormat.of().formatHex(mac.doFinal(what.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has them
        }
    }

    /** The strongest that the cloud takes; SHA-1 where it tells none that is known here. */
    private static String digest(Set<String> allowed) {
        for (String known : List.of("sha512", "sha256")) {
            if (allowed.contains(known)) {
                return known.toUpperCase(Locale.ROOT);
            }
        }
        return "SHA1";
    }
}
