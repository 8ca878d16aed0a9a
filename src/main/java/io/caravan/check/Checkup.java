package io.caravan.check;

import io.caravan.check.Finding.State;
import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.CloudEndpoints;
import io.caravan.cloud.Grant;
import io.caravan.cloud.KeystoneAuth;
import io.caravan.files.DurableFiles;
import io.caravan.http.CloudHttp;
import io.caravan.http.HttpAnswers;
import io.caravan.http.Retries;
import io.caravan.http.ServiceRefusal;
import io.caravan.http.SignInException;
import io.caravan.settings.ImportService;
import io.caravan.settings.ObjectNames;
import io.caravan.settings.Settings;
import io.caravan.swift.SwiftAccount;
import io.caravan.swift.SwiftAccount.ContainerInfo;
import io.caravan.swift.SwiftLimits;
import io.caravan.text.LogText;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Tries all that an image will need, from the spool to the import service, and tells what works. A failure keeps nothing
 * from being looked at that doesn't depend on it.
 */
public final class Checkup {

    /** Where the tiny objects go that are put, read and deleted. */
    static final String FOLDER = ".caravan-check/";

    private static final int FORBIDDEN = 403;
    private static final Duration LARGE_SKEW = Duration.ofMinutes(1);

    private final Settings settings;
    private final String userAgent;
    private final Clock clock;
    private final Consumer<Finding> findings;
    private boolean green = true;

    /** @param findings is told of each as it is made */
    public Checkup(Settings settings, String userAgent, Clock clock, Consumer<Finding> findings) {
        this.settings = settings;
        this.userAgent = userAgent;
        this.clock = clock;
        this.findings = findings;
    }

    /** Looks at everything; whether nothing has failed. */
    public boolean run() {
        checkSpool();
        try (CloudHttp http = CloudHttp.open(settings.cloud().transport(), userAgent)) {
            checkCloud(http);
        }
        return green;
    }

    private void tell(Finding finding) {
        green = green && finding.state() != State.FAILED;
        findings.accept(finding);
    }

    private void failed(String check, Exception trouble) {
        tell(Finding.failed(check, LogText.clean(words(trouble)), Advice.about(trouble)));
    }

    private static String words(Exception trouble) {
        return trouble.getClass() == IOException.class ? trouble.getMessage() : HttpAnswers.what(trouble);
    }

