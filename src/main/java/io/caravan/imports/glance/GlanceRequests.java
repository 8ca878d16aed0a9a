package io.caravan.imports.glance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.cloud.CloudRequest;
import io.caravan.images.ImageAccount;
import io.caravan.imports.ImportTools;
import io.caravan.inspect.Format;
import io.caravan.inspect.ImageInspector;
import io.caravan.inspect.Inspection;
import io.caravan.job.ImageJob;
import io.caravan.job.JobFolder;
import io.caravan.settings.Registration;
import io.caravan.text.Json;
import io.caravan.upload.Segment;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The requests to the image service that routes send (API v2). */
public final class GlanceRequests {

    private static final String IMAGES = "/v2/images";
    private static final String JSON = "application/json";
    private static final long GIB = 1L << 30;

    private final JobFolder folder;
    private final List<String> stores;
    private final TempUrls tempUrls;

    GlanceRequests(ImportTools tools, TempUrls tempUrls) {
        this.folder = tools.folder();
        this.stores = tools.settings().imports().stores();
        this.tempUrls = tempUrls;
    }

    /** {@code GET} of the import methods that there are. */
    public CloudRequest methods() {
        return CloudRequest.of("/v2/info/import");
    }

    /** {@code GET} or {@code DELETE} of the job's image. */
    public CloudRequest image(ImageJob job) {
        return CloudRequest.of(path(job.imported().imageId()));
    }

    static String path(String imageId) {
        return IMAGES + "/" + imageId;
    }

    /** {@code GET} of the tasks of the job's image. */
    public CloudRequest tasks(ImageJob job) {
        return CloudRequest.of(image(job).path() + "/tasks");
    }

    /**
     * {@code POST} of the job's image, with the id that was journalled and with no bytes yet. It is not protected before
     * it is done, or it could not be removed when it fails.
     *
     * @throws IOException when the file can't be looked at now
     */
    public CloudRequest create(ImageJob job) throws IOException {
        Registration wanted = job.request().registration();
        ObjectNode body = Json.MAPPER.createObjectNode();
        wanted.properties().orElse(Map.of()).forEach(body::put);
        job.request().osType().ifPresent(osType -> body.put("os_type", osType));
        body.put("id", job.imported().imageId());
        body.put("name", job.request().name());
        Inspection found = look(job);
        body.put("disk_format", wanted.diskFormat().orElseGet(() -> word(found.format())));
        body.put("container_format", wanted.containerFormat().orElse("bare"));
        body.put(Registration.MARK, job.id());
        // only a shared image can be shared, whatever the cloud's own default is
        wanted.visibility()
                .or(() -> wanted.share().filter(projects -> !projects.isEmpty()).map(any -> "shared"))
                .ifPresent(visibility -> body.put("visibility", visibility));
        wanted.hidden().filter(hidden -> hidden).ifPresent(hidden -> body.put("os_hidden", true));
        job.request().minRam().ifPresent(megabytes -> body.put("min_ram", megabytes));
        job.request()
                .minDisk()
                .or(() -> gigabytes(found.virtualBytes()))
                .ifPresent(gigabytes -> body.put("min_disk", gigabytes));
        ArrayNode tags = body.putArray("tags");
        wanted.tags().orElse(List.of()).forEach(tags::add);
        return CloudRequest.of(IMAGES).header("Content-Type", JSON).body(body.toString());
    }

    /**
     * The image's format in the service's word: what is said of it, else what a look at the file shows. That is never kept:
     * the file stays as it is, or fails the image.
     *
     * @throws IOException when the file can't be looked at now
     */
    String diskFormat(ImageJob job) throws IOException {
        Optional<String> said = job.request().registration().diskFormat();
        return said.isPresent() ? said.get() : word(look(job).format());
    }

    /** What the service calls a format; what is no disk is bytes to it. */
    static String word(Format format) {
        return format.isDisk() ? format.word() : Format.RAW.word();
    }

    private Inspection look(ImageJob job) throws IOException {
        return ImageInspector.inspect(folder.image(job));
    }

    /** The GB of disk that a disk of so many bytes needs. */
    private static Optional<Integer> gigabytes(OptionalLong bytes) {
        return bytes.isEmpty()
                ? Optional.empty()
                : Optional.of((int) Math.min(Integer.MAX_VALUE, (bytes.getAsLong() + GIB - 1) / GIB));
    }

    /** {@code PUT} of the bytes, into staging or into the image itself. */
    public CloudRequest bytes(ImageJob job, Segment stream) {
        boolean staged = job.imported().way().method().equals(GlanceWays.GLANCE_DIRECT);
        CloudRequest request = CloudRequest.of(image(job).path() + (staged ? "/stage" : "/file"))
                .body(stream.getBody());
        return staged || stores.isEmpty() ? request : request.header("X-Image-Meta-Store", stores.get(0));
    }

    /** {@code POST} of an import of the bytes that are staged, or of the object. Its body is not to be logged. */
    public CloudRequest imported(ImageJob job) {
        String method = job.imported().way().method();
        ObjectNode body = Json.MAPPER.createObjectNode();
        ObjectNode how = body.putObject("method").put("name", method);
        if (method.equals(GlanceWays.WEB_DOWNLOAD)) {
            how.put("uri", tempUrls.of(job));
        }
        if (!stores.isEmpty()) {
            ArrayNode all = body.putArray("stores");
            stores.forEach(all::add);
        }
        return CloudRequest.of(image(job).path() + "/import")
                .header("Content-Type", JSON)
                .body(body.toString());
    }

    /** {@code POST} of an import of nothing, to hear whether the object store's URLs are allowed. */
    public CloudRequest question(ImageJob job) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.putObject("method").put("name", GlanceWays.WEB_DOWNLOAD).put("uri", tempUrls.ofNothing(job));
        return CloudRequest.of(image(job).path() + "/import")
                .header("Content-Type", JSON)
                .body(body.toString());
    }

    /** {@code PATCH} that protects the job's image. */
    public CloudRequest protection(ImageJob job) {
        return image(job).header("Content-Type", ImageAccount.PATCH).body(ImageAccount.replacing("protected", true));
    }
}
