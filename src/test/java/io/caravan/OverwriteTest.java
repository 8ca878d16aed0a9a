package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.AnsweredRequest;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.http.IncomingRequest;
import io.caravan.sandbox.imports.ImportOutcome;
import io.caravan.text.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An image takes the place of an older one: readers see one or the other, and nothing of the older one stays behind. */
class OverwriteTest {

    private static final int MIB = 1 << 20;
    private static final String IMAGE = "disk.vmdk";
    private static final FileTime OLD = FileTime.fromMillis(1_700_000_000_000L);
    private static final FileTime NEW = FileTime.fromMillis(1_700_000_001_000L);
    private static final Predicate<IncomingRequest> DELETE =
            request -> request.method().equals("DELETE");

    private final byte[] older = World.bytes(3 * MIB + 1, 1);
    private final byte[] newer = World.bytes(3 * MIB + 1, 2);

    @RegisterExtension
    final World world = new World();

    private void drop(byte[] image, FileTime modified) throws IOException {
        Path beside = Files.write(world.folder().resolve("beside"), image);
        Files.setLastModifiedTime(beside, modified);
        Files.move(beside, world.inbox().resolve(IMAGE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Sends it and clears the receipt away, so that the next of that name is waited for, not this one. */
    private JsonNode arrives(byte[] image, FileTime modified) throws Exception {
        drop(image, modified);
        JsonNode receipt = world.awaitDone(IMAGE);
        Files.delete(world.done(IMAGE));
        Files.delete(world.done(IMAGE + ".receipt.json"));
        assertThere(image);
        return receipt;
    }

    private void assertThere(byte[] image) throws Exception {
        assertThat(Arrays.equals(world.download("images/" + IMAGE), image))
                .as("the object is that image")
                .isTrue();
    }

    private List<String> segments() throws Exception {
        byte[] listing = world.download("images_segments?format=json");
        return Json.MAPPER.readTree(listing).findValuesAsText("name");
    }

    private List<String> deleted() {
        return world.requests("DELETE", path -> true).stream()
                .map(AnsweredRequest::path)
                .toList();
    }

    @Test
    void theOlderSegmentsAreDeletedOnceTheNewerObjectIsThere() throws Exception {
        world.start();
        arrives(older, OLD);
        JsonNode receipt = arrives(newer, NEW);

        assertThat(segments()).hasSize(4).allMatch(name -> name.contains("/1700000001.000000/"));
        JsonNode replaced = receipt.path("replaced").path(0);
        assertThat(replaced.path("container").asText()).isEqualTo("images_segments");
        assertThat(replaced.path("prefix").asText()).isEqualTo(IMAGE + "/1700000000.000000/3145729/1048576/");
        assertThat(replaced.path("deleted").asInt()).isEqualTo(4);
        assertThat(replaced.path("left").asText()).isEmpty();
        assertManifestWasPutBeforeAnythingWasDeleted();
    }

    private void assertManifestWasPutBeforeAnythingWasDeleted() {
        List<AnsweredRequest> requests = new ArrayList<>(world.requests());
        int manifest = 0;
        int firstDelete = requests.size();
        for (int i = 0; i < requests.size(); i++) {
            AnsweredRequest request = requests.get(i);
            if (request.method().equals("PUT") && request.path().endsWith("/images/" + IMAGE)) {
                manifest = i;
            }
            if (request.method().equals("DELETE")) {
                firstDelete = Math.min(firstDelete, i);
            }
        }
        assertThat(requests.subList(manifest, firstDelete))
                .as("between the manifest and the first deletion, the object is looked at")
                .anyMatch(request ->
                        request.method().equals("HEAD") && request.path().endsWith("/images/" + IMAGE));
        assertThat(manifest).isPositive().isLessThan(firstDelete);
    }

    @ParameterizedTest(name = "{0} bytes, then {1}")
    @CsvSource({"3145729, 100, 0", "100, 3145729, 4", "3145729, 0, 0"})
    void anImageInOnePieceMayTakeThePlaceOfManyAndTheOtherWayRound(int before, int after, int left) throws Exception {
        world.set("caravan.import.service", "none").start();
        arrives(World.bytes(before, 3), OLD);
        arrives(World.bytes(after, 4), NEW);

        assertThat(before > MIB || after > MIB ? segments() : List.of()).hasSize(left);
    }

    @Test
    void theSameFileAgainSendsNothingAndDeletesNothing() throws Exception {
        world.start();
        arrives(older, OLD);
        JsonNode receipt = arrives(older, OLD);

        assertThat(world.segmentPuts()).hasSize(4);
        assertThat(deleted()).isEmpty();
        assertThat(receipt.path("replaced")).isEmpty();
    }

    @Test
    void otherBytesWithTheSameTimeStampAndSizeNeverTouchTheLiveSegments() throws Exception {
        world.start();
        arrives(older, OLD);
        JsonNode receipt = arrives(newer, OLD);

        assertThat(receipt.path("manifest").asText()).endsWith("/1048576.2/");
        assertThat(segments()).hasSize(4).allMatch(name -> name.contains("/1048576.2/"));
        assertThat(world.segmentPuts().stream().map(AnsweredRequest::path)).doesNotHaveDuplicates();
    }

    @Test
    void whoeverReadsMeanwhileGetsTheOneOrTheOther() throws Exception {
        world.start();
        arrives(older, OLD);
        drop(newer, NEW);
        List<byte[]> seen = new ArrayList<>();
        while (!Files.exists(world.done(IMAGE + ".receipt.json"))) {
            byte[] now = world.download("images/" + IMAGE);
            seen.add(now);
            assertThat(Arrays.equals(now, older) || Arrays.equals(now, newer))
                    .as("it is one of the two")
                    .isTrue();
        }
        world.awaitDone(IMAGE);
        assertThat(seen).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "images_segments/disk.vmdk/1700000000.000000/",
                "images_segments/other.vmdk/1700000000.000000/5/5/",
                "elsewhere/disk.vmdk/1700000000.000000/5/5/"
            })
    void segmentsThatAreNotNamedAsTheObjectsOwnStay(String manifest) throws Exception {
        world.start();
        world.cloud();
        for (String container : List.of("images", "images_segments", "elsewhere")) {
            world.send("PUT", container, new byte[0]);
        }
        String place = manifest.endsWith("/") ? manifest : manifest + "/";
        world.send("PUT", place + "00000000", World.bytes(5, 5));
        world.send("PUT", "images/" + IMAGE, new byte[0], "X-Object-Manifest", manifest);
        JsonNode receipt = arrives(newer, NEW);

        assertThat(deleted()).isEmpty();
        assertThat(receipt.path("replaced")).isEmpty();
        assertThat(world.download(place + "00000000")).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"disk.vmdk", "disk.vmdk/", "disk.vmdk/1700000001.000000/3145729/", "disk"})
    void anObjectThatWouldTakeTheNewSegmentsInStaysAsItIs(String prefix) throws Exception {
        world.start();
        for (String container : List.of("images", "images_segments")) {
            world.send("PUT", container, new byte[0]);
        }
        byte[] there = World.bytes(5, 5);
        world.send("PUT", "images_segments/" + prefix + "001", there);
        world.send("PUT", "images/" + IMAGE, new byte[0], "X-Object-Manifest", "images_segments/" + prefix);
        drop(newer, NEW);
        JsonNode error = world.awaitFailed(IMAGE);

        assertThat(error.path("error").asText())
                .contains("images/" + IMAGE, "everything that begins with images_segments/" + prefix);
        assertThat(error.path("advice").asText()).contains("delete that object");
        assertThere(there);
        assertThat(segments()).hasSize(1);
    }

    /** What is not listed yet would be missing from an object that is made of a listing. */
    @Test
    void theOlderObjectStaysWholeUntilEverySegmentOfTheNewerIsListed() throws Exception {
        world.set("caravan.verify.repeats", "2000").start();
        arrives(older, OLD);
        Fault.HiddenFromListing hidden = new Fault.HiddenFromListing();
        world.cloud()
                .inject(
                        request -> request.method().equals("PUT")
                                && request.path().endsWith("/1700000001.000000/3145729/1048576/00000002"),
                        hidden);
        drop(newer, NEW);
        await(() -> world.segmentPuts().size() == 8);
        int listings = listings();
        await(() -> listings() > listings + 4);
        assertThere(older);
        hidden.release();
        world.awaitDone(IMAGE);

        assertThere(newer);
    }

    private int listings() {
        return world.requests("GET", path -> path.endsWith("/images_segments")).size();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(World.PATIENCE).until(condition);
    }

    @Test
    void whateverElseLiesUnderTheOlderPrefixStays() throws Exception {
        world.start();
        arrives(older, OLD);
        String prefix = "images_segments/" + IMAGE + "/1700000000.000000/3145729/1048576/";
        world.send("PUT", prefix + "notes.txt", World.bytes(5, 5));
        world.send("PUT", prefix + "1700000000.000000/5/5/00000000", World.bytes(5, 5));
        drop(newer, NEW);
        world.awaitDone(IMAGE);

        assertThat(segments())
                .hasSize(6)
                .contains(
                        prefix.substring("images_segments/".length()) + "notes.txt",
                        prefix.substring("images_segments/".length()) + "1700000000.000000/5/5/00000000");
    }

    @Test
    void anImportThatFailsLeavesNoOlderSegmentsEither() throws Exception {
        world.start();
        arrives(older, OLD);
        world.cloud().importOutcome(IMAGE, ImportOutcome.fail("This is no disk."));
        drop(newer, NEW);
        world.awaitFailed(IMAGE);

        assertThere(newer);
        assertThat(segments()).hasSize(4).allMatch(name -> name.contains("/1700000001.000000/"));
    }

    @Test
    void anUploadThatFailsLeavesTheOlderObjectAsItIs() throws Exception {
        world.start();
        arrives(older, OLD);
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("PUT") && request.path().endsWith("/images/" + IMAGE),
                        new Fault.Answer(403, "no").times(1));
        drop(newer, NEW);
        world.awaitFailed(IMAGE);

        assertThere(older);
        assertThat(deleted()).isEmpty();
    }

