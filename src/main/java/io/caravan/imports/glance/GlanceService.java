package io.caravan.imports.glance;

import io.caravan.cloud.CloudEndpoints;
import io.caravan.cloud.ServiceCatalog;
import io.caravan.http.SignInException;
import io.caravan.imports.ImportService;
import io.caravan.imports.ImportTools;
import io.caravan.settings.Settings;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Where OpenStack's image service is, and what it takes. */
public final class GlanceService implements ImportService {

    private static final String IMAGE = "image";

    @Override
    public String word() {
        return "glance";
    }

    /** Catalogs have it with the version of its API behind it, and without; its paths begin with it. */
    @Override
    public Optional<Map<String, URI>> find(Settings settings, ServiceCatalog catalog) throws SignInException {
        Settings.Cloud cloud = settings.cloud();
        Optional<URI> url = cloud.imageUrl();
        if (url.isEmpty()) {
            url = catalog.find(IMAGE, cloud.region());
        }
        return url.map(told -> URI.create(told.toString().replaceFirst("/v\\d+(\\.\\d+)?$", "")))
                .map(CloudEndpoints::warned)
                .map(there -> Map.of(IMAGE, there));
    }

    @Override
    public String missing() {
        return "caravan.cloud.image-url: missing; the token's catalog has no image service";
    }

    @Override
    public Map<String, Object> beans(ImportTools tools) {
        return Map.of();
    }
}
