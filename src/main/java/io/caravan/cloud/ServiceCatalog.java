package io.caravan.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.http.SignInException;
import io.caravan.settings.Settings.Region;
import io.caravan.text.HttpUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The endpoints that came with a token (Keystone v3, {@code token.catalog}).
 *
 * @param endpoints every endpoint of the interface that was asked for
 * @param projectId the project that the token is for
 * @param elsewhere services by type and by name which have endpoints of other interfaces only, with those
 */
public record ServiceCatalog(List<Endpoint> endpoints, Optional<String> projectId, Map<String, Set<String>> elsewhere) {

    ServiceCatalog(List<Endpoint> endpoints, Optional<String> projectId) {
        this(endpoints, projectId, Map.of());
    }

    /** Where a service of a region is. K5 tells its own services apart by name, OpenStack by type. */
    public record Endpoint(String type, String name, String region, String url) {}

    /**
     * The catalog of a token's body; an answer without one has no endpoints.
     *
     * @param reach {@code public}, {@code internal} or {@code admin}
     */
    static ServiceCatalog of(JsonNode token, String reach) {
        List<Endpoint> endpoints = new ArrayList<>();
        Map<String, Set<String>> elsewhere = new HashMap<>();
        for (JsonNode service : token.path("catalog")) {
            String type = service.path("type").asText("");
            String name = service.path("name").asText("");
            Set<String> others = new TreeSet<>();
            int before = endpoints.size();
            for (JsonNode endpoint : service.path("endpoints")) {
                String offered = endpoint.path("interface").asText("public");
                if (reach.equals(offered)) {
                    String region = endpoint.path("region_id")
                            .asText(endpoint.path("region").asText(""));
                    endpoints.add(new Endpoint(
                            type, name, region, endpoint.path("url").asText("")));
                } else {
                    others.add(offered);
                }
            }
            if (endpoints.size() == before && !others.isEmpty()) {
                elsewhere.put(type, others);
                elsewhere.put(name, others);
            }
        }
        Optional<String> projectId =
                Optional.of(token.path("project").path("id").asText("")).filter(id -> !id.isEmpty());
        return new ServiceCatalog(List.copyOf(endpoints), projectId, Map.copyOf(elsewhere));
    }

    /**
     * The endpoint of a service.
     *
     * @param service its type, or on K5 its name
     * @param region empty when there should be but one
     * @return empty when the catalog has no such service at all
     * @throws SignInException when it has the service, but not in that region, or in several and none was named, or only
     *     for another interface
     */
    public Optional<URI> find(String service, Optional<Region> region) throws SignInException {
        List<Endpoint> found = endpoints.stream()
                .filter(endpoint ->
                        endpoint.type().equals(service) || endpoint.name().equals(service))
                .toList();
        if (found.isEmpty() && elsewhere.containsKey(service)) {
            throw new SignInException("caravan.cloud.interface: the catalog has " + service
                    + " only for the interfaces " + elsewhere.get(service));
        }
        List<Endpoint> here = found.stream()
                .filter(endpoint -> region.isEmpty()
                        || endpoint.region().equals(region.get().name()))
                .toList();
        String regions = found.stream()
                .map(Endpoint::region)
                .collect(Collectors.toCollection(TreeSet::new))
                .toString();
        if (!found.isEmpty() && here.isEmpty()) {
            throw new SignInException(region.map(Region::shown).orElse("") + ": the catalog has " + service
                    + " only in the regions " + regions);
        }
        if (here.stream().map(Endpoint::region).distinct().count() > 1) {
            throw new SignInException(
                    "caravan.cloud.region: missing; the catalog has " + service + " in the regions " + regions);
        }
        return here.isEmpty()
                ? Optional.empty()
                : Optional.of(url(service, here.get(0).url()));
    }

    private static URI url(String service, String text) throws SignInException {
        return HttpUrl.of(text)
                .orElseThrow(() -> new SignInException(
                        "the catalog's URL of " + service + " is none that can be used: " + HttpUrl.shown(text)));
    }
}
