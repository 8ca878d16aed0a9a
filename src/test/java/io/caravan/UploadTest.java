package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.sandbox.http.Fault;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code caravan upload}: one image gets there from where it lies, whatever comes in between. */
class UploadTest extends UploadedFromItsPlace {

    @Test
    void anImageIsRegisteredAndStaysWhereItIs() throws Exception {
        FileTime written = Files.getLastModifiedTime(file);

        CommandRun run = upload();

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "object      images/disk.vmdk",
                        "size        1.1 MiB in 12 segments",
                        "registered  disk.vmdk, image ");
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(written);
        assertArrivedWithEverySegmentStoredOnce();
    }

    @Test
    void jsonIsTheReceiptAndOptionsMeanWhatTheySay() throws Exception {
        CommandRun run = CommandRun.in(
                world,
                "upload",
                "-i",
                file.toString(),
                "-c",
                "golden",
                "-n",
                "Web server",
                "-t",
                "centos",
                "-s",
                "500000B",
                "--object",
                "2026/web.vmdk",
                "--min-ram",
                "1024",
                "--min-disk",
                "20",
                "--json");

        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode receipt = Json.MAPPER.readTree(run.out());
        assertThat(receipt.path("image").asText()).isEqualTo("disk.vmdk");
        assertThat(receipt.path("name").asText()).isEqualTo("Web server");
        assertThat(receipt.path("container").asText()).isEqualTo("golden");
        assertThat(receipt.path("object").asText()).isEqualTo("2026/web.vmdk");
        assertThat(receipt.path("segments")).hasSize(3);
        assertThat(world.download("golden/2026/web.vmdk")).isEqualTo(image);
        JsonNode posted =
                Json.MAPPER.readTree(world.importPosts().get(0).importBody().orElseThrow());
        assertThat(posted.path("name").asText()).isEqualTo("Web server");
        assertThat(posted.path("os_type").asText()).isEqualTo("centos");
        assertThat(posted.path("min_ram").asInt()).isEqualTo(1024);
        assertThat(posted.path("min_disk").asInt()).isEqualTo(20);
        assertOver();
    }

    @Test
    void aLinkIsFollowedAndGivesTheName() throws Exception {
        Path link = Files.createSymbolicLink(world.folder().resolve("latest.vmdk"), file);

        CommandRun run = CommandRun.in(world, "upload", link.toString());

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(world.download("images/latest.vmdk")).isEqualTo(image);
        assertThat(link).isSymbolicLink();
        assertOver();
    }

    @Test
    void doneImagesThatAreToBeDeletedAreThoseOfTheInbox() throws Exception {
        world.set("caravan.done.images", "delete");

        assertThat(upload().exit()).isZero();

        assertOver();
    }

    @Test
    void anImageThatTheServiceWouldRefuseFailsBeforeTheFirstByte() throws Exception {
        CommandRun run = upload("--object", "disk.raw");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("caravan: disk.vmdk failed while CLAIMED: vmimport takes VMDK only", "repeat the command")
                .doesNotContain("inbox");
        assertThat(world.segmentPuts()).isEmpty();
        assertOver();
    }

    @Test
    void aRefusalOfTheCloudIsToldInItsWordsAndAsJson() throws Exception {
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("PUT") && request.path().contains("_segments/"),
                        new Fault.Answer(413, "Upload exceeds quota."));

        CommandRun run = upload("--json");

        assertThat(run.exit()).isEqualTo(1);
        JsonNode error = Json.MAPPER.readTree(run.out());
        assertThat(error.path("stage").asText()).isEqualTo("UPLOADING");
        assertThat(error.path("service").asText()).isEqualTo("Upload exceeds quota.");
        assertThat(error.path("advice").asText()).contains("repeat the command").doesNotContain("inbox");
        assertOver();
    }

    @Test
    void aCloudThatIsAwayForAWhileIsWaitedFor() throws Exception {
        world.cloud().inject(request -> request.path().contains("_segments/"), new Fault.Answer(503, "soon").times(40));

        assertThat(upload().exit()).isZero();

        assertArrivedWithEverySegmentStoredOnce();
    }

    @Test
    void aDaemonOfTheSameSpoolGoesOnBesideIt() throws Exception {
        world.start().drop("dropped.vmdk", World.bytes(250_000, 5));

        assertThat(upload().exit()).isZero();

        world.awaitDone("dropped.vmdk");
        assertThat(world.download("images/disk.vmdk")).isEqualTo(image);
        assertOver();
    }

    @Test
    void aWrongPasswordEndsItInKeystonesWords() throws Exception {
        world.set("caravan.cloud.password", "wrong-one");

        CommandRun run = upload("--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("401", "requires authentication").doesNotContain("wrong-one", "\tat ");
        assertThat(Json.MAPPER.readTree(run.out()).path("error").asText()).contains("401");
        assertNothingIsLeft();
    }

    @Test
    void wrongSettingsAreToldAsJsonToo() throws Exception {
        world.set("caravan.import.service", "bogus");

        CommandRun run = upload("--json");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(Json.MAPPER.readTree(run.out()).path("error").asText()).contains("caravan.import.service=bogus");
    }

    @Test
    void whatIsNoFileIsNamed() throws Exception {
        CommandRun missing = CommandRun.in(world, "upload", file + ".nope");
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no file " + file + ".nope");

        CommandRun folder = CommandRun.in(world, "upload", world.folder().toString());
        assertThat(folder.exit()).isEqualTo(1);
        assertThat(folder.err()).contains("is no regular file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "upload",
                "upload a.vmdk -i b.vmdk",
                "upload a.vmdk -s 250",
                "upload a.vmdk -s huge",
                "upload a.vmdk -s 6GiB",
                "upload a.vmdk -s 0B",
                "upload a.vmdk -c a/b",
                "upload a.vmdk --object a/../b",
                "upload a.vmdk --min-ram much",
                "upload a.vmdk --min-ram -5",
                "upload a.vmdk --timeout soon",
                "upload a.vmdk --nonsense",
                "upload a.vmdk b.vmdk"
            })
    void aWrongCommandLineIsToldWithItsUsage(String line) throws Exception {
        CommandRun run = CommandRun.in(world, line.split(" "));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).startsWith("caravan: ").contains("Usage: caravan upload");
        assertThat(world.requests()).isEmpty();
    }

    /** On Ceph's gateway all projects share one namespace of containers. */
    @Test
    void aContainerOfAnotherProjectIsToldAtOnce() throws Exception {
        world.cloud()
                .inject(
                        request -> request.method().equals("HEAD")
                                && request.path().endsWith("/images"),
                        new Fault.Answer(403, "AccessDenied"));
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("PUT") && request.path().endsWith("/images"),
                        new Fault.Answer(409, "BucketAlreadyExists"));
        world.start().drop("disk.vmdk", World.bytes(10, 1));

        JsonNode error = world.awaitFailed("disk.vmdk");
        assertThat(error.path("error").asText()).contains("the container images belongs to another project");
        assertThat(error.path("advice").asText()).contains("caravan.image.container");
        assertThat(world.requests("PUT", path -> path.endsWith("/images"))).hasSize(1);
    }
}