    @Test
    void aDeletionThatIsRefusedForTheMomentIsTriedAgain() throws Exception {
        world.start();
        arrives(older, OLD);
        world.cloud().inject(DELETE, new Fault.Answer(503, "busy").times(2));
        JsonNode receipt = arrives(newer, NEW);

        assertThat(segments()).hasSize(4);
        assertThat(receipt.path("replaced").path(0).path("left").asText()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 503})
    void aDeletionThatIsRefusedHoldsNothingUpAndTheReceiptSaysSo(int status) throws Exception {
        world.start();
        arrives(older, OLD);
        world.cloud().inject(DELETE, new Fault.Answer(status, "no"));
        JsonNode receipt = arrives(newer, NEW);

        assertThat(segments()).hasSize(8);
        assertThat(receipt.path("replaced").path(0).path("left").asText()).contains("answered " + status);
    }

    @Test
    void anObjectThatSomeoneElseHasPutMeanwhileKeepsWhatItMayNeed() throws Exception {
        world.start();
        arrives(older, OLD);
        String prefix = "images_segments/" + IMAGE + "/1700000000.000000/3145729/1048576/";
        world.cloud()
                .inject(
                        request -> request.method().equals("POST")
                                && request.path().endsWith("/v1/imageimport"),
                        new Fault.Answer(503, "later").times(20));
        drop(newer, NEW);
        await(() -> world.importPosts().stream().anyMatch(post -> post.status() == 503));
        world.send("PUT", "images/" + IMAGE, new byte[0], "X-Object-Manifest", prefix);
        world.awaitDone(IMAGE);

        assertThere(older);
        assertThat(deleted()).isEmpty();
    }

