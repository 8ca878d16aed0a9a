package io.caravan.check;

import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.CloudEndpoints;
import io.caravan.cloud.Grant;
import io.caravan.cloud.KeystoneAuth;
import io.caravan.cloud.ServiceCatalog;
import io.caravan.http.CloudHttp;
import io.caravan.http.Retries;
import io.caravan.http.ServiceRefusal;
import io.caravan.http.SignInException;
import io.caravan.imports.ImportServices;
import io.caravan.settings.Settings;
import io.caravan.swift.SwiftAccount;
import io.caravan.swift.SwiftLimits;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tries all that an image will need, from the spool to the import service, and tells what works. A failure keeps nothing
 * from being looked at that doesn't depend on it.
 */
public final class Checkup {

    private static final int FORBIDDEN = 403;
    private static final Duration LARGE_SKEW = Duration.ofMinutes(1);

    private final Settings settings;
    private final String userAgent;
    private final Clock clock;
    private final Findings findings;

    /** @param findings is told of each as it is made */
    public Checkup(Settings settings, String userAgent, Clock clock, Consumer<Finding> findings) {
        this.settings = settings;
        this.userAgent = userAgent;
        this.clock = clock;
        this.findings = new Findings(findings);
    }

    /** Looks at everything; whether nothing has failed. */
    public boolean run() {
        new SpoolCheck(settings.spool(), findings).run();
        try (CloudHttp http = CloudHttp.open(settings.cloud().transport(), userAgent)) {
            checkCloud(http);
        }
        return findings.green();
    }

    private void checkCloud(CloudHttp http) {
        KeystoneAuth keystone = new KeystoneAuth(settings.cloud(), http, clock);
        Optional<Grant> grant = signIn(keystone);
        String unsigned = "not signed in";
        Optional<URI> objectStore = grant.flatMap(granted -> objectStore(granted.catalog()));
        try (CloudConnection connection = CloudConnection.to(http, keystone, Retries.NONE)) {
            if (grant.isEmpty()) {
                findings.tell(Finding.skipped("object store", unsigned));
            }
            boolean swift = objectStore.isPresent() && checkObjectStore(connection, objectStore.get());
            String why = grant.isEmpty()
                    ? unsigned
                    : objectStore.isEmpty() ? "there is no object store" : "the object store does not answer";
            if (swift) {
                SwiftAccount account = new SwiftAccount(connection, objectStore.get());
                if (checkLimits(account)) {
                    new ContainerCheck(account, findings).run(settings.image().container());
                } else {
                    findings.tell(Finding.skipped("container", "it can't have that name"));
                    findings.tell(Finding.skipped("object", "there is no container for it"));
                }
            } else {
                findings.tell(Finding.skipped("limits", why));
                findings.tell(Finding.skipped("container", why));
                findings.tell(Finding.skipped("object", why));
            }
            checkImport(connection, grant, objectStore, unsigned);
        }
    }

    private Optional<Grant> signIn(KeystoneAuth keystone) {
        String check = "sign-in";
        try {
            Grant grant = keystone.projectGrant();
            findings.tell(Finding.ok(
                    check,
                    grant.user()
                            + grant.project().map(name -> ", project " + name).orElse("")
                            + (grant.roles().isEmpty() ? "" : ", roles " + String.join(" ", grant.roles()))
                            + ", for "
                            + Quantities.readable(Duration.between(clock.instant(), grant.until()))));
            return Optional.of(grant);
        } catch (SignInException e) {
            findings.tell(Finding.failed(
                    check,
                    LogText.clean(e.getMessage()),
                    "correct what signs in: caravan.cloud.*, OS_* or clouds.yaml"));
        } catch (IOException e) {
            findings.failed(check, e);
        }
        return Optional.empty();
    }

    private Optional<URI> objectStore(ServiceCatalog catalog) {
        String check = "object store";
        try {
            Optional<URI> found = CloudEndpoints.findObjectStore(settings, catalog);
            if (found.isPresent() || !isDispensable(catalog)) {
                return Optional.of(CloudEndpoints.objectStore(settings, catalog));
            }
            findings.tell(Finding.skipped(check, "the cloud has none: images go to the image service in one stream"));
        } catch (SignInException e) {
            findings.tell(Finding.failed(check, LogText.clean(e.getMessage()), ""));
        }
        return Optional.empty();
    }

    /** Whether images can do without an object store. */
    private boolean isDispensable(ServiceCatalog catalog) {
        try {
            return ImportServices.find(settings, catalog).service().mayDoWithoutObjectStore(settings);
        } catch (SignInException e) {
            return false; // which is told at its own place
        }
    }

