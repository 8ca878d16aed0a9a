package io.caravan.sandbox.glance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.ConnectionLost;
import io.caravan.sandbox.http.Exchange;
import io.caravan.sandbox.http.FrontDoor;
import io.caravan.sandbox.http.JsonBody;
import io.caravan.sandbox.http.Reply;
import io.caravan.sandbox.keystone.Addresses;
import io.caravan.sandbox.keystone.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Glance v2: records, their bytes and their imports; and, as K5's image service did, the images that vmimport has made. */
public final class GlanceImages implements FrontDoor.Service, AutoCloseable {
    static final String STORE = "files";

    private static final Pattern IMAGE =
            Pattern.compile("/image/v2/images(?:/([^/]+)(?:/(file|stage|import|tasks|members)(?:/([^/]+))?)?)?");
    private final ImageShelf shelf;
    private final ImageImports imports;
    private final ImageMembers members;
    private final Tokens tokens;
    private final Clock clock;
    private final Supplier<List<ObjectNode>> imported;
    private volatile List<String> methods = List.of("glance-direct", "web-download");

    private GlanceImages(ImageShelf shelf, Tokens tokens, Clock clock, Supplier<List<ObjectNode>> imported) {
        this.shelf = shelf;
        this.imports = new ImageImports(shelf, clock);
        this.members = new ImageMembers(shelf, clock);
        this.tokens = tokens;
        this.clock = clock;
        this.imported = imported;
    }

    /**
     * Opens what is kept in a folder.
     *
     * @param imported the records of the images that another service has made
     */
    public static GlanceImages open(Path folder, Tokens tokens, Clock clock, Supplier<List<ObjectNode>> imported)
            throws IOException {
        return new GlanceImages(ImageShelf.open(folder, clock), tokens, clock, imported);
    }

    /** The import methods that there are from now on. */
    public void methods(List<String> offered) {
        methods = List.copyOf(offered);
    }

    /** The URLs that are downloaded from; any other is refused. */
    public void filter(Predicate<URI> allowed) {
        imports.filter(allowed);
    }

    /** Whether imports that begin from now on do nothing more. */
    public void stall(boolean whether) {
        imports.stall(whether);
    }

    @Override
    public Reply answer(Exchange exchange) throws IOException {
        // a reader may do what a member may, as with the policies that Glance 25 comes with
        if (!tokens.isForProject(exchange.header("X-Auth-Token").orElse(""))) {
            throw GlanceReplies.unauthorized();
        }
        if (exchange.path().equals("/image/v2/info/import") && exchange.method().equals("GET")) {
            ObjectNode body = JsonBody.object();
            ArrayNode value = body.putObject("import-methods")
                    .put("description", "Import methods available.")
                    .put("type", "array")
                    .putArray("value");
            methods.forEach(value::add);
            return JsonBody.reply(200, body);
        }
        Matcher path = IMAGE.matcher(exchange.path());
        if (!path.matches()) {
            throw GlanceReplies.noResource();
        }
        boolean reads = exchange.method().equals("GET");
        if (path.group(1) == null) {
            return reads ? list(exchange) : create(exchange);
        }
        if ("members".equals(path.group(2))) {
            adopt(path.group(1));
        }
        StoredImage image = shelf.find(path.group(1)).orElse(null);
        if (image == null) {
            return fromElsewhere(path.group(1), path.group(2) == null && reads);
        }
        if (path.group(2) == null) {
            return one(exchange, image);
        }
        return switch (path.group(2)) {
            case "file" -> file(exchange, image);
            case "stage" -> stage(exchange, image);
            case "import" -> importBytes(exchange, image);
            case "tasks" -> JsonBody.reply(200, JsonBody.object().set("tasks", shelf.tasks(image)));
            default -> members.answer(exchange, image, path.group(3));
        };
    }

    /** An image that another service has made, and that is shared, is kept here with those it is shared with. */
    private void adopt(String id) throws IOException {
        for (ObjectNode record : imported()) {
            if (record.path("id").asText().equals(id)) {
                shelf.save(StoredImage.of(record));
            }
        }
    }

    /** Those that another service has made, and that are not kept here. */
    private List<ObjectNode> imported() {
        return imported.get().stream()
                .filter(record -> !shelf.isTaken(record.path("id").asText()))
                .toList();
    }

    private Reply fromElsewhere(String id, boolean isLook) {
        return imported().stream()
                .filter(record -> isLook && record.path("id").asText().equals(id))
                .findFirst()
                .map(record -> JsonBody.reply(200, record))
                .orElseThrow(() -> GlanceReplies.noImage(id));
    }

    private Reply list(Exchange exchange) {
        List<ObjectNode> all = new ArrayList<>(imported());
        shelf.all().forEach(image -> all.add(shelf.copy(image)));
        ObjectNode body = JsonBody.object();
        boolean hidden = exchange.query("os_hidden").filter("true"::equals).isPresent();
        ArrayNode images = body.putArray("images");
        String marker = exchange.query("marker").orElse("");
        int limit = exchange.query("limit").map(Integer::valueOf).orElse(25);
        boolean begun = marker.isEmpty();
        for (ObjectNode record : all) {
            boolean shown = record.path("os_hidden").asBoolean() == hidden
                    && exchange.query("name")
                            .filter(name -> !name.equals(record.path("name").asText()))
                            .isEmpty();
            if (begun && shown && images.size() < limit) {
                images.add(record);
            }
            begun |= record.path("id").asText().equals(marker);
        }
        if (images.size() == limit) {
            body.put(
                    "next",
                    "/v2/images?limit=" + limit + "&marker="
                            + images.get(limit - 1).path("id").asText());
        }
        return JsonBody.reply(200, body.put("schema", "/v2/schemas/images").put("first", "/v2/images"));
    }

