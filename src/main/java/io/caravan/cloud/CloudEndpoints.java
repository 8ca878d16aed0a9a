package io.caravan.cloud;

import io.caravan.http.SignInException;
import io.caravan.settings.Hosts;
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
 * @param objectStore the Swift account's URL; empty where the cloud has none, and none is needed
 * @param others further services, by the names that routes give them
 */
public record CloudEndpoints(Optional<URI> objectStore, Map<String, URI> others) {

    private static final Logger LOG = LoggerFactory.getLogger(CloudEndpoints.class);
    private static final String K5_OBJECT_STORE = "objectstorage";
    private static final String IMAGE = "image";

    /** What to tell whoever wants an image service where there is none. */
    public static final String NO_IMAGE = "caravan.cloud.image-url: missing; the token's catalog has no image service";

    private static final List<String> OBJECT_STORE = List.of("object-store", K5_OBJECT_STORE);

    /** The services by the names that routes give them. */
    public Map<String, URI> byName() {
        Map<String, URI> services = new HashMap<>(others);
        objectStore.ifPresent(url -> {
            services.put("object-store", url);
            services.put("object-store-info", info(url));
        });
        return services;
    }

    /** Where Swift tells of its limits ({@code /info}): beside the API's version, whatever stands before that. */
    public static URI info(URI objectStore) {
        String path = objectStore.getRawPath();
        int version = path.lastIndexOf("/v1");
        return objectStore.resolve((version < 0 ? "" : path.substring(0, version)) + "/info");
    }

    /**
     * Finds Swift.
     *
     * @throws SignInException when it isn't to be found
     */
    public static URI objectStore(Settings settings, ServiceCatalog catalog) throws SignInException {
        return findObjectStore(settings, catalog)
                .orElseThrow(() -> new SignInException(
                        "caravan.cloud.object-store-url: missing; the token's catalog has no object-store service"));
    }

    /**
     * Finds Swift where there is one.
     *
     * @throws SignInException when there is, and it can't be used like this
     */
    public static Optional<URI> findObjectStore(Settings settings, ServiceCatalog catalog) throws SignInException {
        Settings.Cloud cloud = settings.cloud();
        Optional<URI> objectStore = cloud.objectStoreUrl();
        for (String name : OBJECT_STORE) {
            objectStore = objectStore.isPresent() ? objectStore : catalog.find(name, cloud.region());
        }
        return objectStore
                .or(() -> catalog.projectId()
                        .flatMap(project ->
                                cloud.k5Service(K5_OBJECT_STORE).map(host -> URI.create(host + "/v1/AUTH_" + project))))
                .map(CloudEndpoints::warned);
    }

    /**
     * Finds the image service.
     *
     * @throws SignInException when it isn't to be found
     */
    public static URI image(Settings settings, ServiceCatalog catalog) throws SignInException {
        return findImage(settings, catalog).orElseThrow(() -> new SignInException(NO_IMAGE));
    }

    /**
     * Finds the image service where there is one, without the version of its API, which some catalogs have behind it.
     *
     * @throws SignInException when there is, and it can't be used like this
     */
    public static Optional<URI> findImage(Settings settings, ServiceCatalog catalog) throws SignInException {
        Settings.Cloud cloud = settings.cloud();
        Optional<URI> url = cloud.imageUrl();
        if (url.isEmpty()) {
            url = catalog.find(IMAGE, cloud.region());
        }
        return url.or(() -> cloud.k5Service(IMAGE))
                .map(told -> URI.create(told.toString().replaceFirst("/v\\d+(\\.\\d+)?$", "")))
                .map(CloudEndpoints::warned);
    }

    /** The URL, of which the log says so if it is not encrypted. */
    public static URI warned(URI url) {
        if (Hosts.isInTheClear(url)) {
            LOG.warn("{} is not encrypted: anyone on the way there can read the token, and the images", url);
        }
        return url;
    }
}
