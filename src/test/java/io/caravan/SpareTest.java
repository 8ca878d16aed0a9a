package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.AnsweredRequest;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.http.IncomingRequest;
import io.caravan.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cloud has is not sent: zeros, and what has not changed since the older version. */
class SpareTest {

    private static final int MIB = 1 << 20;
    private static final String IMAGE = "disk.vmdk";
    private static final Predicate<IncomingRequest> COPY =
            request -> request.method().equals("PUT")
                    && request.headers().first("X-Copy-From").isPresent();

    private long seconds = 1_700_000_000L;

    @RegisterExtension
    final World world = new World();

    private void drop(byte[] image) throws IOException {
        Path beside = Files.write(world.folder().resolve("beside"), image);
        Files.setLastModifiedTime(beside, FileTime.fromMillis(++seconds * 1000));
        Files.move(beside, world.inbox().resolve(IMAGE), StandardCopyOption.ATOMIC_MOVE);
    }

    private JsonNode arrives(byte[] image) throws Exception {
        drop(image);
        JsonNode receipt = world.awaitDone(IMAGE);
        Files.delete(world.done(IMAGE));
        Files.delete(world.done(IMAGE + ".receipt.json"));
        assertThat(Arrays.equals(world.download("images/" + IMAGE), image))
                .as("the object is that image")
                .isTrue();
        assertThat(receipt.path("bytesSent").asLong()
                        + receipt.path("bytesSpared").asLong())
                .isEqualTo(image.length);
        assertThat(there()).as("nothing else is left").isEqualTo(named(receipt));
        return receipt;
    }

    private Set<String> there() throws Exception {
        byte[] listing = world.download("images_segments?format=json");
        return new TreeSet<>(Json.MAPPER.readTree(listing).findValuesAsText("name"));
    }

    private static Set<String> named(JsonNode receipt) {
        return new TreeSet<>(receipt.path("segments").findValuesAsText("name"));
    }

    private static List<String> from(JsonNode receipt) {
        return receipt.path("segments").findValuesAsText("from");
    }

    private List<AnsweredRequest> sent() {
        return world.segmentPuts().stream()
                .filter(request -> request.bytesReceived() > 0)
                .toList();
    }

