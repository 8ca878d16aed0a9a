package io.caravan.imports.vmimport;

import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.CloudEndpoints;
import io.caravan.cloud.ServiceCatalog;
import io.caravan.http.SignInException;
import io.caravan.imports.ImportService;
import io.caravan.imports.ImportTools;
import io.caravan.inspect.Format;
import io.caravan.inspect.Inspection;
import io.caravan.inspect.Problem;
import io.caravan.inspect.Problem.Kind;
import io.caravan.job.ImageRequest;
import io.caravan.settings.Credentials;
import io.caravan.settings.Credentials.Domain;
import io.caravan.settings.Hosts;
import io.caravan.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where Fujitsu K5's {@code vmimport} is, and what it takes. */
public final class VmImportService implements ImportService {

    private static final String VMIMPORT = "vmimport";

    @Override
    public String word() {
        return VMIMPORT;
    }

    /** K5 has it at a host of its own, which its catalog may not name. */
    @Override
    public Optional<Map<String, URI>> find(Settings settings, ServiceCatalog catalog) throws SignInException {
        Settings.Cloud cloud = settings.cloud();
        Optional<URI> url = cloud.imageImportUrl();
        if (url.isEmpty()) {
            url = catalog.find(VMIMPORT, cloud.region());
        }
        url = url.or(() -> cloud.k5Service(VMIMPORT));
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (settings.imports().credentials() && Hosts.isInTheClear(url.get())) {
            throw new SignInException(
                    "the import service's URL, " + url.get() + ", is not encrypted, and its requests carry the"
                            + " password (caravan.import.vmimport.credentials): they are not sent there");
        }
        return Optional.of(Map.of("image-import", CloudEndpoints.warned(url.get())));
    }

    @Override
    public String missing() {
        return "caravan.cloud.image-import-url: missing; the token's catalog has no vmimport service";
    }

    @Override
    public List<String> problems(Settings settings) {
        List<String> problems = new ArrayList<>();
        Optional<String> osType = settings.image().osType();
        osType.flatMap(given -> VmImportRules.problemWithOsType(osType))
                .ifPresent(problem -> problems.add("caravan.image.os-type=" + osType.get() + ": " + problem));
        Credentials credentials = settings.cloud().credentials();
        if (settings.imports().credentials() && !hasNameAndPassword(credentials)) {
            problems.add("caravan.import.vmimport.credentials=true: this import request carries the user's name, its"
                    + " domain's name and the password, which " + credentials
                    + " does not have; sign in with caravan.cloud.username, caravan.cloud.user-domain and a password");
        }
        return problems;
    }

    private static boolean hasNameAndPassword(Credentials credentials) {
        return credentials instanceof Credentials.Password login
                && login.user() instanceof Credentials.User.ByName user
                && user.domain() instanceof Domain.ByName;
    }

    @Override
    public Optional<String> problem(ImageRequest request, long bytes) {
        return ImportService.super
                .problem(request, bytes)
                .or(() -> VmImportRules.problemWithObject(request.object()))
                .or(() -> VmImportRules.problemWithOsType(request.osType()));
    }

    @Override
    public Optional<Problem> problem(ImageRequest request, Inspection found) {
        return found.format() == Format.VMDK
                ? Optional.empty()
                : Optional.of(new Problem(
                        Kind.UNSUITABLE,
                        "vmimport takes VMDK files, and it is " + found.description(),
                        0,
                        "qemu-img convert -O vmdk -o subformat=streamOptimized <image> <new image>"));
    }

    @Override
    public List<String> check(Settings settings, Map<String, URI> urls, CloudConnection connection) throws IOException {
        URI url = urls.get("image-import");
        connection.ask("GET", URI.create(url + ImportLookup.LIST + "?limit=1"));
        return List.of(url + " lists imports");
    }

    @Override
    public Map<String, Object> beans(ImportTools tools) {
        return Map.of("vmImport", new VmImport(tools));
    }
}
