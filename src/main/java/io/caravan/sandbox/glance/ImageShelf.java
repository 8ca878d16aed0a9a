package io.caravan.sandbox.glance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.sandbox.http.ByteSink;
import io.caravan.sandbox.http.Durable;
import io.caravan.sandbox.http.Hashes;
import io.caravan.sandbox.http.JsonBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The images, one JSON file each, and their bytes beside it. */
final class ImageShelf {
    private final Path folder;
    private final Clock clock;
    private final Map<String, StoredImage> images = new LinkedHashMap<>();

    private ImageShelf(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    static ImageShelf open(Path folder, Clock clock) throws IOException {
        ImageShelf shelf = new ImageShelf(Files.createDirectories(folder), clock);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                ObjectNode kept = JsonBody.read(file, ObjectNode.class);
                StoredImage image = new StoredImage(
                        (ObjectNode) kept.path("record"),
                        (ArrayNode) kept.path("tasks"),
                        (ArrayNode) kept.path("members"),
                        kept.path("deleted").asBoolean());
                shelf.images.put(image.id(), image);
            }
        }
        return shelf;
    }

    synchronized Optional<StoredImage> find(String id) {
        return Optional.ofNullable(images.get(id)).filter(image -> !image.deleted());
    }

    /** Whether an id is, or was, an image's. */
    synchronized boolean isTaken(String id) {
        return images.containsKey(id);
    }

    synchronized List<StoredImage> all() {
        return new ArrayList<>(images.values())
                .stream().filter(image -> !image.deleted()).toList();
    }

    /** Keeps an image as it is by now; one that was deleted meanwhile stays so. */
    synchronized void save(StoredImage image) throws IOException {
        if (isTaken(image.id()) && find(image.id()).isEmpty()) {
            return;
        }
        images.put(image.id(), image);
        ObjectNode kept = JsonBody.object();
        kept.set("record", image.record());
        kept.set("tasks", image.tasks());
        kept.set("members", image.members());
        kept.put("deleted", image.deleted());
        Durable.write(folder.resolve(image.id() + ".json"), JsonBody.bytes(kept));
    }

    /** The record as it is now; the image goes on changing. */
    synchronized ObjectNode copy(StoredImage image) {
        return image.record().deepCopy();
    }

    synchronized ArrayNode tasks(StoredImage image) {
        return image.tasks().deepCopy();
    }

    /** Changes an image, and keeps it. */
    synchronized void change(StoredImage image, Runnable how) throws IOException {
        how.run();
        save(image);
    }

    synchronized void become(StoredImage image, String status) throws IOException {
        image.status(status, clock.instant());
        save(image);
    }

    Path data(String id) {
        return folder.resolve(id + ".data");
    }

    Path staged(String id) {
        return folder.resolve(id + ".staged");
    }

    /** What hands its bytes to a sink. */
    interface Source {
        void transferTo(ByteSink sink) throws IOException;
    }

    static void write(Path file, Source source) throws IOException {
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            source.transferTo(bytes -> {
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            });
        }
    }

    /** Its bytes are there: the image is active, with their size and hashes. */
    void activate(StoredImage image) throws IOException {
        MessageDigest md5 = Hashes.md5();
        MessageDigest sha512 = Hashes.sha512();
        long size = 0;
        try (FileChannel in = FileChannel.open(data(image.id()))) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            while (in.read(buffer.clear()) >= 0) {
                buffer.flip();
                size += buffer.remaining();
                md5.update(buffer.duplicate());
                sha512.update(buffer);
            }
        }
        ObjectNode known = JsonBody.object()
                .put("size", size)
                .put("checksum", Hashes.hex(md5.digest()))
                .put("os_hash_algo", "sha512")
                .put("os_hash_value", Hashes.hex(sha512.digest()))
                .put("stores", GlanceImages.STORE);
        change(image, () -> {
            image.record().setAll(known);
            image.status("active", clock.instant());
        });
    }

    void delete(StoredImage image) throws IOException {
        save(image.gone());
        Files.deleteIfExists(data(image.id()));
        Files.deleteIfExists(staged(image.id()));
    }
}
