package io.caravan.imports;

import io.caravan.images.ImageAccount;
import io.caravan.images.ImageInfo;
import io.caravan.images.ImageSharing;
import io.caravan.images.ImageSharing.Shared;
import io.caravan.job.ImageJob;
import io.caravan.job.JobImport.Share;
import io.caravan.job.Jobs;
import io.caravan.job.Stage;
import io.caravan.settings.ImageSettings;
import io.caravan.settings.ImageSettings.Replace;
import io.caravan.text.LogText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What is done with an image once it is there: it is shared, and takes the place of older ones of its name. Neither fails
 * the image; what came of it is in the receipt. Each may be done twice, after a stop in between.
 */
public final class AfterImport {

    private static final Logger LOG = LoggerFactory.getLogger(AfterImport.class);

    private final Optional<ImageAccount> account;
    private final Optional<ImageSharing> sharing;
    private final Replace replace;
    private final Jobs jobs;
    private final BooleanSupplier stopping;

    /**
     * Sees to the images of one process.
     *
     * @param account empty where the cloud has no image service
     * @param stopping whether the daemon is stopping
     */
    public AfterImport(
            Optional<ImageAccount> account,
            Optional<ImageSharing> sharing,
            ImageSettings settings,
            Jobs jobs,
            BooleanSupplier stopping) {
        this.account = account;
        this.sharing = sharing;
        this.replace = settings.replace();
        this.jobs = jobs;
        this.stopping = stopping;
    }

    private boolean isNew(ImageJob job) {
        return job.stage() == Stage.DONE
                && !job.imported().imageId().isEmpty()
                && job.keptAs().isEmpty()
                && !stopping.getAsBoolean();
    }

    private static List<String> projects(ImageJob job) {
        return job.request().registration().share().orElse(List.of());
    }

    /** Whether the job's image is to be shared. */
    public boolean isToBeShared(ImageJob job) {
        return isNew(job)
                && !projects(job).isEmpty()
                && job.imported().outcome().shares().isEmpty();
    }

    /** Shares it, and journals what became of each project. */
    public ImageJob share(ImageJob job) {
        List<Share> shares = new ArrayList<>();
        for (String project : projects(job)) {
            Shared shared = sharing.map(service -> service.share(job.imported().imageId(), project))
                    .orElseGet(() -> new Shared(project, "", "refused", "the cloud has no image service"));
            String why = shared.why().isEmpty() ? "" : ": " + shared.why();
            LOG.atLevel(shared.status().equals("refused") ? Level.WARN : Level.INFO)
                    .log("{} shared with {}: {}{}", job.label(), LogText.clean(project), shared.status(), why);
            shares.add(new Share(shared.project(), shared.id(), shared.status(), shared.why()));
        }
        return jobs.note(job, outcome -> outcome.shared(shares));
    }

    /** Whether older images of the name are to go out of the way. */
    public boolean isReplacing(ImageJob job) {
        return isNew(job)
                && replace != Replace.KEEP
                && account.isPresent()
                && job.imported().outcome().replaced().isEmpty();
    }

    /** Hides or deletes the older images of the name that Caravan has made in this project, and journals which. */
    public ImageJob replaceOlder(ImageJob job) {
        List<String> replaced = new ArrayList<>();
        try {
            ImageInfo own = account.orElseThrow()
                    .byId(job.imported().imageId())
                    .orElseThrow(() -> new IOException("the image itself is gone"));
            for (ImageInfo other : account.orElseThrow().named(job.request().name())) {
                if (isOlder(other, own)) {
                    replaced.add(other.id() + ": " + putAside(other));
                }
            }
        } catch (IOException e) {
            replaced.add("left: " + e.getMessage());
        }
        if (!replaced.isEmpty()) {
            LOG.info("{} older images of its name: {}", job.label(), LogText.clean(String.join(", ", replaced)));
        }
        return jobs.note(job, outcome -> outcome.replaced(replaced));
    }

    private boolean isOlder(ImageInfo other, ImageInfo own) {
        return !other.id().equals(own.id())
                && other.job().isPresent()
                && other.owner().equals(own.owner())
                && other.status().equals("active")
                && other.created().compareTo(own.created()) <= 0
                && !(replace == Replace.HIDE && other.hidden());
    }

    private String putAside(ImageInfo image) {
        try {
            if (replace == Replace.DELETE) {
                account.orElseThrow().delete(image);
                return "deleted";
            }
            account.orElseThrow().hide(image.id());
            return "hidden";
        } catch (IOException e) {
            return "left: " + e.getMessage();
        }
    }
}