    private Reply create(Exchange exchange) throws IOException {
        if (!exchange.method().equals("POST")) {
            throw GlanceReplies.noResource();
        }
        ObjectNode wanted = JsonBody.parseObject(exchange.body().bytes(JsonBody.MAX_BODY))
                .orElseThrow(() -> GlanceReplies.badRequest("Body expected in request."));
        WantedImage.check(wanted);
        String id = wanted.path("id").asText(UUID.randomUUID().toString());
        if (shelf.isTaken(id)) {
            throw GlanceReplies.conflict("Image ID " + id + " already exists!");
        }
        ObjectNode record = wanted.deepCopy();
        String now = StoredImage.time(clock.instant());
        Map.of("min_ram", 0, "min_disk", 0).forEach((field, value) -> putUnlessThere(record, field, value));
        putUnlessThere(record, "protected", false);
        putUnlessThere(record, "os_hidden", false);
        record.put("visibility", wanted.path("visibility").asText("shared"));
        record.put("id", id).put("status", "queued").put("owner", Addresses.PROJECT_ID);
        for (String unknown : List.of("size", "virtual_size", "checksum", "os_hash_algo", "os_hash_value")) {
            record.putNull(unknown);
        }
        record.put("created_at", now).put("updated_at", now).put("self", "/v2/images/" + id);
        record.put("file", "/v2/images/" + id + "/file").put("schema", "/v2/schemas/image");
        if (!record.has("tags")) {
            record.putArray("tags");
        }
        StoredImage image = StoredImage.of(record);
        shelf.save(image);
        return JsonBody.reply(201, record)
                .with("Location", "/v2/images/" + id)
                .with("OpenStack-image-import-methods", String.join(",", methods))
                .with("OpenStack-image-store-ids", STORE);
    }

    private static void putUnlessThere(ObjectNode record, String field, Object value) {
        if (!record.has(field)) {
            record.putPOJO(field, value);
        }
    }

    private Reply one(Exchange exchange, StoredImage image) throws IOException {
        return switch (exchange.method()) {
            case "GET" -> JsonBody.reply(200, shelf.copy(image));
            case "DELETE" -> {
                if (image.isProtected()) {
                    throw GlanceReplies.forbidden("Image " + image.id() + " is protected and cannot be deleted.");
                }
                shelf.delete(image);
                yield Reply.empty(204);
            }
            case "PATCH" -> patch(exchange, image);
            default -> throw GlanceReplies.noResource();
        };
    }

    private Reply patch(Exchange exchange, StoredImage image) throws IOException {
        JsonNode changes = JsonBody.MAPPER.readTree(exchange.body().bytes(JsonBody.MAX_BODY));
        shelf.change(
                image,
                () -> changes.forEach(change -> {
                    String field = change.path("path").asText().substring(1);
                    if (change.path("op").asText().equals("remove")) {
                        image.record().remove(field);
                    } else {
                        image.record().set(field, change.path("value"));
                    }
                }));
        return JsonBody.reply(200, shelf.copy(image));
    }

    private Reply file(Exchange exchange, StoredImage image) throws IOException {
        if (exchange.method().equals("GET")) {
            return image.status().equals("active")
                    ? Reply.of(200, "application/octet-stream", FilePayload.of(shelf.data(image.id())))
                    : Reply.empty(204);
        }
        receive(exchange, image, "saving", shelf.data(image.id()));
        shelf.activate(image);
        return Reply.empty(204);
    }

    private Reply stage(Exchange exchange, StoredImage image) throws IOException {
        if (!methods.contains("glance-direct")) {
            throw GlanceReplies.noResource();
        }
        receive(exchange, image, "uploading", shelf.staged(image.id()));
        return Reply.empty(204);
    }

    /** Bytes that break off leave the image as it was. */
    private void receive(Exchange exchange, StoredImage image, String status, Path file) throws IOException {
        if (!exchange.method().equals("PUT")) {
            throw GlanceReplies.noResource();
        }
        if (!image.status().equals("queued")) {
            throw GlanceReplies.conflict(
                    "Image status transition from " + image.status() + " to " + status + " is not allowed");
        }
        shelf.become(image, status);
        try {
            ImageShelf.write(file, exchange.body()::transferTo);
        } catch (ConnectionLost e) {
            shelf.become(image, "queued");
            throw e;
        }
    }

    private Reply importBytes(Exchange exchange, StoredImage image) throws IOException {
        ObjectNode request = JsonBody.parseObject(exchange.body().bytes(JsonBody.MAX_BODY))
                .orElseThrow(() -> GlanceReplies.badRequest("Body expected in request."));
        String method = request.path("method").path("name").asText();
        if (!methods.contains(method)) {
            throw GlanceReplies.badRequest("Unknown import method name '" + method + "'.");
        }
        imports.begin(image, request);
        return Reply.empty(202);
    }

    @Override
    public void close() {
        imports.close();
    }
}
