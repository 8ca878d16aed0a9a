package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.DaemonRig;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A token that doesn't live as long as the upload. */
@InFlavours({"stock", "ceph"})
class TokenIT {

    private static final String IMAGE = "disk.vmdk";
    private static final int MIB = 1 << 20;

    @RegisterExtension
    final OpenStackWorld world = new OpenStackWorld();

    @Test
    void anUploadOfAMinuteWithTokensOf15SecondsSendsNoByteTwice() throws Exception {
        byte[] image = DaemonRig.bytes(56 * MIB, 1);
        world.set("caravan.cloud.auth-url", world.cloud().get("keystone.brief"));
        world.through(Relay.to(world.cloud().get("swift"), MIB));
        int before = signIns("keystone-brief");
        Instant begin = Instant.now();
        world.start().rig().drop(IMAGE, image);
        world.rig().awaitDone(IMAGE, Duration.ofMinutes(3));

        assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofSeconds(55));
        assertThat(signIns("keystone-brief") - before)
                .as("tokens of 15 seconds")
                .isGreaterThanOrEqualTo(4);
        assertThat(OpenStackWorld.sha256(world.download(IMAGE))).isEqualTo(OpenStackWorld.sha256(image));
        assertArrivedWithNoByteSentTwice(56, image.length);
    }

    /** Ceph's gateway goes on taking one that it has seen. */
    @Test
    @InFlavours("stock")
    void anUploadWhoseTokenIsRevokedGoesOnWithAnother() throws Exception {
        byte[] image = DaemonRig.bytes(12 * MIB, 2);
        Relay relay = world.through(Relay.to(world.cloud().get("swift")));
        Relay.Hold hold = relay.hold("PUT \\S+/00000006 ");
        world.set("caravan.segment.parallel", "1").start().rig().drop(IMAGE, image);
        world.await(hold::isMet);
        int before = signIns("keystone");
        revokeTokens();
        hold.release();
        world.awaitDone(IMAGE);

        assertThat(world.requests())
                .as("a request with the revoked token")
                .anyMatch(request -> request.status() == 401);
        assertThat(signIns("keystone")).isGreaterThan(before);
        assertThat(world.download(IMAGE)).isEqualTo(image);
        assertArrivedWithNoByteSentTwice(12, image.length);
    }

    private void assertArrivedWithNoByteSentTwice(int segments, long bytes) throws IOException {
        world.assertStoredOnce(segments);
        assertThat(world.segmentPuts().stream()
                        .mapToLong(put -> put.bytes().orElse(0))
                        .sum())
                .as("bytes that Swift has received, answered 201 or not; Ceph does not tell")
                .isEqualTo(world.cloud().isCeph() ? 0 : bytes);
    }

    /** A password that is set anew, if to the same one, makes all tokens of its user worthless. */
    private void revokeTokens() throws IOException, InterruptedException {
        OpenStackCloud cloud = world.cloud();
        String user = cloud.get("keystone") + "/users/" + cloud.get("user.courier.id");
        String password = "{\"user\": {\"password\": \"" + cloud.password("courier") + "\"}}";
        Tool answer = world.curlAs(
                "admin", user, "-f", "-X", "PATCH", "-H", "Content-Type: application/json", "-d", password);
        answer.succeeded();
        cloud.forgetWhatIsCached();
    }

    private int signIns(String keystone) throws IOException {
        return (int) world.cloud().log(keystone).stream()
                .filter(line -> line.contains("POST /v3/auth/tokens"))
                .count();
    }
}
