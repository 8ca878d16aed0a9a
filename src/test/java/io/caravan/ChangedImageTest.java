package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.job.ImageJob;
import io.caravan.sandbox.http.Fault;
import io.caravan.sandbox.http.IncomingRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The image is not what it was, or other bytes lie in Swift under its names. */
class ChangedImageTest {

    private static final int MIB = 1 << 20;
    private static final String IMAGE = "disk.vmdk";
    private static final Predicate<IncomingRequest> SEGMENT =
            request -> request.method().equals("PUT") && request.path().contains("_segments/");

    @RegisterExtension
    final World world = new World();

    private final byte[] image = World.bytes(5 * MIB + 1, 5);

    @Test
    void otherBytesUnderTheSameNamesAreLeftAloneAndTheSegmentsGoElsewhere() throws Exception {
        FileTime time = FileTime.fromMillis(1_600_000_000_000L);
        byte[] other = World.bytes(image.length, 99);
        world.start();
        dropWithTime(other, time);
        world.awaitDone(IMAGE);
        String firstPrefix = prefix(world.done(IMAGE + ".receipt.json"));
        Files.move(world.spool().resolve("done"), world.spool().resolve("archive"));
        Files.createDirectory(world.spool().resolve("done"));
        // without its manifest the older object isn't replaced, and its segments are anyone's
        assertThat(world.send("DELETE", "images/" + IMAGE, new byte[0])).isEqualTo(204);
        dropWithTime(image, time);
        world.awaitDone(IMAGE);

        String secondPrefix = prefix(world.done(IMAGE + ".receipt.json"));
        assertThat(world.download("images/" + IMAGE)).isEqualTo(image);
        assertThat(secondPrefix).isNotEqualTo(firstPrefix);
        assertThat(secondPrefix)
                .as("one prefix must not be the beginning of the other")
                .doesNotStartWith(firstPrefix);
        assertThat(world.send("PUT", "images/old", new byte[0], "X-Object-Manifest", firstPrefix))
                .isEqualTo(201);
        assertThat(world.download("images/old"))
                .as("what the old manifest refers to")
                .isEqualTo(other);
    }

    private void dropWithTime(byte[] content, FileTime time) throws IOException {
        Path beside = Files.write(world.spool().resolve("beside"), content);
        Files.setLastModifiedTime(beside, time);
        Files.move(beside, world.inbox().resolve(IMAGE));
    }

    private static String prefix(Path receipt) throws IOException {
        return io.caravan.text.Json.MAPPER
                .readTree(receipt.toFile())
                .path("manifest")
                .asText();
    }

    @Test
    void anImageThatGrowsWhileItIsUploadedFails() throws Exception {
        Fault.StallReading stall = stallInTheMiddle();
        Files.write(imageInWork(), new byte[7], StandardOpenOption.APPEND);
        stall.release();
        JsonNode error = world.awaitFailed(IMAGE);

        assertThat(error.path("error").asText()).contains("changed", String.valueOf(image.length + 7));
        assertThat(world.requests("PUT", path -> path.endsWith("/images/" + IMAGE)))
                .isEmpty();
    }

    @Test
    void anImageThatIsWrittenToWhileItIsUploadedFails() throws Exception {
        Fault.StallReading stall = stallInTheMiddle();
        Files.write(imageInWork(), new byte[7], StandardOpenOption.WRITE);
        stall.release();

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("changed");
    }

    @Test
    void anImageWhoseTimeStampIsPutBackIsNoneTheLessChanged() throws Exception {
        Fault.StallReading stall = stallInTheMiddle();
        FileTime before = Files.getLastModifiedTime(imageInWork());
        Files.write(imageInWork(), new byte[7], StandardOpenOption.WRITE);
        Files.setLastModifiedTime(imageInWork(), before);
        stall.release();

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("changed", "time stamp put back");
    }

    @Test
    void anImageThatBecomesShorterWhileItIsUploadedFails() throws Exception {
        Fault.StallReading stall = stallInTheMiddle();
        Files.write(imageInWork(), new byte[7], StandardOpenOption.TRUNCATE_EXISTING);
        stall.release();

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("became shorter");
    }

    @Test
    void anImageThatVanishesWhileItIsUploadedFails() throws Exception {
        Fault.StallReading stall = stallInTheMiddle();
        Files.delete(imageInWork());
        stall.release();

        assertThat(world.awaitFailed(IMAGE).path("error").asText()).contains("gone");
    }

    private Fault.StallReading stallInTheMiddle() throws Exception {
        Fault.StallReading stall = new Fault.StallReading();
        world.cloud().inject(request -> SEGMENT.test(request) && request.path().endsWith("00000002"), stall.times(1));
        world.set("caravan.segment.parallel", "1").start().drop(IMAGE, image);
        await().atMost(World.PATIENCE).until(stall::isMet);
        return stall;
    }

    private ImageJob job() {
        return world.daemon().journal().open().get(0);
    }

    private Path imageInWork() {
        return world.spool()
                .resolve("work")
                .resolve(job().id())
                .resolve("image")
                .resolve(IMAGE);
    }
}
