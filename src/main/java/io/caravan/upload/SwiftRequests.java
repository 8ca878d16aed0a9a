package io.caravan.upload;

import io.caravan.cloud.CloudRequest;
import io.caravan.http.ServiceRefusal;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFailure;
import io.caravan.swift.KnownLimits;
import io.caravan.swift.Listing;
import io.caravan.swift.SegmentNames;
import io.caravan.swift.StoredHead;
import io.caravan.swift.WantedContainer;
import io.caravan.text.LogText;
import io.caravan.text.ObjectNames;
import io.caravan.text.PercentCode;
import io.caravan.upload.region.FileRegionEntity;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * The requests to Swift that routes send, and what the answers to small questions tell. A status that may pass
 * ({@code Statuses}) is never an answer: the job waits.
 *
 * <table>
 * <caption>What an answer means</caption>
 * <tr><th>question</th><th>absent</th><th>refused for good</th><th>nonsense, or half of it</th></tr>
 * <tr><td>{@code /info}</td><td colspan="3">stock limits, see {@link KnownLimits}</td></tr>
 * <tr><td>{@code HEAD} of a container</td><td>404: it is made</td><td>400, 403: the answer to its {@code PUT} says
 *     why; any other fails the image</td>
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

    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final String MTIME = "X-Object-Meta-Mtime";

    private final KnownLimits limits;

    public SwiftRequests(KnownLimits limits) {
        this.limits = limits;
    }

    /**
     * The container of the job's object; where it is missing, it is made in the cloud's own storage policy.
     *
     * @throws JobFailure when the cloud is known to have no containers of that name
     */
    public WantedContainer imageContainer(ImageJob job) throws JobFailure {
        Optional<String> problem =
                limits.limits().containerNames().problem(job.request().container());
        if (problem.isPresent()) {
            throw new JobFailure(
                    problem.get(), "choose another name (caravan.image.container, or the sidecar's field container)");
        }
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

    /** {@code GET /info}. */
    public CloudRequest info() {
        return CloudRequest.of("");
    }

    /** {@code HEAD} of a container. */
    public CloudRequest container(WantedContainer container) {
        return CloudRequest.of(container.path());
    }

    /** {@code PUT} of a container, in the storage policy that is wanted. */
    public CloudRequest newContainer(WantedContainer container) {
        CloudRequest request = CloudRequest.of(container.path());
        return container
                .policy()
                .map(policy -> request.header("X-Storage-Policy", policy))
                .orElse(request);
    }

    /**
     * Judges the answer to the {@code PUT} of a container.
     *
     * @throws JobFailure when another project has a container of that name, where all share one namespace (Ceph's gateway,
     *     unless {@code rgw keystone implicit tenants} is set)
     * @throws IOException for any other conflict, which may pass
     */
    public void checkMade(WantedContainer container, int status, String answer) throws IOException, JobFailure {
        if (status == CONFLICT) {
            String name = LogText.clean(container.name());
            if (WantedContainer.isAnotherProjects(String.valueOf(answer))) {
                throw new JobFailure(
                        "the container " + name + " belongs to another project: on this cloud all share one namespace",
                        "choose another name (caravan.image.container, or the sidecar's field container), and try again");
            }
            throw new IOException("the container " + name + " could not be made: 409 Conflict");
        }
    }

    /** {@code GET} of a listing's next page, of as many entries as the cloud allows. */
    public CloudRequest page(Listing listing) {
        return CloudRequest.of(listing.path()).query(listing.query(limits.page()));
    }

    /** {@code HEAD} of the job's object. */
    public CloudRequest object(ImageJob job) {
        return CloudRequest.of(
                PercentCode.path(job.request().container(), job.request().object()));
    }

    /** {@code GET} of the static manifest under the name of the job's object. */
    public CloudRequest manifestThere(ImageJob job) {
        return object(job).query("multipart-manifest=get");
    }

    /** {@code HEAD} of a segment, or of an image in one piece. */
    public CloudRequest segment(Segment segment) {
        return CloudRequest.of(segment.path());
    }

    /** {@code PUT} of a segment; where it takes the place of another object, Swift is to take no other bytes. */
    public CloudRequest segmentBytes(Segment segment, FileRegionEntity bytes) {
        CloudRequest request = segment(segment).body(bytes);
        return segment.expectedEtag().isEmpty() ? request : request.header("ETag", segment.expectedEtag());
    }

    /** {@code PUT} of a segment that Swift copies from the one that is to stand for it (Swift API, "Copy object"). */
    public CloudRequest copy(Segment segment, SegmentTally tally) {
        String from = PercentCode.path(segment.run().plan().pieceContainer(), tally.twin(segment));
        return segment(segment).header("X-Copy-From", from).body("");
    }

    /** {@code PUT} of a dynamic manifest: no bytes, and a header that names the segments' container and prefix. */
    public CloudRequest dynamicManifest(ImageJob job) {
        String segments = job.request().container() + ObjectNames.SEGMENTS;
        return object(job)
                .header(
                        "X-Object-Manifest",
                        PercentCode.path(segments, job.upload().prefix()).substring(1))
                .header(MTIME, mtime(job))
                .body("");
    }

    /**
     * {@code PUT} of a static manifest, whose errors are to come in JSON and while Swift is at it ({@code heartbeat}).
     *
     * @param entries the segments, in Swift's JSON
     */
    public CloudRequest staticManifest(ImageJob job, byte[] entries) {
        return object(job)
                .query("multipart-manifest=put&heartbeat=on")
                .header("Accept", "application/json")
                .header("Content-Type", "application/octet-stream")
                .header(MTIME, mtime(job))
                .body(entries);
    }

    /** {@code DELETE} of what lies at a path. */
    public CloudRequest deletion(String path) {
        return CloudRequest.of(path);
    }

    /** The file's time stamp as swiftclient notes it on its objects: seconds and six decimals. */
    private static String mtime(ImageJob job) {
        return SegmentNames.mtime(job.source().modified());
    }

    /** What the answer to a {@code HEAD} of an object tells. */
    public StoredHead head(Exchange exchange) {
        return StoredHead.of(exchange);
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
            throw new ServiceRefusal("GET " + listing.path(), status, null, page == null ? "" : page);
        }
    }
}