    private void checkSpool() {
        Path root = settings.spool().root();
        Path there = root;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            if (there == null || !Files.isDirectory(there)) {
                tell(Finding.failed("spool", there + " is no folder", "give another with caravan.spool"));
                return;
            }
            Files.delete(Files.createTempFile(there, ".check", ".tmp"));
            FileStore disk = Files.getFileStore(there);
            for (Path folder : List.of(
                    settings.spool().inbox(),
                    settings.spool().work(),
                    settings.spool().done(),
                    settings.spool().failed())) {
                if (Files.exists(folder) && !Files.getFileStore(folder).equals(disk)) {
                    tell(Finding.failed(
                            "spool",
                            folder + " lies on another filesystem than " + there,
                            "images are moved by renaming them: all of caravan.spool must be on one"));
                    return;
                }
                if (Files.exists(folder)) {
                    Files.delete(Files.createTempFile(folder, ".check", ".tmp"));
                }
            }
            tell(Finding.ok(
                    "spool",
                    root + (there.equals(root) ? "" : " (will be made)") + ", "
                            + Quantities.readable(disk.getUsableSpace()) + " free"
                            + (DurableFiles.isForced(there)
                                    ? ""
                                    : "; its filesystem can't force a folder to disk: after a power cut, what was moved"
                                            + " last may be where it was")));
        } catch (IOException e) {
            tell(Finding.failed(
                    "spool",
                    "can't be written: " + e,
                    "let the user that Caravan runs as write there, or give another with caravan.spool"));
        }
    }

    private void checkCloud(CloudHttp http) {
        KeystoneAuth keystone = new KeystoneAuth(settings.cloud(), http, clock);
        Optional<Grant> grant = signIn(keystone);
        String unsigned = "not signed in";
        Optional<URI> objectStore = grant.flatMap(
                granted -> endpoint("object store", () -> CloudEndpoints.objectStore(settings, granted.catalog())));
        try (CloudConnection connection = CloudConnection.to(http, keystone, Retries.NONE)) {
            if (grant.isEmpty()) {
                tell(Finding.skipped("object store", unsigned));
            }
            boolean swift = objectStore.isPresent() && checkObjectStore(connection, objectStore.get());
            String image = settings.image().container();
            String why = grant.isEmpty()
                    ? unsigned
                    : objectStore.isEmpty() ? "there is no object store" : "the object store does not answer";
            if (swift) {
                SwiftAccount account = new SwiftAccount(connection, objectStore.get());
                checkLimits(account);
                Optional<ContainerInfo> ofImages = checkContainer(account, image, Optional.empty());
                Optional<String> policy = ofImages.flatMap(ContainerInfo::policy);
                Optional<ContainerInfo> ofSegments = checkContainer(account, image + ObjectNames.SEGMENTS, policy);
                checkPolicies(image, policy, ofSegments.flatMap(ContainerInfo::policy));
            } else {
                tell(Finding.skipped("limits", why));
                tell(Finding.skipped("container", why));
                tell(Finding.skipped("object", why));
            }
            checkImport(connection, grant, unsigned);
        }
    }

    private Optional<Grant> signIn(KeystoneAuth keystone) {
        String check = "sign-in";
        try {
            Grant grant = keystone.projectGrant();
            tell(Finding.ok(
                    check,
                    grant.user()
                            + grant.project().map(name -> ", project " + name).orElse("")
                            + (grant.roles().isEmpty() ? "" : ", roles " + String.join(" ", grant.roles()))
                            + ", for "
                            + Quantities.readable(Duration.between(clock.instant(), grant.until()))));
            return Optional.of(grant);
        } catch (SignInException e) {
            tell(Finding.failed(
                    check,
                    LogText.clean(e.getMessage()),
                    "correct what signs in: caravan.cloud.*, OS_* or clouds.yaml"));
        } catch (IOException e) {
            failed(check, e);
        }
        return Optional.empty();
    }

    /** Looks for an endpoint. */
    private interface Search {
        URI find() throws SignInException;
    }

    private Optional<URI> endpoint(String check, Search search) {
        try {
            return Optional.of(search.find());
        } catch (SignInException e) {
            tell(Finding.failed(check, LogText.clean(e.getMessage()), ""));
            return Optional.empty();
        }
    }

    /** Whether it answers at all; a refusal is an answer. */
    private boolean checkObjectStore(CloudConnection connection, URI url) {
        String check = "object store";
        try {
            CloudConnection.Answer answer = connection.ask("HEAD", url);
            tell(Finding.ok(
                    check,
                    url
                            + answer.header("X-Account-Container-Count")
                                    .map(count -> ", " + LogText.clean(count) + " containers")
                                    .orElse("")));
            answer.date().ifPresent(this::checkClock);
            return true;
        } catch (ServiceRefusal e) {
            if (e.status() == FORBIDDEN) {
                tell(Finding.skipped(
                        check,
                        url + " answers, but this user may not look at the account itself (403): images don't need"
                                + " that, 'caravan list' without a container and 'caravan gc' do"));
            } else {
                failed(check, e);
            }
            return true;
        } catch (IOException e) {
            failed(check, e);
            return false;
        }
    }

    private void checkClock(Instant theirs) {
        Duration ahead = Duration.between(theirs, clock.instant());
        if (ahead.abs().compareTo(LARGE_SKEW) > 0) {
            tell(Finding.failed(
                    "clock",
                    "this machine's clock is " + Quantities.readable(ahead.abs())
                            + (ahead.isNegative() ? " behind" : " ahead of") + " Swift's",
                    "set it by NTP: times in receipts are wrong until then"));
        }
    }

    private void checkLimits(SwiftAccount account) {
        String check = "limits";
        try {
            Optional<SwiftLimits> limits = account.limits();
            tell(
                    limits.isEmpty()
                            ? Finding.skipped(check, "the cloud does not tell them (/info); stock Swift's are taken")
                            : Finding.ok(check, limits(limits.get())));
        } catch (IOException e) {
            tell(Finding.skipped(
                    check, "the cloud does not tell them, stock Swift's are taken: " + LogText.clean(words(e))));
        }
    }

    private String limits(SwiftLimits limits) {
        return "objects of up to " + Quantities.readable(limits.maxFileSize())
                + limits.slo()
                        .map(slo -> ", static large objects of up to " + slo.maxSegments() + " segments")
                        .orElse(", no static large objects")
                + (settings.upload().segmentSize() > limits.maxFileSize()
                        ? "; less than caravan.segment.size, "
                                + Quantities.readable(settings.upload().segmentSize())
                        : "");
    }

    /** Looks at a container, which is made where it is missing, and at what may be done in it. */
    private Optional<ContainerInfo> checkContainer(SwiftAccount account, String container, Optional<String> policy) {
        String check = "container";
        Optional<ContainerInfo> info;
        try {
            Optional<ContainerInfo> before = account.container(container);
            if (before.isEmpty()) {
                account.createContainer(container, policy);
            }
            info = before.isPresent() ? before : account.container(container);
            if (container.endsWith(ObjectNames.SEGMENTS)) {
                account.objects(container, "").next(); // as an upload does, which goes on with what lies there
            }
            tell(Finding.ok(
                    check, LogText.clean(container) + before.map(Checkup::holds).orElse(", made now")));
        } catch (IOException e) {
            failed(check, e);
            tell(Finding.skipped(
                    "object", "the container " + LogText.clean(container) + " could not be looked at or made"));
            return Optional.empty();
        }
        checkObject(account, container);
        return info;
    }

    /** Bytes of a segmented image lie in the segments' container: its policy is theirs, whatever the other one has. */
    private void checkPolicies(String container, Optional<String> policy, Optional<String> ofSegments) {
        if (policy.isPresent() && ofSegments.isPresent() && !policy.equals(ofSegments)) {
            tell(Finding.failed(
                    "policy",
                    LogText.clean(container) + " has the storage policy " + LogText.clean(policy.get()) + ", but "
                            + LogText.clean(container + ObjectNames.SEGMENTS) + ", where the bytes of segmented images"
                            + " go, has " + LogText.clean(ofSegments.get()),
                    "a container's policy can't be changed: delete the segments' container while it is empty, and it"
                            + " is made anew in that policy"));
        }
    }

    private static String holds(ContainerInfo info) {
        return ", " + info.objects() + (info.objects() == 1 ? " object, " : " objects, ")
                + Quantities.readable(info.bytes())
                + info.quotaBytes()
                        .map(quota -> " of a quota of " + Quantities.readable(quota))
                        .orElse("");
    }

    private void checkObject(SwiftAccount account, String container) {
        String check = "object";
        String object = FOLDER + UUID.randomUUID();
        String content = "Caravan has checked whether it can write here. This may be deleted. " + object;
        String step = "put";
        boolean left = true;
        try {
            account.put(container, object, content.getBytes(StandardCharsets.UTF_8));
            step = "read back";
            boolean same = account.get(container, object).equals(content);
            step = "deleted";
            left = !account.delete(container, object);
            tell(
                    same
                            ? Finding.ok(check, LogText.clean(container) + "/" + FOLDER + "…: put, read back, deleted")
                            : Finding.failed(
                                    check,
                                    LogText.clean(container + "/" + object) + " came back with other bytes",
                                    "see what stands between Swift and this machine"));
        } catch (IOException e) {
            tell(Finding.failed(check, "could not be " + step + ": " + LogText.clean(words(e)), Advice.about(e)));
        }
        if (left && !step.equals("deleted")) {
            try {
                account.delete(container, object);
            } catch (IOException e) {
                // whatever kept it from being put or read keeps it from being deleted
            }
        }
    }

    private void checkImport(CloudConnection connection, Optional<Grant> grant, String unsigned) {
        String check = "import";
        if (settings.imports().service() == ImportService.NONE) {
            tell(Finding.skipped(check, "caravan.import.service=none: images are only stored"));
            return;
        }
        if (grant.isEmpty()) {
            tell(Finding.skipped(check, unsigned));
            return;
        }
        Optional<URI> url = endpoint(
                check, () -> CloudEndpoints.imageImport(settings, grant.get().catalog()));
        if (url.isEmpty()) {
            return;
        }
        try {
            connection.ask("GET", URI.create(url.get() + "/v1/imageimport?limit=1"));
            tell(Finding.ok(check, url.get() + " lists imports"));
        } catch (IOException e) {
            failed(check, e);
        }
    }
}
