package io.caravan.daemon;

import io.caravan.cloud.CloudEndpoints;
import io.caravan.cloud.ServiceCatalog;
import io.caravan.http.SignInException;
import io.caravan.imports.ImportService;
import io.caravan.imports.ImportServices;
import io.caravan.settings.Settings;
import java.net.URI;
import java.util.Optional;

/**
 * What the cloud has for the daemon.
 *
 * @param imports makes images of what is sent
 * @param images the image service, if there is one
 */
record CloudServices(CloudEndpoints endpoints, ImportService imports, Optional<URI> images) {

    /**
     * Finds them in the catalog of a token.
     *
     * @throws SignInException when one that is needed isn't to be found
     */
    static CloudServices of(Settings settings, ServiceCatalog catalog) throws SignInException {
        ImportServices.Found found = ImportServices.find(settings, catalog);
        return new CloudServices(
                new CloudEndpoints(objectStore(settings, catalog, found.service()), found.urls()),
                found.service(),
                found.service().missing().isEmpty() ? Optional.empty() : CloudEndpoints.findImage(settings, catalog));
    }

    private static Optional<URI> objectStore(Settings settings, ServiceCatalog catalog, ImportService imports)
            throws SignInException {
        Optional<URI> objectStore = CloudEndpoints.findObjectStore(settings, catalog);
        return objectStore.isPresent() || imports.mayDoWithoutObjectStore(settings)
                ? objectStore
                : Optional.of(CloudEndpoints.objectStore(settings, catalog));
    }
}
