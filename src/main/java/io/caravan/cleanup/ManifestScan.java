package io.caravan.cleanup;

import io.caravan.http.ServiceRefusal;
import io.caravan.swift.AccountListings.ContainerEntry;
import io.caravan.swift.AccountListings.ObjectEntry;
import io.caravan.swift.ParallelRequests;
import io.caravan.swift.StaticManifest;
import io.caravan.swift.StoredInfo;
import io.caravan.swift.SwiftAccount;
import io.caravan.swift.SwiftListing;
import io.caravan.text.LogText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Looks at every object of an account for what it refers to. Only the whole account proves that nothing refers to a
 * segment: a manifest may lie in any container, and may have bytes of its own, so that no listing gives it away.
 */
final class ManifestScan {

    private static final long MOST_OBJECTS = 10_000_000;

    private final SwiftAccount account;
    private final References references = new References();
    private long looked;

    ManifestScan(SwiftAccount account) {
        this.account = account;
    }

    /**
     * All references in the account.
     *
     * @throws IOException when a container or an object can't be looked at, or one keeps older versions: then nothing is
     *     proved
     */
    References run() throws IOException {
        SwiftListing<ContainerEntry> containers = account.containers("");
        for (Optional<ContainerEntry> next = containers.next(); next.isPresent(); next = containers.next()) {
            scan(next.get().name());
        }
        return references;
    }

    private void scan(String container) throws IOException {
        Optional<SwiftAccount.ContainerInfo> info = account.container(container);
        if (info.isEmpty()) {
            return; // deleted since it was listed
        }
        if (info.get().versioned()) {
            throw new IOException("container " + LogText.clean(container)
                    + " keeps older versions of its objects, and what they are made of can't be looked at");
        }
        try (ParallelRequests looks = new ParallelRequests()) {
            SwiftListing<ObjectEntry> objects = account.objects(container, "");
            for (List<ObjectEntry> page = objects.nextPage(); !page.isEmpty(); page = objects.nextPage()) {
                List<Callable<Void>> pending = new ArrayList<>();
                for (ObjectEntry entry : page) {
                    pending.add(() -> look(container, entry));
                }
                looked += pending.size();
                if (looked > MOST_OBJECTS) {
                    throw new IOException("the account has more than " + MOST_OBJECTS + " objects");
                }
                looks.all(pending);
            }
        }
    }

    private Void look(String container, ObjectEntry entry) throws IOException {
        String name = container + "/" + entry.name();
        try {
            look(container, entry, name);
        } catch (ServiceRefusal e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(LogText.clean(name) + " can't be looked at: " + e.getMessage(), e);
        }
        return null;
    }

    private void look(String container, ObjectEntry entry, String name) throws IOException {
        Optional<StoredInfo> stored = account.stored(container, entry.name());
        if (stored.isEmpty()) {
            return; // deleted since it was listed
        }
        Optional<StaticManifest> list = stored.get().isStatic()
                ? Optional.of(account.staticManifest(container, entry.name()))
                : Optional.empty();
        synchronized (references) {
            stored.get().manifest().forEach(prefix -> references.addDynamic(prefix, name));
            stored.get().linkTarget().forEach(target -> references.addDynamic(target, name));
            list.ifPresent(manifest -> references.addStatic(manifest, name));
        }
    }
}
