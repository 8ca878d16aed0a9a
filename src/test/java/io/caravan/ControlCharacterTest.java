package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.sandbox.http.Fault;
import io.caravan.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Names and answers that forge lines of the log, move a terminal's cursor, or turn the direction of reading. */
class ControlCharacterTest {

    private static final String FORGED = "2026-01-01T00:00:00Z INFO  FinishJob forged [000000000000] done";
    private static final String HOSTILE = "x\n" + FORGED + "\r\u001b[2J\u009b31m\u202e\u2028y";

    @RegisterExtension
    final World world = new World();

    /** Whatever a log or a terminal gets. */
    private static void assertTame(String text) {
        assertThat(text.codePoints().filter(c -> c != '\n' && c != '\t'))
                .allSatisfy(c -> assertThat(Character.getType(c))
                        .as("U+%04X", c)
                        .isNotIn((int) Character.CONTROL, (int) Character.FORMAT, (int) Character.LINE_SEPARATOR, (int)
                                Character.PARAGRAPH_SEPARATOR));
        assertThat(text.lines()).noneMatch(line -> line.strip().startsWith("2026-01-01"));
    }

    @Test
    void aFilesNameIsOneLineOfTheLog() throws Exception {
        world.set("caravan.import.service", "none").set("caravan.image.os-type", "");
        world.drop(HOSTILE, World.bytes(100, 1));
        world.drop("p" + HOSTILE + ".part", World.bytes(100, 1));
        Files.createDirectory(world.inbox().resolve("d" + HOSTILE));
        try (ChildProcess daemon = world.startChild()) {
            await().atMost(World.PATIENCE)
                    .untilAsserted(() -> assertThat(world.done(HOSTILE + ".receipt.json"))
                            .as(daemon.output())
                            .exists());
            // and a name that can't be claimed
            Path work = world.spool().resolve("work");
            Files.move(work, world.spool().resolve("away"));
            world.drop("z" + HOSTILE, World.bytes(100, 1));
            await().atMost(World.PATIENCE).until(() -> daemon.output().contains("can't be claimed now"));
            assertThat(daemon.output()).contains("forged");
            assertTame(daemon.output());
        }
    }

    @Test
    void aServicesWordsAreOneLineOfTheLogAndOfATerminal() throws Exception {
        world.cloud()
                .inject(
                        request ->
                                request.method().equals("PUT") && request.path().contains("/images/"),
                        new Fault.Answer(413, Map.of(), "text/plain", HOSTILE));
        Path image = Files.write(world.folder().resolve("disk.vmdk"), World.bytes(100, 1));
        Path log = world.folder().resolve("upload.log");
        try (ChildProcess upload =
                ChildProcess.start(log, List.of(), List.of(), "upload " + image, world.allDefinitions())) {
            assertThat(upload.exitCode()).isEqualTo(1);
            assertThat(upload.output()).contains("forged");
            assertTame(upload.output());
        }
    }

    @Test
    void whatIsListedDoesNothingToATerminal() throws Exception {
        assertThat(world.send("PUT", "images", new byte[0])).isEqualTo(201);
        String name = "a%1B%5B2J%C2%9B%E2%80%AEb%0A2026-01-01T00:00:00Z";
        assertThat(world.send("PUT", "images/" + name, new byte[0])).isEqualTo(201);
        for (String command : List.of("list images", "list images --json")) {
            Path log = world.folder().resolve("list.log");
            Files.deleteIfExists(log);
            try (ChildProcess list = ChildProcess.start(log, List.of(), List.of(), command, world.allDefinitions())) {
                assertThat(list.exitCode()).isZero();
                assertTame(list.output());
                if (command.endsWith("json")) {
                    assertThat(Json.MAPPER
                                    .readTree(list.output())
                                    .get(0)
                                    .path("name")
                                    .asText())
                            .isEqualTo("a\u001b[2J\u009b\u202eb\n2026-01-01T00:00:00Z");
                }
            }
        }
    }

    @Test
    void whatIsTypedComesBackTame() throws Exception {
        CommandRun plain = CommandRun.of(Map.of(), "nonsense");
        assertThat(plain.exit()).isEqualTo(2);
        Path log = world.folder().resolve("typed.log");
        try (ChildProcess typed = ChildProcess.start(
                log, List.of(), List.of(), "list " + HOSTILE.replace(" ", "_"), world.allDefinitions())) {
            assertThat(typed.exitCode()).isEqualTo(1);
            assertTame(typed.output().replace(FORGED.replace(" ", "_"), ""));
        }
    }
}
