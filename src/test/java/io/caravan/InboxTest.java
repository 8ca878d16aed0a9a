package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caravan.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which folder is watched, whatever it is called, whatever lies in it, and whatever becomes of it. */
class InboxTest {

    private static final byte[] IMAGE = World.bytes(10, 1);

    @RegisterExtension
    final World world = new World();

    @BeforeEach
    void importNothing() {
        world.set("caravan.import.service", "none").set("caravan.image.os-type", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b", "a%20b", "%ab", "100%", "what?", "x{{y}}", "{{", "${x}", "$simple{x}", "#hash", "a\\b",
                        "a+b&c=d",
                "it's", "\"q\"", "RAW(x)", "x)", "größe 😀", "a;b", "a,b", "[x]", "~", "{", "a:b", "..."
            })
    void theFolderThatIsNamedIsWatched(String name) throws Exception {
        Path spool = world.folder().resolve(name).resolve("spool");
        Path inbox = Files.createDirectories(spool.resolve("inbox"));
        world.set("caravan.spool", spool.toString()).start();
        Files.move(Files.write(spool.resolve("x"), IMAGE), inbox.resolve("disk.raw"));

        await().atMost(World.PATIENCE).until(() -> Files.exists(spool.resolve("done/disk.raw.receipt.json")));
        assertThat(world.download("images/disk.raw")).isEqualTo(IMAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{x}}", "${x}", "'quoted'", "null", "a%20b", "x?y=z", "#x", "RAW(x)", "größe"})
    void whatAContainerOrAnObjectIsCalledIsNeverSyntax(String name) throws Exception {
        world.set("caravan.image.container", "c" + name).start();
        world.drop(name + ".raw", IMAGE);

        assertThat(world.awaitDone(name + ".raw").path("container").asText()).isEqualTo("c" + name);
    }

    @Test
    void anInboxThatGoesAwayAndComesBackIsALineEach() throws Exception {
        Path log = world.spool().resolve("daemon.log");
        Path away = world.spool().resolve("elsewhere");
        try (ChildProcess daemon = world.startChild()) {
            await().atMost(World.PATIENCE).until(() -> daemon.output().contains("is watching"));
            Files.move(world.inbox(), away);
            await().atMost(World.PATIENCE).until(() -> daemon.output().contains("it is not there"));
            Files.writeString(world.inbox(), "no folder");
            await().atMost(World.PATIENCE).until(() -> daemon.output().contains("it is no folder"));
            Files.delete(world.inbox());
            Files.move(away, world.inbox());
            world.drop("disk.raw", IMAGE);
            world.awaitDone("disk.raw");
            await().atMost(World.PATIENCE).until(() -> daemon.output().contains("can be looked into again"));
        }
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "));
        assertThat(lines.stream().filter(line -> line.contains("it is no folder")))
                .hasSize(1);
        assertThat(lines.stream().filter(line -> line.contains("can be looked into again")))
                .hasSize(1);
    }

    /** A locale that this machine lacks leaves Java with ASCII; the launcher isn't in the way here. */
    @Test
    void aNameThatTheLocaleCannotSpellIsToldOfOnceAndOthersAreTaken() throws Exception {
        world.drop("Größe.raw", IMAGE);
        world.drop("disk.raw", IMAGE);
        Path log = world.folder().resolve("ascii.log");
        try (ChildProcess daemon =
                ChildProcess.in(Map.of("LC_ALL", "xx_YY.UTF-8"), log, "run", world.allDefinitions())) {
            world.awaitDone("disk.raw");
            world.drop("later.raw", IMAGE);
            world.awaitDone("later.raw");
            assertThat(daemon.isAlive()).isTrue();
        }
        assertThat(world.inbox().resolve("Größe.raw")).exists();
        assertThat(Files.readAllLines(log))
                .filteredOn(line -> line.contains("WARN"))
                .singleElement()
                .asString()
                .contains("inbox/Gr", "can't be read under this locale", "LC_ALL=C.UTF-8");
    }

    @Test
    void aNameThatIsNoUtf8IsToldOfOnceAndOthersAreTaken() throws Exception {
        touch("$(printf 'ung\\374ltig.raw')");
        Path log = world.spool().resolve("daemon.log");
        try (ChildProcess daemon = world.startChild()) {
            world.drop("disk.raw", IMAGE);
            world.awaitDone("disk.raw");
            assertThat(daemon.isAlive()).isTrue();
        }
        assertThat(Files.readAllLines(log))
                .filteredOn(line -> line.contains("WARN"))
                .singleElement()
                .asString()
                .contains("inbox/ung", "is not valid UTF-8: rename it");
    }

    private void touch(String name) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        "echo x > \"$1/\"\"" + name + "\"",
                        "sh",
                        world.inbox().toString())
                .inheritIO()
                .start();
        assertThat(shell.waitFor()).isZero();
    }

    /** As container tools name their services; the JVM is told where that is. */
    @Test
    void aHostMayHaveAnUnderscoreAndCapitals() throws Exception {
        Path hosts =
                Files.writeString(world.folder().resolve("hosts"), "127.0.0.1 swift_proxy Key_Stone vm_import.test\n");
        Sandbox cloud = world.cloud();
        world.set("caravan.import.service", "vmimport")
                .set("caravan.image.os-type", "ubuntu")
                .set("caravan.notify", "http://127.0.0.1:1/nobody")
                .set("caravan.cloud.auth-url", "HTTP://Key_Stone:" + cloud.port() + "/identity/v3/")
                .set(
                        "caravan.cloud.object-store-url",
                        at("swift_proxy", cloud.objectStoreUrl().toString()))
                .set(
                        "caravan.cloud.image-import-url",
                        at("vm_import.test", cloud.imageImportUrl().toString()));
        world.drop("disk.vmdk", World.bytes(3 << 20, 1));
        try (ChildProcess daemon = world.startChild("-Djdk.net.hosts.file=" + hosts)) {
            world.awaitDone("disk.vmdk");
            assertThat(daemon.isAlive()).isTrue();
        }
        assertThat(world.importPosts()).hasSize(1);
    }

    private static String at(String host, String url) {
        return url.replaceFirst("127\\.0\\.0\\.1|localhost", host);
    }
}
