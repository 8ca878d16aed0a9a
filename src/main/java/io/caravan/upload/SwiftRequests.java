package io.caravan.upload;

import io.caravan.http.ServiceRefusal;
import io.caravan.job.ImageJob;
import io.caravan.settings.ObjectNames;
import io.caravan.swift.KnownLimits;
import io.caravan.swift.Listing;
import io.caravan.swift.SegmentNames;
import io.caravan.swift.StoredHead;
import io.caravan.text.PercentCode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * The parts of requests to Swift that routes ask for, and what the answers to small questions tell. Trouble that may pass
 * ({@code Statuses}) is never an answer: the job waits.
 *
 * <table>
 * <caption>What an answer means</caption>
 * <tr><th>question</th><th>absent</th><th>refused for good</th><th>nonsense, or half of it</th></tr>
 * <tr><td>{@code /info}</td><td colspan="3">stock limits, see {@link KnownLimits}</td></tr>
 * <tr><td>{@code HEAD} of a container</td><td>404: it is made</td><td>fails the image</td>
 *     <td>no policy told: the cloud's own</td></tr>
 * <tr><td>listing</td><td>404: asked again, the container is made anew</td><td>412: asked without a number of entries;
 *     any other fails the image</td><td>no page, one that wasn't asked for, one that repeats itself: asked again</td></tr>
 * <tr><td>{@code HEAD} of an object</td><td>404, and nothing else</td><td>fails the image</td><td>no length: the Etag
 *     tells, of a dynamic large object the listing; no Etag: as with another one</td></tr>
 * <tr><td>{@code HEAD} of a segment</td><td>404: it is sent again</td><td>fails the image</td><td>no Etag: not taken for
 *     lost, nor for landed</td></tr>
 * <tr><td>{@code PUT} of a segment or manifest</td><td>404: asked again, the container is made anew</td><td>fails the
 *     image</td><td>another 2xx than 201, no Etag: what lies there is looked at</td></tr>
 * </table>
 */
public final class SwiftRequests {

    private static final int PRECONDITION_FAILED = 412;

    private final KnownLimits limits;

    public SwiftRequests(KnownLimits limits) {
        this.limits = limits;
    }

    /** The container of the job's object; where it is missing, it is made in the cloud's own storage policy. */
    public WantedContainer imageContainer(ImageJob job) {
        return new WantedContainer(job.request().container(), Optional.empty());
    }

    /**
     * The container of the job's segments, which is made in the storage policy of the object's container (as
     * python-swiftclient does), or the bytes would lie in another tier than was chosen for them.
     *
     * @param exchange has the job, and the headers of the object's container as they were told last; of several policies
     *     the last holds, as python-swiftclient has it
     */
    public WantedContainer segmentContainer(Exchange exchange) {
        ImageJob job = exchange.getProperty("job", ImageJob.class);
        Object told = exchange.getMessage().getHeader("X-Storage-Policy");
        return new WantedContainer(
                job.request().container() + ObjectNames.SEGMENTS,
                Optional.ofNullable(told instanceof List<?> several ? several.get(several.size() - 1) : told)
                        .map(Object::toString)
                        .filter(policy -> !policy.isBlank()));
    }

    /** The path of the job's object. */
    public String objectPath(ImageJob job) {
        return PercentCode.path(job.request().container(), job.request().object());
    }

    /** The value of {@code X-Object-Manifest}: container and prefix of the segments, percent-encoded. */
    public String manifest(ImageJob job) {
        String segments = job.request().container() + ObjectNames.SEGMENTS;
        return PercentCode.path(segments, job.upload().prefix()).substring(1);
    }

    /** The file's time stamp as swiftclient notes it on its objects: seconds and six decimals. */
    public String mtime(ImageJob job) {
        return SegmentNames.mtime(job.source().modified());
    }

    /** What the answer to a {@code HEAD} of an object tells. */
    public StoredHead head(Exchange exchange) {
        return StoredHead.of(exchange);
    }

    /** The query for the next page of a listing, of as many entries as the cloud allows. */
    public String pageQuery(Listing listing) {
        return listing.query(limits.page());
    }

    /**
     * Adds a page to a listing. Where the cloud refuses the number of entries that was asked for (412), the next one asks
     * for none.
     *
     * @throws ServiceRefusal when it is something else that the cloud refuses
     * @throws IOException when it isn't a page
     */
    public void addPage(Listing listing, int status, String page) throws IOException {
        if (status != PRECONDITION_FAILED) {
            listing.add(page == null ? "" : page);
        } else if (limits.page().isPresent()) {
            limits.listWithoutLimit();
        } else {
            throw new ServiceRefusal("GET " + listing.getPath(), status, null, page == null ? "" : page);
        }
    }
}