    private long bytesSent() {
        return sent().stream().mapToLong(AnsweredRequest::bytesReceived).sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"slo", "dlo"})
    void zerosAreSentOnce(String manifest) throws Exception {
        world.set("caravan.manifest", manifest).start();
        JsonNode receipt = arrives(DaemonRig.image("1..2..."));

        assertThat(bytesSent()).isEqualTo(3 * MIB + 1);
        assertThat(receipt.path("bytesSent").asLong()).isEqualTo(3 * MIB + 1);
        assertThat(from(receipt)).filteredOn("zeros"::equals).hasSize(4);
        assertThat(there()).hasSize(manifest.equals("slo") ? 4 : 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slo", "dlo"})
    void onlyWhatHasChangedIsSentAgain(String manifest) throws Exception {
        world.set("caravan.manifest", manifest).start();
        arrives(DaemonRig.image("123456"));
        long before = bytesSent();
        JsonNode second = arrives(DaemonRig.image("1234X6"));

        assertThat(bytesSent() - before).isEqualTo(MIB);
        assertThat(second.path("bytesSpared").asLong()).isEqualTo(5 * MIB + 1);
        assertThat(from(second)).containsExactly("older", "older", "older", "older", "sent", "older", "older");
        before = bytesSent();
        JsonNode third = arrives(DaemonRig.image("Y.345X"));

        assertThat(bytesSent() - before).isEqualTo(4 * MIB);
        assertThat(from(third)).containsExactly("sent", "sent", "older", "older", "sent", "sent", "older");
        arrives(DaemonRig.image("abcdef"));
    }

    @Test
    void anImageThatHasGrownSendsWhatIsNew() throws Exception {
        world.set("caravan.manifest", "slo").start();
        arrives(DaemonRig.image("123"));
        long before = bytesSent();
        arrives(DaemonRig.image("1234"));

        assertThat(bytesSent() - before).isEqualTo(MIB + 1);
    }

    @Test
    void zerosThatTheOlderVersionHasAreItsOwn() throws Exception {
        world.set("caravan.manifest", "slo").start();
        arrives(DaemonRig.image("1..2"));
        long before = bytesSent();
        arrives(DaemonRig.image("1..3"));

        assertThat(bytesSent() - before).isEqualTo(MIB);
    }

    @Test
    void aDynamicObjectsSegmentsLiveOnInAStaticOne() throws Exception {
        world.set("caravan.manifest", "dlo").start();
        arrives(DaemonRig.image("123"));
        world.stop();
        long before = bytesSent();
        world.set("caravan.manifest", "slo").start();
        arrives(DaemonRig.image("1X3"));

        assertThat(bytesSent() - before).isEqualTo(MIB);
    }

    @Test
    void anotherSegmentSizeSparesNothing() throws Exception {
        world.set("caravan.manifest", "slo").start();
        arrives(DaemonRig.image("1234"));
        world.stop();
        long before = bytesSent();
        world.set("caravan.segment.size", "2MiB").start();
        arrives(DaemonRig.image("1234"));

        assertThat(bytesSent() - before).isEqualTo(4 * MIB + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4})
    void whatTheManifestIsRefusedForIsSent(int refused) throws Exception {
        world.set("caravan.manifest", "slo").start();
        arrives(DaemonRig.image("123.."));
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("PUT") && request.path().endsWith("/images/" + IMAGE),
                        new Fault.RefusedSegment(refused, "404 Not Found").times(1));
        drop(DaemonRig.image("12X.."));
        JsonNode receipt = world.awaitDone(IMAGE);

        assertThat(Arrays.equals(world.download("images/" + IMAGE), DaemonRig.image("12X..")))
                .isTrue();
        assertThat(there()).isEqualTo(named(receipt));
    }

    @Test
    void segmentsThatVanishMeanwhileAreSent() throws Exception {
        world.set("caravan.manifest", "slo").start();
        arrives(DaemonRig.image("123"));
        List<String> older = List.copyOf(there());
        world.cloud()
                .inject(
                        request -> {
                            if (request.method().equals("PUT") && request.path().endsWith("/images/" + IMAGE)) {
                                for (String name : older) {
                                    delete("images_segments/" + name);
                                }
                            }
                            return false;
                        },
                        new Fault.Garbage());
        arrives(DaemonRig.image("12X"));
    }

    private void delete(String path) {
        try {
            world.send("DELETE", path, new byte[0]);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 412, 413, 422, 501})
    void whatSwiftDoesNotCopyIsSent(int status) throws Exception {
        world.cloud().inject(COPY, new Fault.Answer(status, Map.of(), "text/plain", "no").times(1));
        world.set("caravan.manifest", "dlo").start();
        arrives(DaemonRig.image("1...2"));

        assertThat(bytesSent()).isEqualTo(4 * MIB + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 503})
    void aCopyThatFailsForNowIsAskedForAgain(int status) throws Exception {
        world.cloud().inject(COPY, new Fault.Answer(status, Map.of(), "text/plain", "later").times(2));
        world.set("caravan.manifest", "dlo").start();
        arrives(DaemonRig.image("1...2"));

        assertThat(bytesSent()).isEqualTo(3 * MIB + 1);
    }

    @Test
    void aCopyOfOtherBytesIsSentOver() throws Exception {
        world.cloud().inject(COPY, new Fault.WrongEtag().times(1));
        world.set("caravan.manifest", "dlo").start();
        arrives(DaemonRig.image("1...2"));

        assertThat(bytesSent()).isEqualTo(4 * MIB + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slo", "dlo"})
    void whatHadLandedBeforeAnInterruptionIsNeitherSentNorAskedForAgain(String manifest) throws Exception {
        world.set("caravan.manifest", manifest).start();
        arrives(DaemonRig.image("1..45"));
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("PUT") && request.path().endsWith("/images/" + IMAGE),
                        new Fault.Answer(503, Map.of(), "text/plain", "later").times(4));
        long before = bytesSent();
        arrives(DaemonRig.image("1..4X...."));

        assertThat(bytesSent() - before).isEqualTo(2 * MIB + 1);
    }
}
