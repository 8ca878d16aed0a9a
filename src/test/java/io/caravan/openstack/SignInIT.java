package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.DaemonRig;
import io.caravan.StartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who isn't let in, by Keystone or by Swift, learns it in their words. */
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
}
