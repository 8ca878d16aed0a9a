package io.caravan.cli;

import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.CloudEndpoints;
import io.caravan.cloud.KeystoneAuth;
import io.caravan.cloud.ServiceCatalog;
import io.caravan.http.CloudHttp;
import io.caravan.http.Retries;
import io.caravan.http.SignInException;
import io.caravan.images.ImageAccount;
import io.caravan.images.ImageInfo;
import io.caravan.settings.Settings;
import io.caravan.text.Version;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/**
 * An image service that a command has signed in to.
 *
 * @param project the id of the project that it works in
 * @param retries what each of its requests goes by
 */
record ImageAccess(
        CloudHttp http, CloudConnection connection, ImageAccount images, Optional<String> project, Retries retries)
        implements AutoCloseable {

    private static final int TRIES = 5;

    /**
     * Signs in.
     *
     * @throws IOException when Keystone refuses, or is away, or the cloud has no image service
     */
    static ImageAccess signIn(Settings settings) throws IOException {
        Retries retries = new Retries(TRIES, settings.retry().backoff());
        CloudHttp http = CloudHttp.open(settings.cloud().transport(), Version.userAgent());
        try {
            KeystoneAuth keystone = new KeystoneAuth(settings.cloud(), http, Clock.systemUTC());
            ServiceCatalog catalog = retries.call(keystone::signIn);
            URI service = CloudEndpoints.findImage(settings, catalog)
                    .orElseThrow(() -> new SignInException(
                            "caravan.cloud.image-url: missing; the token's catalog has no image service"));
            CloudConnection connection = CloudConnection.to(http, keystone, retries);
            return new ImageAccess(
                    http, connection, new ImageAccount(connection, service), catalog.projectId(), retries);
        } catch (IOException | RuntimeException e) {
            http.close();
            throw e;
        }
    }

    /** Whether the project that it works in owns an image. */
    boolean isOwn(ImageInfo image) {
        return project.filter(id -> id.equals(image.owner())).isPresent();
    }

    @Override
    public void close() {
        connection.close();
        http.close();
    }
}
