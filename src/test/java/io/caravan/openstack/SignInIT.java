package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.DaemonRig;
import io.caravan.daemon.StartException;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who isn't let in, by Keystone or by Swift, learns it in their words. */
@InFlavours({"stock", "ceph"})
class SignInIT {

    @RegisterExtension
    final OpenStackWorld world = new OpenStackWorld();

    @Test
    void aWrongPasswordStopsTheStart() {
        world.set("caravan.cloud.password", "a-wrong-one");

        assertRefused("courier");
    }

    @Test
    void anUnknownProjectStopsTheStart() {
        world.set("caravan.cloud.project-name", "atlantis");

        assertRefused("courier");
    }

    @Test
    void aUserWithoutARoleOnTheProjectIsNotLetIn() {
        assertRefused("bystander");
    }

    private void assertRefused(String user) {
        assertThatThrownBy(() -> world.startAs(user))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll(
                        world.cloud().get("keystone") + " answered 401",
                        "The request you have made requires authentication.",
                        "user '" + user + "' of domain 'contract'")
                .message()
                .doesNotContain("a-wrong-one", world.cloud().password(user));
    }

    @Test
    @InFlavours("stock")
    void whoMayOnlyReadFailsAndLearnsItInSwiftsWords() throws Exception {
        byte[] image = DaemonRig.bytes(10, 1);
        world.startAs("reader").rig().drop("disk.vmdk", image);
        JsonNode error = world.awaitFailed("disk.vmdk");

        assertThat(error.path("error").asText()).contains(world.container(), "answered 403");
        assertThat(error.path("service").asText()).contains("Access was denied to this resource.");
        assertThat(world.rig().failed("disk.vmdk")).hasBinaryContent(image);
        assertThat(world.swift("list", world.container()).code())
                .as("no container was made")
                .isNotZero();
    }

    /** It answers 401 to a role that it does not know; it does so, too, while it can't ask Keystone. */
    @Test
    @InFlavours("ceph")
    void whoHasNoRoleThatTheGatewayAcceptsWaitsAndLearnsWhatToLookAt() throws Exception {
        world.startAs("reader").rig().drop("disk.vmdk", DaemonRig.bytes(10, 1));
        world.await(() -> world.rig().daemon().journal().open().stream()
                .anyMatch(job -> job.waits() > 1
                        && job.reason().contains("answered 401")
                        && job.reason().contains("role")));
        assertThat(world.rig().failed("disk.vmdk")).doesNotExist();
    }

    /** All that a person has who uses other tools of OpenStack: no setting of Caravan's own. */
    private Map<String, String> notOurs() {
        return Map.of(
                "caravan.import.service",
                "none",
                "caravan.spool",
                world.rig().spool().toString());
    }

    @Test
    void theEnvironmentOfOtherToolsIsEnough() throws Exception {
        Tool token = OpenStackWorld.caravan(world.cloud().environment("courier"), notOurs(), "token");

        assertThat(token.succeeded().text()).contains("courier", world.cloud().get("project"), "object-store");
    }

    @Test
    void anEntryOfCloudsYamlIsEnough() throws Exception {
        Path clouds = Files.writeString(world.rig().folder().resolve("clouds.yaml"), """
                clouds:
                  work:
                    auth:
                      auth_url: %s
                      username: courier
                      password: %s
                      user_domain_name: %s
                      project_name: %s
                      project_domain_name: %s
                    region_name: %s
                    interface: internal
                """.formatted(
                        world.cloud().get("keystone"),
                        world.cloud().password("courier"),
                        world.cloud().get("domain"),
                        world.cloud().get("project"),
                        world.cloud().get("domain"),
                        world.cloud().get("region")));
        Tool list = OpenStackWorld.caravan(
                Map.of("OS_CLIENT_CONFIG_FILE", clouds.toString(), "OS_CLOUD", "work"), notOurs(), "list");

        list.succeeded();
        assertThat(list.text()).startsWith("   OBJECTS");
    }

    @Test
    void anApplicationCredentialOpensTheDoorAndAWrongSecretDoesNot() throws Exception {
        String path = world.cloud().get("keystone") + "/users/" + world.cloud().get("user.courier.id")
                + "/application_credentials";
        Tool made = world.curlAs(
                "courier",
                path,
                "-f",
                "-H",
                "Content-Type: application/json",
                "-d",
                "{\"application_credential\": {\"name\": \"%s\", \"secret\": \"open-sesame\"}}"
                        .formatted(world.container()));
        String id = Json.MAPPER
                .readTree(made.succeeded().bytes())
                .path("application_credential")
                .path("id")
                .asText();
        Map<String, String> environment = Map.of(
                "OS_AUTH_TYPE",
                "v3applicationcredential",
                "OS_AUTH_URL",
                world.cloud().get("keystone"),
                "OS_REGION_NAME",
                world.cloud().get("region"),
                "OS_APPLICATION_CREDENTIAL_ID",
                id);

        Tool in = OpenStackWorld.caravan(with(environment, "open-sesame"), notOurs(), "token");
        assertThat(in.succeeded().text()).contains("courier", world.cloud().get("project"));
        Tool out = OpenStackWorld.caravan(with(environment, "open-barley"), notOurs(), "token");
        assertThat(out.code()).isEqualTo(1);
        assertThat(out.problem()).contains("answered 401").doesNotContain("open-barley");
    }

    private static Map<String, String> with(Map<String, String> environment, String secret) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("OS_APPLICATION_CREDENTIAL_SECRET", secret);
        return all;
    }
}
