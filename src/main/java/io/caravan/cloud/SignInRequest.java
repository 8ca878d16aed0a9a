package io.caravan.cloud;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caravan.settings.Credentials;
import io.caravan.settings.Credentials.Domain;
import io.caravan.settings.Settings;

/** What {@code POST /v3/auth/tokens} takes (Identity API v3, "Authentication and token management"). */
final class SignInRequest {

    private SignInRequest() {}

    /** The body; it holds the password or secret, and is never to be logged. */
    static ObjectNode of(Settings.Cloud settings) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode auth = root.putObject("auth");
        ObjectNode identity = auth.putObject("identity");
        if (settings.credentials() instanceof Credentials.Password login) {
            identity.putArray("methods").add("password");
            ObjectNode user = identity.putObject("password").putObject("user");
            name(user, login.user());
            user.put("password", login.password().reveal());
        } else if (settings.credentials() instanceof Credentials.ApplicationCredential credential) {
            identity.putArray("methods").add("application_credential");
            identity.putObject("application_credential")
                    .put("id", credential.id())
                    .put("secret", credential.secret().reveal());
        } else if (settings.credentials() instanceof Credentials.NamedApplicationCredential credential) {
            identity.putArray("methods").add("application_credential");
            ObjectNode named = identity.putObject("application_credential");
            named.put("name", credential.name())
                    .put("secret", credential.secret().reveal());
            name(named.putObject("user"), credential.user());
        }
        settings.project().ifPresent(project -> {
            ObjectNode scope = auth.putObject("scope").putObject("project");
            if (project instanceof Settings.Project.ById byId) {
                scope.put("id", byId.id());
            } else if (project instanceof Settings.Project.ByName byName) {
                scope.put("name", byName.name());
                name(scope.putObject("domain"), byName.domain());
            }
        });
        return root;
    }

    private static void name(ObjectNode node, Credentials.User user) {
        if (user instanceof Credentials.User.ById byId) {
            node.put("id", byId.id());
        } else if (user instanceof Credentials.User.ByName byName) {
            node.put("name", byName.name());
            name(node.putObject("domain"), byName.domain());
        }
    }

    private static void name(ObjectNode node, Domain domain) {
        if (domain instanceof Domain.ById byId) {
            node.put("id", byId.id());
        } else if (domain instanceof Domain.ByName byName) {
            node.put("name", byName.name());
        }
    }
}
