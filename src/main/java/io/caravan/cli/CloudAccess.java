package io.caravan.cli;

import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.CloudEndpoints;
import io.caravan.cloud.KeystoneAuth;
import io.caravan.cloud.ServiceCatalog;
import io.caravan.http.CloudHttp;
import io.caravan.http.Retries;
import io.caravan.settings.Settings;
import io.caravan.swift.SwiftAccount;
import io.caravan.text.Version;
import java.io.IOException;
import java.time.Clock;

/**
 * A cloud that a command has signed in to.
 *
 * @param retries what each of its requests goes by
 */
record CloudAccess(CloudHttp http, CloudConnection connection, SwiftAccount account, Retries retries)
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
            CloudConnection connection = CloudConnection.to(http, keystone, retries);
            SwiftAccount account = new SwiftAccount(connection, CloudEndpoints.objectStore(settings, catalog));
            return new CloudAccess(http, connection, account, retries);
        } catch (IOException | RuntimeException e) {
            http.close();
            throw e;
        }
    }

    @Override
    public void close() {
        connection.close();
        http.close();
    }
}
