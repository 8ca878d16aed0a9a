package io.caravan.upload;

import io.caravan.job.ImageJob;
import io.caravan.settings.ObjectNames;
import java.io.IOException;

/** The parts of requests to Swift that routes ask for: paths below the account, headers of a manifest. */
public final class SwiftRequests {

    /** The path of a container. */
    public String containerPath(String container) {
        return ObjectNames.path(container);
    }

    /** The path of the job's object. */
    public String objectPath(ImageJob job) {
        return ObjectNames.path(job.request().container(), job.request().object());
    }

    /** The value of {@code X-Object-Manifest}: container and prefix of the segments, percent-encoded. */
    public String manifest(ImageJob job) {
        String segments = job.request().container() + ObjectNames.SEGMENTS;
        return ObjectNames.path(segments, job.upload().prefix()).substring(1);
    }

    /** The file's time stamp as swiftclient notes it on its objects: seconds and six decimals. */
    public String mtime(ImageJob job) {
        return SegmentNames.mtime(job.source().modified());
    }

    /**
     * Adds a page to a listing.
     *
     * @throws IOException when it isn't one
     */
    public void addPage(Listing listing, String page) throws IOException {
        listing.add(page);
    }
}
