package io.caravan.cloud;

import io.caravan.settings.ImportService;
import io.caravan.settings.Settings;
import java.net.URI;
import java.util.Optional;

/**
 * Where the services are: by the settings, else by the token's catalog, else by K5's pattern of host names.
 *
 * @param objectStore the Swift account's URL
 * @param imageImport the import service's URL without {@code /v1}; empty when nothing is imported
 */
public record CloudEndpoints(URI objectStore, Optional<URI> imageImport) {

    private static final String OBJECT_STORE = "object-store";
    private static final String VMIMPORT = "vmimport";

    /**
     * Finds them.
     *
     * @throws SignInException when one isn't to be found; the message names the key that would help
     */
    public static CloudEndpoints of(Settings settings, ServiceCatalog catalog) throws SignInException {
        Settings.Cloud cloud = settings.cloud();
        Optional<URI> objectStore = cloud.objectStoreUrl();
        if (objectStore.isEmpty()) {
            objectStore = catalog.find(OBJECT_STORE, cloud.region());
        }
        if (objectStore.isEmpty()) {
            throw new SignInException(
                    "caravan.cloud.object-store-url: missing; the token's catalog has no " + OBJECT_STORE + " service");
        }
        Optional<URI> imageImport = Optional.empty();
        if (settings.imports().service() == ImportService.VMIMPORT) {
            imageImport = cloud.imageImportUrl();
            if (imageImport.isEmpty()) {
                imageImport = catalog.find(VMIMPORT, cloud.region());
            }
            imageImport = imageImport.or(() -> cloud.region().flatMap(region -> Settings.k5Host(VMIMPORT, region)));
            if (imageImport.isEmpty()) {
                throw new SignInException("caravan.cloud.image-import-url: missing; the token's catalog has no "
                        + VMIMPORT + " service; set caravan.import.service=none if nothing is to be imported");
            }
        }
        return new CloudEndpoints(objectStore.get(), imageImport);
    }
}
