package io.caravan.daemon;

import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.CloudEndpoints;
import io.caravan.cloud.KeystoneAuth;
import io.caravan.http.CloudHttp;
import io.caravan.http.Retries;
import io.caravan.http.SignInException;
import io.caravan.settings.Settings;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sign-in before anything else starts. Nothing runs yet that a timer could be part of, so it simply waits. */
final class FirstSignIn {

    private static final Logger LOG = LoggerFactory.getLogger(FirstSignIn.class);

    private FirstSignIn() {}

    /**
     * Signs in, and while Keystone is away says so and tries again, after pauses that double.
     *
     * @throws StartException when Keystone refuses, or its catalog lacks what is needed
     */
    static CloudServices wait(Settings settings, KeystoneAuth keystone) throws StartException {
        Retries untilLetIn = new Retries(Integer.MAX_VALUE, settings.retry().backoff());
        try {
            return untilLetIn.call(
                    () -> CloudServices.of(settings, keystone.signIn()),
                    (problem, pause) -> LOG.warn(
                            "not signed in yet: {}; trying again in {}",
                            problem.getMessage(),
                            Quantities.readable(pause)));
        } catch (IOException e) {
            throw new StartException(e.getMessage());
        }
    }

    /**
     * Touches the object store once, or what there is in its place. Whatever it answers, and whether it does, is the jobs' business.
     *
     * @throws StartException when no waiting would make a way there, as with a certificate that is not to be trusted
     */
    static void checkWay(Settings settings, CloudHttp http, KeystoneAuth keystone, CloudEndpoints endpoints)
            throws StartException {
        Optional<URI> service = endpoints
                .objectStore()
                .or(() -> endpoints.others().values().stream().findFirst());
        if (service.isEmpty()) {
            return;
        }
        try (CloudConnection connection = CloudConnection.to(http, keystone, Retries.NONE)) {
            connection.touch(service.get(), settings.cloud().transport().connectTimeout());
        } catch (SignInException e) {
            throw new StartException(e.getMessage());
        } catch (IOException e) {
            LOG.debug("the cloud can't be used yet: {}", e.getMessage());
        }
    }
}