    /** Whether it answers at all; a refusal is an answer. */
    private boolean checkObjectStore(CloudConnection connection, URI url) {
        String check = "object store";
        try {
            CloudConnection.Answer answer = connection.ask("HEAD", url);
            findings.tell(Finding.ok(
                    check,
                    url
                            + answer.header("X-Account-Container-Count")
                                    .map(count -> ", " + LogText.clean(count) + " containers")
                                    .orElse("")));
            answer.date().ifPresent(this::checkClock);
            return true;
        } catch (ServiceRefusal e) {
            if (e.status() == FORBIDDEN) {
                findings.tell(Finding.skipped(
                        check,
                        url + " answers, but this user may not look at the account itself (403): images don't need"
                                + " that, 'caravan list' without a container and 'caravan gc' do"));
            } else {
                findings.failed(check, e);
            }
            return true;
        } catch (IOException e) {
            findings.failed(check, e);
            return false;
        }
    }

    private void checkClock(Instant theirs) {
        Duration ahead = Duration.between(theirs, clock.instant());
        if (ahead.abs().compareTo(LARGE_SKEW) > 0) {
            findings.tell(Finding.failed(
                    "clock",
                    "this machine's clock is " + Quantities.readable(ahead.abs())
                            + (ahead.isNegative() ? " behind" : " ahead of") + " Swift's",
                    "set it by NTP: times in receipts are wrong until then"));
        }
    }

    /** Whether the container can be there by them. */
    private boolean checkLimits(SwiftAccount account) {
        String check = "limits";
        try {
            Optional<SwiftLimits> limits = account.limits();
            String container = settings.image().container();
            Optional<String> badName =
                    limits.map(SwiftLimits::containerNames).flatMap(names -> names.problem(container));
            if (badName.isPresent()) {
                findings.tell(Finding.failed(
                        check,
                        limits.get().product() + ": " + badName.get(),
                        "choose another caravan.image.container"));
                return false;
            }
            findings.tell(
                    limits.isEmpty()
                            ? Finding.skipped(check, "the cloud does not tell them (/info); stock Swift's are taken")
                            : Finding.ok(check, limits(limits.get())));
        } catch (IOException e) {
            findings.tell(Finding.skipped(
                    check,
                    "the cloud does not tell them, stock Swift's are taken: " + LogText.clean(Findings.words(e))));
        }
        return true;
    }

    private String limits(SwiftLimits limits) {
        return limits.product() + ": objects of up to " + Quantities.readable(limits.maxFileSize())
                + limits.slo()
                        .map(slo -> ", static large objects of up to " + slo.maxSegments() + " segments"
                                + (slo.checksEtags() ? "" : ", whose Etags it does not check: the listing is compared"))
                        .orElse(", no static large objects")
                + "; images of more than one segment become "
                + manifest(limits)
                + (settings.upload().segmentSize() > limits.maxFileSize()
                        ? "; less than caravan.segment.size, "
                                + Quantities.readable(settings.upload().segmentSize())
                        : "");
    }

    private String manifest(SwiftLimits limits) {
        return switch (settings.upload().manifest()) {
            case DLO -> "dynamic ones";
            case SLO ->
                limits.slo().isPresent()
                        ? "static ones"
                        : "failed ones, since caravan.manifest is slo: set it to dlo or auto";
            case AUTO -> limits.checkedSlo().isPresent() ? "static ones" : "dynamic ones";
        };
    }

    private void checkImport(
            CloudConnection connection, Optional<Grant> grant, Optional<URI> objectStore, String unsigned) {
        String check = "import";
        if (settings.imports().service().equals("none")) {
            findings.tell(Finding.skipped(check, "caravan.import.service=none: images are only stored"));
            return;
        }
        if (grant.isEmpty()) {
            findings.tell(Finding.skipped(check, unsigned));
            return;
        }
        try {
            ImportServices.Found found =
                    ImportServices.find(settings, grant.get().catalog());
            Map<String, URI> urls = new HashMap<>(found.urls());
            objectStore.ifPresent(url -> urls.put("object-store", url));
            for (String line : found.service().check(settings, urls, connection)) {
                findings.tell(Finding.ok(check, found.service().word() + ": " + line));
            }
        } catch (SignInException e) {
            findings.tell(Finding.failed(check, LogText.clean(e.getMessage()), ""));
        } catch (IOException e) {
            findings.failed(check, e);
        }
    }
}
