package io.caravan.protocol;

import java.net.URI;
import java.util.Optional;

/**
 * A cloud whose answers are looked at: where it is and who may sign in.
 *
 * @param identity Keystone, with {@code /v3}
 * @param account the project's account in Swift
 * @param image Glance, without a version
 * @param region of every endpoint
 * @param domain of users and project
 * @param project name of the project
 * @param projectId id of the project
 * @param member may write
 * @param reader may only read
 * @param bystander has no role in the project, and no default project
 * @param credential an application credential of the member's
 */
public record Cloud(
        URI identity,
        URI account,
        URI image,
        String region,
        String domain,
        String project,
        String projectId,
        User member,
        User reader,
        User bystander,
        Credential credential) {

    /** Someone who signs in. */
    public record User(String name, String id, String password) {}

    /** An application credential. */
    public record Credential(String id, String name, String secret) {}

    /** Where Swift tells its limits. */
    URI info() {
        return account.resolve("../info");
    }

    /** The JSON that signs a user in to the project. */
    public String logIn(User user) {
        return logIn(user, Optional.of("""
                {"project": {"name": "%s", "domain": {"name": "%s"}}}""".formatted(project, domain)));
    }

    /** The JSON that signs a user in, with or without a scope. */
    String logIn(User user, Optional<String> scope) {
        String identity = """
                {"methods": ["password"], "password": {"user": {"name": "%s", "password": "%s",
                  "domain": {"name": "%s"}}}}""".formatted(user.name(), user.password(), domain);
        return request(identity, scope);
    }

    /** The JSON of a request for a token. */
    static String request(String identity, Optional<String> scope) {
        return "{\"auth\": {\"identity\": " + identity
                + scope.map(json -> ", \"scope\": " + json).orElse("") + "}}";
    }
}
