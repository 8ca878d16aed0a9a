package io.caravan.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.DaemonRig;
import io.caravan.job.ImageJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services end and containers vanish while an image is on its way. */
@Tag("alone")
@InFlavours({"stock", "ceph"})
class OutageIT {

    private static final String IMAGE = "disk.vmdk";
    private static final int MIB = 1 << 20;
    private static final String SIXTH_SEGMENT = "PUT \\S+/00000005 ";
    private static final String MANIFEST = "PUT .*X-Object-Manifest: ";

    private final byte[] image = DaemonRig.bytes(10 * MIB, 1);
    private Relay relay;

    @RegisterExtension
    final OpenStackWorld world = new OpenStackWorld();

    @BeforeEach
    void goThroughARelay() throws IOException {
        relay = world.through(Relay.to(world.cloud().get("swift")));
        world.set("caravan.segment.parallel", "1");
    }

    @AfterEach
    void letEverythingRunAgain() throws Exception {
        List<String> services = world.cloud().isCeph()
                ? List.of("radosgw")
                : List.of("swift-container", "swift-object", "swift-object-updater", "swift-proxy");
        for (String service : services) {
            world.cloud().start(service);
        }
    }

    /** Until the image is on its way, up to this request, which is held back. */
    private Relay.Hold dropAndHold(String head) throws Exception {
        Relay.Hold hold = relay.hold(head);
        world.start().rig().drop(IMAGE, image);
        world.await(hold::isMet);
        return hold;
    }

    private ImageJob job() {
        return world.rig().daemon().journal().open().get(0);
    }

    private void assertArrived() throws Exception {
        world.awaitDone(IMAGE);
        assertThat(OpenStackWorld.sha256(world.download(IMAGE))).isEqualTo(OpenStackWorld.sha256(image));
    }

    @Test
    void aContainerThatIsDeletedInMidUploadIsMadeAndFilledAgain() throws Exception {
        Relay.Hold hold = dropAndHold(SIXTH_SEGMENT);
        world.swift("delete", world.segmentContainer()).succeeded();
        hold.release();

        assertArrived();
        assertThat(world.list(world.segmentContainer())).hasSize(10);
    }

    @Test
    void aMissingContainerOfTheObjectIsMadeAgainAndNothingIsSentTwice() throws Exception {
        Relay.Hold hold = dropAndHold(MANIFEST);
        world.swift("delete", world.container()).succeeded();
        hold.release();

        assertArrived();
        world.assertStoredOnce(10);
    }

    @Test
    void segmentsThatVanishBeforeTheManifestIsPutAreSentAgain() throws Exception {
        Relay.Hold hold = dropAndHold(MANIFEST);
        world.swift("delete", world.segmentContainer()).succeeded();
        hold.release();

        assertArrived();
        assertThat(world.list(world.segmentContainer())).hasSize(10);
    }

    /** Swift refuses a static manifest for it; Ceph's gateway would take it, and show other bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"dlo", "slo"})
    void aSegmentThatIsOverwrittenInMidUploadIsFoundOut(String manifest) throws Exception {
        world.set("caravan.manifest", manifest);
        Relay.Hold hold = dropAndHold(SIXTH_SEGMENT);
        String first = world.list(world.segmentContainer()).get(0);
        Path other = Files.write(world.rig().folder().resolve("other"), DaemonRig.bytes(image.length / 10, 99));
        world.curl("/" + world.segmentContainer() + "/" + first, "-f", "-T", other.toString())
                .succeeded();
        hold.release();

        assertArrived();
    }

    /** Segments are stored while nobody can list them: the object is short until the listing has caught up. */
    @Test
    @InFlavours("stock")
    void aContainerServerThatIsAwayForAWhileLosesNothing() throws Exception {
        Relay.Hold hold = dropAndHold(SIXTH_SEGMENT);
        world.cloud().stop("swift-container");
        hold.release();
        world.await(() -> job().waits() > 2);
        assertThat(world.rig().done(IMAGE)).doesNotExist();
        world.cloud().start("swift-container");

        assertArrived();
        assertThat(world.list(world.segmentContainer())).hasSize(10);
    }

    /** Segments were stored while nobody could list them, and the listing never catches up. */
    @Test
    @InFlavours("stock")
    void aListingThatStaysShortLeavesTheOlderObjectAsItIs() throws Exception {
        byte[] older = DaemonRig.bytes(3 * MIB, 2);
        world.uploadBySwiftclient("dlo", IMAGE, older, MIB);
        Relay.Hold last = relay.hold("PUT \\S+/00000009 ");
        world.set("caravan.verify.repeats", "5");
        Relay.Hold sixth = dropAndHold(SIXTH_SEGMENT);
        world.cloud().stop("swift-object-updater");
        world.cloud().stop("swift-container");
        sixth.release();
        world.await(last::isMet);
        world.cloud().start("swift-container");
        last.release();
        JsonNode error = world.awaitFailed(IMAGE);

        assertThat(error.path("error").asText())
                .contains("the listing of " + world.segmentContainer() + " has no ", "/00000005");
        assertThat(world.download(IMAGE)).isEqualTo(older);
    }

    @Test
    @InFlavours("stock")
    void aProxyThatIsRestartedInMidUploadGetsOnlyWhatSwiftLacks() throws Exception {
        Relay.Hold hold = dropAndHold(SIXTH_SEGMENT);
        world.cloud().stop("swift-proxy");
        hold.release();
        world.await(() -> job().waits() > 1);
        world.cloud().start("swift-proxy");

        assertArrived();
        world.assertStoredOnce(10);
    }

    @Test
    @InFlavours("stock")
    void anObjectServerThatIsAwayForAWhileGetsOnlyWhatItLacks() throws Exception {
        Relay.Hold hold = dropAndHold(SIXTH_SEGMENT);
        world.cloud().stop("swift-object");
        hold.release();
        world.await(() -> job().waits() > 1);
        world.cloud().start("swift-object");

        assertArrived();
        world.assertStoredOnce(10);
    }

    @Test
    @InFlavours("ceph")
    void aGatewayThatIsKilledInMidUploadGetsOnlyWhatItLacks() throws Exception {
        Relay.Hold hold = dropAndHold(SIXTH_SEGMENT);
        world.cloud().kill("radosgw");
        hold.release();
        world.await(() -> job().waits() > 1);
        world.cloud().start("radosgw");

        assertArrived();
        world.assertStoredOnce(10);
    }

    /** It answers 401 then to every token that it has not seen. */
    @Test
    @InFlavours("ceph")
    void anIdentityServiceThatIsAwayForAWhileFailsNothing() throws Exception {
        Relay.Hold hold = dropAndHold(SIXTH_SEGMENT);
        world.cloud().stop("radosgw");
        world.cloud().stop("keystone");
        world.cloud().start("radosgw"); // which has forgotten all tokens
        hold.release();
        world.await(() -> job().waits() > 1);
        assertThat(world.rig().failed(IMAGE)).doesNotExist();
        world.cloud().start("keystone");

        assertArrived();
        world.assertStoredOnce(10);
    }
}
