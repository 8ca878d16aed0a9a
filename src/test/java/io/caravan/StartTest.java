package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.caravan.daemon.Daemon;
import io.caravan.daemon.StartException;
import io.caravan.sandbox.http.Fault;
import io.caravan.settings.SettingsException;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What stops a start, and what it waits for. */
class StartTest {

    @RegisterExtension
    final World world = new World();

    @Test
    void aWrongPasswordStopsTheStartInKeystonesWords() {
        world.set("caravan.cloud.password", "wrong");

        assertThatThrownBy(world::start)
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("401", "The request you have made requires authentication.", "user 'demo'")
                .message()
                .doesNotContain("wrong\"");
    }

    @Test
    void anUnknownRegionStopsTheStartAndTheKnownOnesAreNamed() {
        world.set("caravan.cloud.region", "atlantis-1");

        assertThatThrownBy(world::start)
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("caravan.cloud.region=atlantis-1", "[sandbox-1]");
    }

    @Test
    void aRegionNeedNotBeNamedWhereThereIsOnlyOne() throws Exception {
        world.set("caravan.cloud.region", "").start().drop("disk.vmdk", World.bytes(10, 1));

        world.awaitDone("disk.vmdk");
    }

    @Test
    void aProjectNeedNotBeNamedWhereTheUserHasADefault() throws Exception {
        world.set("caravan.cloud.project-name", "").start().drop("disk.vmdk", World.bytes(10, 1));

        world.awaitDone("disk.vmdk");
    }

    @Test
    void everyMissingOrWrongSettingIsNamedAtOnce() {
        world.set("caravan.cloud.username", "")
                .set("caravan.segment.size", "huge")
                .set("caravan.segmnet.parallel", "4")
                .set("caravan.manifest", "mlo");

        assertThatThrownBy(world::start)
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(
                        "caravan.cloud.username",
                        "caravan.segment.size=huge",
                        "caravan.segmnet.parallel",
                        "caravan.manifest=mlo");
    }

    @Test
    void aSecondDaemonOnTheSameSpoolIsRefused() throws Exception {
        world.start();

        assertThatThrownBy(() -> Daemon.prepare(world.settings(), java.time.Clock.systemUTC(), java.util.Map.of()))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll(
                        world.spool().toString(),
                        "in use by another Caravan",
                        String.valueOf(ProcessHandle.current().pid()));
    }

    @Test
    void aJobWhoseJournalCannotBeReadIsSetAsideAndTheOthersGoOn() throws Exception {
        Path job = Files.createDirectories(world.spool().resolve("work").resolve("0123456789ab"));
        Files.writeString(job.resolve("job.json"), "{");
        Path image = Files.createDirectory(job.resolve("image")).resolve("x.vmdk");
        Files.writeString(image, "precious");

        world.start().drop("disk.vmdk", World.bytes(10, 1));
        world.awaitDone("disk.vmdk");
        assertThat(image).hasContent("precious");
        assertThat(job.resolve("job.json")).hasContent("{");
    }

    @Test
    void whileKeystoneIsAwayTheStartWaitsAndThenGoesOn() throws Exception {
        world.cloud()
                .inject(request -> request.path().endsWith("/auth/tokens"), new Fault.Answer(503, "soon").times(3));
        world.drop("disk.vmdk", World.bytes(10, 1));
        CompletableFuture<World> started = CompletableFuture.supplyAsync(() -> {
            try {
                return world.start();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        started.get(World.PATIENCE.toSeconds(), TimeUnit.SECONDS);

        world.awaitDone("disk.vmdk");
        assertThat(world.requests("POST", path -> path.endsWith("/auth/tokens")))
                .hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void everyChangeOfStageIsToldToWhoeverListens() throws Exception {
        Path folderOfNotices = world.folder().resolve("notices");
        world.set("caravan.notify", "file:" + folderOfNotices + "?fileName=${exchangeId}.json");
        world.start().drop("disk.vmdk", World.bytes(10, 1));
        world.awaitDone("disk.vmdk");
        world.drop("bad.raw", World.bytes(10, 1));
        world.awaitFailed("bad.raw");

        List<JsonNode> notices = new ArrayList<>();
        try (Stream<Path> files = Files.list(folderOfNotices)) {
            for (Path file : files.toList()) {
                notices.add(Json.MAPPER.readTree(file.toFile()));
            }
        }
        notices.sort(
                Comparator.comparing(notice -> Instant.parse(notice.path("time").asText())));
        assertThat(notices)
                .allSatisfy(notice -> assertThat(notice.fieldNames())
                        .toIterable()
                        .containsExactly("job", "image", "stage", "time", "reason"));
        assertThat(notices)
                .map(notice -> notice.path("image").asText() + " "
                        + notice.path("stage").asText())
                .containsExactly(
                        "disk.vmdk CLAIMED",
                        "disk.vmdk UPLOADING",
                        "disk.vmdk UPLOADED",
                        "disk.vmdk IMPORTING",
                        "disk.vmdk DONE",
                        "bad.raw FAILED");
    }

    @Test
    void aListenerThatIsOutOfOrderHoldsUpNothing() throws Exception {
        world.set("caravan.notify", "http://127.0.0.1:1/nobody").start().drop("disk.vmdk", World.bytes(10, 1));

        world.awaitDone("disk.vmdk");
    }

    /** A kill in the middle of writing a receipt leaves a file that nobody would ever look at again. */
    @Test
    void whatAKillHasLeftHalfWrittenIsRemovedAndNothingElse() throws Exception {
        world.start().drop("disk.vmdk", World.bytes(10, 1));
        world.awaitDone("disk.vmdk");
        world.stop();
        String half = ".0d4f2f53-9a3c-4a0e-8b59-3a1c9f8b7a11.tmp";
        Files.writeString(world.done(half), "{\"job\": \"0d");
        Files.writeString(world.failed(half), "");
        Files.writeString(world.done(".notes.tmp"), "an operator's own");

        world.start();

        assertThat(world.done(half)).doesNotExist();
        assertThat(world.failed(half)).doesNotExist();
        assertThat(world.done(".notes.tmp")).exists();
        assertThat(world.done("disk.vmdk.receipt.json")).exists();
    }
}
