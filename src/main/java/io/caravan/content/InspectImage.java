package io.caravan.content;

import io.caravan.inspect.ImageInspector;
import io.caravan.inspect.Inspection;
import io.caravan.inspect.Problem;
import io.caravan.job.ImageJob;
import io.caravan.job.ImageRequest;
import io.caravan.job.JobFailure;
import io.caravan.job.JobFolder;
import io.caravan.settings.ImageSettings;
import io.caravan.text.LogText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at an image before its first byte is sent. */
final class InspectImage {

    private static final Logger LOG = LoggerFactory.getLogger(InspectImage.class);

    private final ImageSettings.Inspection wanted;
    private final BiFunction<ImageRequest, Inspection, Optional<Problem>> taker;
    private final JobFolder folder;

    /** @param taker why the import service would refuse what was found, if it would */
    InspectImage(
            ImageSettings.Inspection wanted,
            BiFunction<ImageRequest, Inspection, Optional<Problem>> taker,
            JobFolder folder) {
        this.wanted = wanted;
        this.taker = taker;
        this.folder = folder;
    }

    /**
     * Says what is to be said of a new job's image; one that was begun has been looked at.
     *
     * @throws JobFailure when it is not to be sent
     */
    void check(ImageJob job) throws JobFailure {
        if (wanted == ImageSettings.Inspection.OFF || !job.isClaimed()) {
            return;
        }
        Inspection found;
        try {
            found = ImageInspector.inspect(folder.image(job)).named(job.image());
        } catch (IOException e) {
            LOG.warn("{} can't be looked at: {}", job.label(), LogText.clean(e.toString()));
            return; // whoever sends it finds out whether it is gone, was changed, or can't be read
        }
        List<Problem> problems = new ArrayList<>(found.problems());
        taker.apply(job.request(), found).ifPresent(problems::add);
        for (Problem problem : problems) {
            if (problem.isRefusal() && wanted == ImageSettings.Inspection.STRICT) {
                throw new JobFailure(
                        "it is not to be sent: " + problem.fact() + " (byte " + problem.offset() + ")",
                        problem.advice().isEmpty() ? "set caravan.inspect to warn to have it sent" : problem.advice());
            }
            LOG.warn("{}: {}", job.label(), problem.sentence());
        }
        LOG.info("{} is {}", job.label(), found.description());
    }
}
