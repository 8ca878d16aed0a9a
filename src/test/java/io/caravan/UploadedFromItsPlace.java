package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.sandbox.http.AnsweredRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One image for {@code caravan upload}, in segments, and what is to be said of it in the end. */
abstract class UploadedFromItsPlace {

    static final int SEGMENTS = 12;

    @RegisterExtension
    final World world = new World();

    final byte[] image = World.bytes(SEGMENTS * 100_000, 9);
    Path file;

    @BeforeEach
    void anImageSomewhere() throws IOException {
        world.set("caravan.segment.size", "100000");
        file = world.folder().resolve("disk.vmdk");
        Files.write(file, image);
    }

    CommandRun upload(String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("upload", file.toString()));
        words.addAll(List.of(options));
        return CommandRun.in(world, words.toArray(String[]::new));
    }

    ChildProcess startUpload() throws IOException {
        return ChildProcess.start(
                world.folder().resolve("upload.log"), List.of(), List.of(), "upload " + file, world.allDefinitions());
    }

    void assertOver() throws IOException {
        assertThat(file).as("the image stays as it is").hasBinaryContent(image);
        assertNothingIsLeft();
    }

    void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(world.spool().resolve(".upload"))) {
            assertThat(left).isEmpty();
        }
    }

    void assertArrivedWithEverySegmentStoredOnce() throws Exception {
        assertThat(world.segmentPuts().stream().map(AnsweredRequest::path))
                .hasSize(SEGMENTS)
                .doesNotHaveDuplicates();
        assertThat(world.importPosts()).hasSize(1);
        assertThat(world.download("images/disk.vmdk")).isEqualTo(image);
        assertOver();
    }
}