    /** The segments that are about to be deleted are those that the second job would count as landed. */
    @Test
    void anObjectThatTurnsBackToItsOlderImageWhileThatIsDeletedIsWhole() throws Exception {
        world.start();
        arrives(older, OLD);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean deleting = new AtomicBoolean();
        world.cloud()
                .inject(
                        request -> {
                            if (DELETE.test(request)) {
                                deleting.set(true);
                                awaitUninterrupted(goOn);
                            }
                            return false;
                        },
                        new Fault.Garbage());
        drop(newer, NEW);
        await(deleting::get);
        drop(older, OLD);
        await(() -> world.daemon().journal().open().size() == 2);
        goOn.countDown();
        await(() -> world.daemon().journal().open().isEmpty());

        assertThat(world.spool().resolve("failed")).isEmptyDirectory();
        assertThere(older);
    }

    /** They might have been those of the third image; it has other bytes, and the duty to delete them. */
    @Test
    void segmentsThatTheNextImageMightHaveNeededAreDeletedAtItsEnd() throws Exception {
        world.start();
        arrives(older, OLD);
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> request.path().contains("/1700000001.000000/"), stall.times(1));
        drop(newer, NEW);
        await(stall::isMet);
        byte[] newest = World.bytes(older.length, 99);
        drop(newest, OLD);
        await(() -> world.daemon().journal().open().size() == 2);
        stall.release();
        await(() -> world.daemon().journal().open().isEmpty());

        assertThere(newest);
        assertThat(segments()).isNotEmpty().allMatch(name -> name.contains(".2/"));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anImageInOnePieceThatChangesWhileItIsSentLeavesTheOlderObjectAsItIs() throws Exception {
        world.set("caravan.segment.size", "64MiB").start();
        arrives(older, OLD);
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> request.method().equals("PUT"), stall.times(1));
        drop(World.bytes(24 * MIB, 3), NEW);
        await(stall::isMet);
        Path image = world.spool()
                .resolve("work")
                .resolve(world.daemon().journal().open().get(0).id())
                .resolve("image")
                .resolve(IMAGE);
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[MIB]), 23L * MIB);
        }
        stall.release();

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("changed");
        assertThere(older);
        List<AnsweredRequest> puts = world.requests("PUT", path -> path.endsWith("/images/" + IMAGE));
        assertThat(puts.get(0).headers().first("ETag")).as("nothing lay there").isEmpty();
        assertThat(puts.get(1).headers().first("ETag"))
                .hasValueSatisfying(etag -> assertThat(etag).matches("[0-9a-f]{32}"));
        assertThat(puts.get(1).status()).isEqualTo(422);
    }

    @Test
    void theNewObjectIsLookedAtAgainWhileManySegmentsAreDeleted() throws Exception {
        world.set("caravan.segment.size", "64KiB").start();
        arrives(older, OLD);
        world.cloud()
                .inject(
                        request -> {
                            if (DELETE.test(request) && request.path().endsWith("00000010")) {
                                replaceByHand();
                            }
                            return false;
                        },
                        new Fault.Garbage());
        drop(newer, NEW);
        JsonNode replaced = world.awaitDone(IMAGE).path("replaced").path(0);

        assertThat(replaced.path("left").asText()).contains("another object lies there by now");
        assertThat(deleted()).hasSize(20);
    }

    private void replaceByHand() {
        try {
            world.send("PUT", "images/" + IMAGE, new byte[] {1});
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
