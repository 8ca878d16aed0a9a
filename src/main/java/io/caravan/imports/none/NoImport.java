package io.caravan.imports.none;

import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.ServiceCatalog;
import io.caravan.imports.ImportService;
import io.caravan.imports.ImportTools;
import io.caravan.job.ImageRequest;
import io.caravan.settings.Settings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nothing is imported: an image is done when its object is verified, and any file will do. */
public final class NoImport implements ImportService {

    @Override
    public String word() {
        return "none";
    }

    @Override
    public Optional<Map<String, URI>> find(Settings settings, ServiceCatalog catalog) {
        return Optional.of(Map.of());
    }

    @Override
    public String missing() {
        return "";
    }

    @Override
    public Optional<String> problem(ImageRequest request, long bytes) {
        return Optional.empty();
    }

    @Override
    public boolean isStrict() {
        return false;
    }

    @Override
    public List<String> check(Settings settings, Map<String, URI> urls, CloudConnection connection) {
        return List.of();
    }

    @Override
    public Map<String, Object> beans(ImportTools tools) {
        return Map.of();
    }
}
