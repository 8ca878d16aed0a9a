package io.caravan.imports.glance;

import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.CloudEndpoints;
import io.caravan.cloud.ServiceCatalog;
import io.caravan.files.Checksum.Algorithm;
import io.caravan.http.SignInException;
import io.caravan.imports.ImportService;
import io.caravan.imports.ImportTools;
import io.caravan.inspect.Format;
import io.caravan.inspect.Inspection;
import io.caravan.inspect.Problem;
import io.caravan.inspect.Problem.Kind;
import io.caravan.job.ImageRequest;
import io.caravan.settings.Settings;
import io.caravan.settings.Settings.GlanceMethod;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where OpenStack's image service is, and what it takes. */
public final class GlanceService implements ImportService {

    @Override
    public String word() {
        return "glance";
    }

    @Override
    public Optional<Map<String, URI>> find(Settings settings, ServiceCatalog catalog) throws SignInException {
        return CloudEndpoints.findImage(settings, catalog).map(there -> Map.of("image", there));
    }

    @Override
    public String missing() {
        return CloudEndpoints.NO_IMAGE;
    }

    /** From here it takes an image in one stream, too. */
    @Override
    public boolean mayDoWithoutObjectStore(Settings settings) {
        return settings.imports().method() != GlanceMethod.WEB_DOWNLOAD;
    }

    /** Of its default ({@code hashing_algorithm}). */
    @Override
    public List<Algorithm> checksums() {
        return List.of(Algorithm.SHA512);
    }

    @Override
    public Optional<Problem> problem(ImageRequest request, Inspection found) {
        String is = GlanceRequests.word(found.format());
        return request.registration()
                .diskFormat()
                .filter(said -> found.format() != Format.RAW && !said.equals(is) && !said.equals("raw"))
                .map(said -> new Problem(
                        Kind.UNSUITABLE,
                        "diskFormat says " + said + ", and it is " + found.description(),
                        0,
                        "leave diskFormat out, or qemu-img convert -O " + said + " <image> <new image>"));
    }

    @Override
    public List<String> check(Settings settings, Map<String, URI> urls, CloudConnection connection) throws IOException {
        return new GlanceCheck(connection, urls.get("image"), Optional.ofNullable(urls.get("object-store"))).run();
    }

    @Override
    public Map<String, Object> beans(ImportTools tools) {
        TempUrls tempUrls = new TempUrls(tools);
        GlanceWays ways = new GlanceWays(tools, tempUrls);
        GlanceRequests requests = new GlanceRequests(tools, tempUrls);
        return Map.of(
                "tempUrls",
                tempUrls,
                "glanceWays",
                ways,
                "glanceRequests",
                requests,
                "glanceRecords",
                new GlanceRecords(tools, ways),
                "glanceImports",
                new GlanceImports(tools, ways, requests),
                "glanceEnd",
                new GlanceEnd(tools));
    }
}
