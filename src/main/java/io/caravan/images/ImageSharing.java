package io.caravan.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.cloud.CloudConnection;
import io.caravan.cloud.KeystoneAuth;
import io.caravan.http.CloudHttp;
import io.caravan.http.Retries;
import io.caravan.http.ServiceRefusal;
import io.caravan.http.SignInException;
import io.caravan.settings.Credentials;
import io.caravan.settings.Settings;
import io.caravan.text.Json;
import io.caravan.text.LogText;
import io.caravan.text.PercentCode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shares images with projects (API v2, "Sharing"). A project is made a member, which may use the image by its id; in its
 * list the image is only once the project itself has accepted it, which is done here where this user may work in it.
 */
public final class ImageSharing {

    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    /** As Keystone makes them; with hyphens, some old ones. */
    private static final String ID = "[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private final ImageAccount account;
    private final Settings.Cloud cloud;
    private final CloudHttp http;
    private final Retries retries;

    public ImageSharing(ImageAccount account, Settings.Cloud cloud, CloudHttp http, Retries retries) {
        this.account = account;
        this.cloud = cloud;
        this.http = http;
        this.retries = retries;
    }

    /**
     * What became of one project.
     *
     * @param project as it was given
     * @param id its id; empty when it isn't known
     * @param status {@code accepted}, {@code pending}, {@code revoked} or {@code refused}
     * @param why it was refused, or was not accepted; may be empty
     */
    public record Shared(String project, String id, String status, String why) {}

    /** Shares an image with a project; one that it is shared with already stays so. Nothing that happens is thrown. */
    public Shared share(String imageId, String project) {
        String id = "";
        try {
            id = id(project);
            add(imageId, id);
            return accept(imageId, project, id);
        } catch (IOException e) {
            return new Shared(project, id, "refused", words(e));
        }
    }

    /** Takes an image back from a project; one that does not have it is well. */
    public Shared revoke(String imageId, String project) {
        String id = "";
        try {
            id = id(project);
            account.connection().ask("DELETE", member(imageId, id));
            return new Shared(project, id, "revoked", "");
        } catch (ServiceRefusal e) {
            return e.status() == NOT_FOUND
                    ? new Shared(project, id, "revoked", "it was not shared with it")
                    : new Shared(project, id, "refused", words(e));
        } catch (IOException e) {
            return new Shared(project, id, "refused", words(e));
        }
    }

    private static String words(IOException e) {
        return LogText.clean(
                e instanceof ServiceRefusal refusal && !refusal.words().isEmpty()
                        ? refusal.status() + ": " + refusal.words()
                        : String.valueOf(e.getMessage()));
    }

    private URI member(String imageId, String projectId) {
        return URI.create(account.image(imageId) + "/members/" + PercentCode.encode(projectId));
    }

    private void add(String imageId, String projectId) throws IOException {
        String body = Json.MAPPER.createObjectNode().put("member", projectId).toString();
        try {
            account.connection().ask("POST", URI.create(account.image(imageId) + "/members"), json(), bytes(body));
        } catch (ServiceRefusal e) {
            if (e.status() != CONFLICT) {
                throw e;
            }
        }
    }

    private static Map<String, String> json() {
        return Map.of("Content-Type", "application/json");
    }

    private static Optional<byte[]> bytes(String body) {
        return Optional.of(body.getBytes(StandardCharsets.UTF_8));
    }

    /** Only a member itself can accept: with a token for that project, where this user may have one. */
    private Shared accept(String imageId, String project, String id) {
        if (!(cloud.credentials() instanceof Credentials.Password)) {
            return new Shared(project, id, "pending", "an application credential works in its own project only");
        }
        KeystoneAuth there = new KeystoneAuth(cloud.in(id), http, Clock.systemUTC());
        try (CloudConnection connection = CloudConnection.to(http, there, retries)) {
            connection.ask("PUT", member(imageId, id), json(), bytes("{\"status\": \"accepted\"}"));
            return new Shared(project, id, "accepted", "");
        } catch (SignInException e) {
            return new Shared(project, id, "pending", "this user does not work in that project");
        } catch (IOException e) {
            return new Shared(project, id, "pending", words(e));
        }
    }

    /**
     * The id of a project.
     *
     * @throws IOException when there is none of that name that this user may see, or several are
     */
    private String id(String project) throws IOException {
        if (project.matches(ID)) {
            return project;
        }
        List<String> ids = ids("/auth/projects", project);
        if (ids.isEmpty()) {
            ids = ids("/projects?name=" + PercentCode.encode(project), project); // for administrators
        }
        if (ids.size() != 1) {
            throw new IOException(
                    ids.isEmpty()
                            ? "there is no project of that name that this user may see: give its id"
                            : ids.size() + " projects have that name: give its id");
        }
        return ids.get(0);
    }

    private List<String> ids(String path, String project) throws IOException {
        List<String> ids = new ArrayList<>();
        for (JsonNode found : projects(URI.create(cloud.authUrl() + path))) {
            if (found.path("name").asText().equals(project)) {
                ids.add(found.path("id").asText());
            }
        }
        return ids;
    }

    /** None where this user may not ask. */
    private JsonNode projects(URI uri) throws IOException {
        try {
            return Json.MAPPER
                    .readTree(account.connection().ask("GET", uri).body())
                    .path("projects");
        } catch (ServiceRefusal e) {
            if (e.mayPass()) {
                throw e;
            }
            return Json.MAPPER.createArrayNode();
        }
    }
}
