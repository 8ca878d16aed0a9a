package io.caravan.check;

import io.caravan.http.ServiceRefusal;
import io.caravan.swift.SwiftAccount;
import io.caravan.swift.SwiftAccount.ContainerInfo;
import io.caravan.text.LogText;
import io.caravan.text.ObjectNames;
import io.caravan.text.Quantities;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** Whether images and their segments can be written: both containers, and a tiny object in each. */
final class ContainerCheck {

    /** Where the tiny objects go that are put, read and deleted. */
    static final String FOLDER = ".caravan-check/";

    private static final int FORBIDDEN = 403;

    private final SwiftAccount account;
    private final Findings findings;

    ContainerCheck(SwiftAccount account, Findings findings) {
        this.account = account;
        this.findings = findings;
    }

    /** @param image the container of images */
    void run(String image) {
        Optional<ContainerInfo> ofImages = check(image, Optional.empty());
        Optional<String> policy = ofImages.flatMap(ContainerInfo::policy);
        Optional<ContainerInfo> ofSegments = check(image + ObjectNames.SEGMENTS, policy);
        checkPolicies(image, policy, ofSegments.flatMap(ContainerInfo::policy));
    }

    /** Looks at a container, which is made where it is missing, and at what may be done in it. */
    private Optional<ContainerInfo> check(String container, Optional<String> policy) {
        String check = "container";
        Optional<ContainerInfo> info;
        try {
            Optional<ContainerInfo> before = seen(container);
            if (before.isEmpty()) {
                account.createContainer(container, policy);
            }
            info = before.isPresent() ? before : account.container(container);
            if (container.endsWith(ObjectNames.SEGMENTS)) {
                account.objects(container, "").next(); // as an upload does, which goes on with what lies there
            }
            findings.tell(Finding.ok(
                    check,
                    LogText.clean(container) + before.map(ContainerCheck::holds).orElse(", made now")));
        } catch (IOException e) {
            findings.failed(check, e);
            findings.tell(Finding.skipped(
                    "object", "the container " + LogText.clean(container) + " could not be looked at or made"));
            return Optional.empty();
        }
        checkObject(container);
        return info;
    }

    /** A container that may not be looked at may still be made, where it is another project's whose name is taken. */
    private Optional<ContainerInfo> seen(String container) throws IOException {
        try {
            return account.container(container);
        } catch (ServiceRefusal e) {
            if (e.status() != FORBIDDEN) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Bytes of a segmented image lie in the segments' container: its policy is theirs, whatever the other one has. */
    private void checkPolicies(String container, Optional<String> policy, Optional<String> ofSegments) {
        if (policy.isPresent() && ofSegments.isPresent() && !policy.equals(ofSegments)) {
            findings.tell(Finding.failed(
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

    private void checkObject(String container) {
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
            findings.tell(
                    same
                            ? Finding.ok(check, LogText.clean(container) + "/" + FOLDER + "…: put, read back, deleted")
                            : Finding.failed(
                                    check,
                                    LogText.clean(container + "/" + object) + " came back with other bytes",
                                    "see what stands between Swift and this machine"));
        } catch (IOException e) {
            findings.tell(Finding.failed(
                    check, "could not be " + step + ": " + LogText.clean(Findings.words(e)), Advice.about(e)));
        }
        if (left && !step.equals("deleted")) {
            try {
                account.delete(container, object);
            } catch (IOException e) {
                // whatever kept it from being put or read keeps it from being deleted
            }
        }
    }
}
