package io.caravan.cloud;

import io.caravan.http.SignInException;
import io.caravan.settings.Hosts;
import io.caravan.settings.ImportService;
import io.caravan.settings.Settings;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the services are: by the settings, else by the token's catalog, else by K5's pattern of host names.
 *
 * @param objectStore the Swift account's URL
 * @param imageImport the import service's URL without {@code /v1}; empty when nothing is imported
 */
public record CloudEndpoints(URI objectStore, Optional<URI> imageImport) {

    private static final Logger LOG = LoggerFactory.getLogger(CloudEndpoints.class);
    private static final String K5_OBJECT_STORE = "objectstorage";
    private static final List<String> OBJECT_STORE = List.of("object-store", K5_OBJECT_STORE);
    private static final String VMIMPORT = "vmimport";

    /** The services by the names that routes give them. */
    public Map<String, URI> byName() {
        Map<String, URI> services = new HashMap<>();
        services.put("object-store", objectStore);
        services.put("object-store-info", objectStoreInfo());
        imageImport.ifPresent(url -> services.put("image-import", url));
        return services;
    }

    /** Where Swift tells of its limits ({@code /info}): beside the API's version, whatever stands before that. */
    public URI objectStoreInfo() {
        String path = objectStore.getRawPath();
        int version = path.lastIndexOf("/v1");
        return objectStore.resolve((version < 0 ? "" : path.substring(0, version)) + "/info");
    }

    /**
     * Finds them.
     *
     * @throws SignInException when one isn't to be found; the message names the key that would help
     */
    public static CloudEndpoints of(Settings settings, ServiceCatalog catalog) throws SignInException {
        URI objectStore = objectStore(settings, catalog);
        if (settings.imports().service() == ImportService.NONE) {
            return new CloudEndpoints(objectStore, Optional.empty());
        }
        return new CloudEndpoints(objectStore, Optional.of(imageImport(settings, catalog)));
    }

    /**
     * Finds the import service alone.
     *
     * @throws SignInException when it isn't to be found
     */
    public static URI imageImport(Settings settings, ServiceCatalog catalog) throws SignInException {
        Settings.Cloud cloud = settings.cloud();
        Optional<URI> imageImport = cloud.imageImportUrl();
        if (imageImport.isEmpty()) {
            imageImport = catalog.find(VMIMPORT, cloud.region());
        }
        imageImport = imageImport.or(() -> cloud.k5Service(VMIMPORT));
        if (imageImport.isEmpty()) {
            throw new SignInException("caravan.cloud.image-import-url: missing; the token's catalog has no " + VMIMPORT
                    + " service; set caravan.import.service=none if nothing is to be imported");
        }
        URI url = imageImport.get();
        if (settings.imports().credentials() && Hosts.isInTheClear(url)) {
            throw new SignInException(
                    "the import service's URL, " + url + ", is not encrypted, and its requests carry the"
                            + " password (caravan.import.vmimport.credentials): they are not sent there");
        }
        return told(url);
    }

    /**
     * Finds Swift alone.
     *
     * @throws SignInException when it isn't to be found
     */
    public static URI objectStore(Settings settings, ServiceCatalog catalog) throws SignInException {
        Settings.Cloud cloud = settings.cloud();
        Optional<URI> objectStore = cloud.objectStoreUrl();
        for (String name : OBJECT_STORE) {
            objectStore = objectStore.isPresent() ? objectStore : catalog.find(name, cloud.region());
        }
        objectStore = objectStore.or(() -> catalog.projectId()
                .flatMap(project ->
                        cloud.k5Service(K5_OBJECT_STORE).map(host -> URI.create(host + "/v1/AUTH_" + project))));
        if (objectStore.isEmpty()) {
            throw new SignInException(
                    "caravan.cloud.object-store-url: missing; the token's catalog has no object-store service");
        }
        return told(objectStore.get());
    }

    private static URI told(URI url) {
        if (Hosts.isInTheClear(url)) {
            LOG.warn("{} is not encrypted: anyone on the way there can read the token, and the images", url);
        }
        return url;
    }
}
