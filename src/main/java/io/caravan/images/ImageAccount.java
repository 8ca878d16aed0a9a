package io.caravan.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.caravan.cloud.CloudConnection;
import io.caravan.http.ServiceRefusal;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import io.caravan.text.PercentCode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The images that a project may see (API v2). */
public final class ImageAccount {

    /** The kind of body that changes an image (API v2, "Update image"). */
    public static final String PATCH = "application/openstack-images-v2.1-json-patch";

    private static final int NOT_FOUND = 404;
    private static final int PAGE = 100;

    /** Nobody reads more; a service whose list has no end is not followed. */
    private static final int MOST = 100_000;

    private final CloudConnection connection;
    private final URI service;

    /** @param service the service's URL without a version */
    public ImageAccount(CloudConnection connection, URI service) {
        this.connection = connection;
        this.service = service;
    }

    URI image(String id) {
        return URI.create(service + "/v2/images/" + PercentCode.encode(id));
    }

    CloudConnection connection() {
        return connection;
    }

    /** All images that are listed. */
    public List<ImageInfo> all() throws IOException {
        return list("");
    }

    /** Those of a name, hidden ones too. */
    public List<ImageInfo> named(String name) throws IOException {
        String query = "&name=" + PercentCode.encode(name);
        List<ImageInfo> all = new ArrayList<>(list(query));
        all.addAll(list(query + "&os_hidden=true"));
        return all.stream().filter(image -> image.name().equals(name)).toList();
    }

    private List<ImageInfo> list(String query) throws IOException {
        List<ImageInfo> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String marker = "";
        while (true) {
            String next = marker.isEmpty() ? "" : "&marker=" + PercentCode.encode(marker);
            JsonNode page = read(URI.create(service + "/v2/images?limit=" + PAGE + query + next));
            JsonNode images = page.path("images");
            if (!images.isArray()) {
                throw new IOException("the list of images can't be read");
            }
            int before = all.size();
            for (JsonNode image : images) {
                ImageInfo info = ImageInfo.of(image);
                if (seen.add(info.id())) {
                    all.add(info);
                    marker = info.id();
                }
            }
            if (page.path("next").asText("").isEmpty()) {
                return all;
            }
            if (all.size() == before || all.size() > MOST) {
                throw new IOException("the list of images has no end that can be reached");
            }
        }
    }

    private JsonNode read(URI uri) throws IOException {
        return Json.MAPPER.readTree(connection.ask("GET", uri).body());
    }

    /** The image of that id, if this project may see one. */
    public Optional<ImageInfo> byId(String id) throws IOException {
        try {
            return Optional.of(ImageInfo.of(read(image(id))));
        } catch (ServiceRefusal e) {
            if (e.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * The one image that is meant, by its id or its name.
     *
     * @throws IOException when there is none, or several have the name
     */
    public ImageInfo meant(String idOrName) throws IOException {
        Optional<ImageInfo> byId = idOrName.matches("[0-9A-Fa-f-]{32,36}") ? byId(idOrName) : Optional.empty();
        if (byId.isPresent()) {
            return byId.get();
        }
        List<ImageInfo> named = named(idOrName);
        if (named.size() != 1) {
            throw new IOException((named.isEmpty() ? "there is no image " : named.size() + " images have the name ")
                    + LogText.clean(idOrName)
                    + (named.isEmpty() ? "" : ": give its id, see 'caravan images'"));
        }
        return named.get(0);
    }

    /** The ids of the projects that an image is shared with; none where that is not told. */
    public List<String> members(String id) throws IOException {
        try {
            List<String> members = new ArrayList<>();
            read(URI.create(image(id) + "/members"))
                    .path("members")
                    .forEach(member -> members.add(member.path("member_id").asText("")));
            return members;
        } catch (ServiceRefusal e) {
            if (e.mayPass()) {
                throw e;
            }
            return List.of();
        }
    }

    /** Has lists leave an image out. */
    public void hide(String id) throws IOException {
        set(id, "os_hidden", true);
    }

    /** Removes an image, also one that is protected. */
    public void delete(ImageInfo image) throws IOException {
        if (image.isProtected()) {
            set(image.id(), "protected", false);
        }
        connection.ask("DELETE", image(image.id()));
    }

    private void set(String id, String field, boolean value) throws IOException {
        byte[] change = replacing(field, value).getBytes(StandardCharsets.UTF_8);
        connection.ask("PATCH", image(id), Map.of("Content-Type", PATCH), Optional.of(change));
    }

    /** The change of one field, as the body of a {@link #PATCH}. */
    public static String replacing(String field, boolean value) {
        ArrayNode changes = Json.MAPPER.createArrayNode();
        changes.addObject().put("op", "replace").put("path", "/" + field).put("value", value);
        return changes.toString();
    }
}
