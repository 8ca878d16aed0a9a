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
import io.caravan.swift.SwiftAccount;
import io.caravan.text.Version;
import java.io.IOException;
import java.time.Clock;

/**
 * A cloud that a command has signed in to.
 *
 * @param catalog where its services are
 * @param retries what each of its requests goes by
 */
record CloudAccess(
        Settings settings, CloudHttp http, CloudConnection connection, ServiceCatalog catalog, Retries retries)
        implements AutoCloseable {

    private static final int TRIES = 5;

    /**
     * Signs in.
     *
     * @throws IOException when Keystone refuses, or is away
     */
    static CloudAccess signIn(Settings settings) throws IOException {
        Retries retries = new Retries(TRIES, settings.retry().backoff());
        CloudHttp http = CloudHttp.open(settings.cloud().transport(), Version.userAgent());
        try {
            KeystoneAuth keystone = new KeystoneAuth(settings.cloud(), http, Clock.systemUTC());
            ServiceCatalog catalog = retries.call(keystone::signIn);
            return new CloudAccess(settings, http, CloudConnection.to(http, keystone, retries), catalog, retries);
        } catch (IOException | RuntimeException e) {
            http.close();
            throw e;
        }
    }

    /** @throws SignInException when the cloud has no object store */
    SwiftAccount account() throws SignInException {
        return new SwiftAccount(connection, CloudEndpoints.objectStore(settings, catalog));
    }

    /** @throws SignInException when the cloud has no image service */
    ImageAccount images() throws SignInException {
        return new ImageAccount(connection, CloudEndpoints.image(settings, catalog));
    }

    /** Whether the project that it works in owns an image. */
    boolean isOwn(ImageInfo image) {
        return catalog.projectId().filter(id -> id.equals(image.owner())).isPresent();
    }

    @Override
    public void close() {
        connection.close();
        http.close();
    }
}
