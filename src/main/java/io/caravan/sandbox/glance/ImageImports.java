package io.caravan.sandbox.glance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.JsonBody;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Imports under way. One that fails leaves its image where it was, and no word of why but in its task, as Glance does. */
final class ImageImports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ImageImports.class);

    private final ImageShelf shelf;
    private final Clock clock;
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile Predicate<URI> filter = uri -> true;
    private volatile boolean stalls;
    private final ExecutorService workers = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "sandbox-glance");
        thread.setDaemon(true);
        return thread;
    });

    ImageImports(ImageShelf shelf, Clock clock) {
        this.shelf = shelf;
        this.clock = clock;
    }

    /** The URLs that are downloaded from; any other is refused. */
    void filter(Predicate<URI> allowed) {
        filter = allowed;
    }

    /** Whether imports that begin from now on do nothing more, as those of a service that was killed. */
    void stall(boolean whether) {
        stalls = whether;
    }

    void begin(StoredImage image, ObjectNode request) throws IOException {
        String method = request.path("method").path("name").asText();
        String before = image.status();
        boolean isDirect = method.equals("glance-direct");
        if (!isDirect && !method.equals("web-download")) {
            throw GlanceReplies.badRequest("Unknown import method name '" + method + "'.");
        }
        if (isUnderWay(image)) {
            throw GlanceReplies.conflict("Image has active task");
        }
        if (!before.equals(isDirect ? "uploading" : "queued")) {
            throw GlanceReplies.conflict("Image needs to be in '" + (isDirect ? "uploading" : "queued")
                    + "' state to use '" + method + "' method");
        }
        URI source = isDirect
                ? URI.create("")
                : source(request.path("method").path("uri").asText());
        ObjectNode task = JsonBody.object()
                .put("id", UUID.randomUUID().toString())
                .put("type", "api_image_import")
                .put("status", "processing")
                .put("created_at", clock.instant().toString())
                .put("message", "");
        task.putObject("input").set("import_req", request);
        shelf.change(image, () -> {
            image.tasks().add(task);
            image.record()
                    .put("os_glance_import_task", task.path("id").asText())
                    .put("os_glance_importing_to_stores", GlanceImages.STORE)
                    .put("os_glance_failed_import", "");
        });
        if (!stalls) {
            workers.execute(() -> run(image, task, source, before));
        }
    }

    private static boolean isUnderWay(StoredImage image) {
        return !image.record().path("os_glance_import_task").asText("").isEmpty();
    }

    private URI source(String uri) {
        try {
            URI source = URI.create(uri);
            if (source.getScheme() != null && source.getScheme().matches("https?") && filter.test(source)) {
                return source;
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("not a URI", e);
        }
        throw GlanceReplies.badRequest("URI for web-download does not pass filtering: " + uri);
    }

    private void run(StoredImage image, ObjectNode task, URI source, String before) {
        try {
            if (!source.toString().isEmpty()) {
                download(image, source);
            }
            Files.move(shelf.staged(image.id()), shelf.data(image.id()), StandardCopyOption.REPLACE_EXISTING);
            shelf.change(image, () -> end(image, task, "success", "Copied 0 MiB"));
            shelf.activate(image);
        } catch (IOException | RuntimeException e) {
            LOG.debug("an import failed", e);
            fail(image, task, before);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void download(StoredImage image, URI source) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                http.send(HttpRequest.newBuilder(source).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 200) {
                throw new IOException("the source answered " + answer.statusCode());
            }
            Files.copy(body, shelf.staged(image.id()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void fail(StoredImage image, ObjectNode task, String before) {
        try {
            shelf.change(image, () -> {
                end(image, task, "failure", "Task failed due to Internal Error");
                image.record().put("os_glance_failed_import", GlanceImages.STORE);
                image.status(before, clock.instant());
            });
        } catch (IOException e) {
            LOG.warn("a failed import could not be written down: {}", e.getMessage());
        }
    }

    private static void end(StoredImage image, ObjectNode task, String status, String message) {
        task.put("status", status).put("message", message);
        image.record().remove("os_glance_import_task");
        image.record().put("os_glance_importing_to_stores", "");
    }

    /** Imports that are asked for are no more; those whose process has ended stay as they are. */
    @Override
    public void close() {
        workers.shutdownNow();
    }
}
