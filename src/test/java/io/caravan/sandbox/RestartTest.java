package io.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.caravan.sandbox.keystone.Addresses;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
    @TempDir
    Path data;

    /** A sandbox in a process of its own, for a test that kills it. */
    static final class Child {
        public static void main(String[] args) throws Exception {
            try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(Path.of(args[0])))) {
                CloudClient client = new CloudClient(sandbox);
                client.put("/box", "");
                client.put("/box/kept", "old");
                RawConnection raw = RawConnection.to(sandbox);
                raw.send("PUT " + sandbox.objectStoreUrl().getRawPath() + "/box/kept HTTP/1.1\nHost: s\nX-Auth-Token: "
                        + client.token() + "\nContent-Length: 9\n\nhalf");
                await().until(() -> bytesIn(Path.of(args[0]).resolve("objects/incoming")) == 4);
                System.out.println("half way");
                Thread.currentThread().join();
            }
        }

        private static long bytesIn(Path folder) throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.mapToLong(file -> file.toFile().length()).sum();
            }
        }
    }

    @Test
    void killedSandboxKeepsItsObjectsAndItsLog() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("half way");
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(data.resolve("objects/incoming")).isNotEmptyDirectory();

        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(data))) {
            CloudClient client = new CloudClient(sandbox);
            assertThat(data.resolve("objects/incoming")).isEmptyDirectory();
            assertThat(client.store("GET", "/box/kept").body()).isEqualTo("old");
            assertThat(data.resolve("requests.log")).content().contains("/box/kept 201 3\n");
        }
    }

    @Test
    void restartKeepsObjectsAndEndsTokens() throws Exception {
        String token;
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(data))) {
            CloudClient client = new CloudClient(sandbox);
            token = client.token();
            client.put("/b%C3%B6x", "", "X-Container-Meta-Color", "red");
            client.put("/b%C3%B6x/..%2F..%2Fx", "hello", "X-Object-Meta-A", "1", "Content-Type", "text/x");
            client.put("/b%C3%B6x/whole?multipart-manifest=put", "[{\"path\":\"b\u00f6x/../../x\"}]");
            client.put("/b%C3%B6x/gone", "");
            client.store("DELETE", "/b%C3%B6x/gone");
            client.put("/empty", "");
            client.store("DELETE", "/empty");
        }
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(data))) {
            CloudClient client = new CloudClient(sandbox);
            assertThat(client.store("GET", "", "X-Auth-Token", token).statusCode())
                    .isEqualTo(401);
            assertThat(client.store("GET", "").body()).isEqualTo("b\u00f6x\n");
            assertThat(CloudClient.header(client.store("HEAD", "/b%C3%B6x"), "X-Container-Meta-Color"))
                    .isEqualTo("red");
            assertThat(client.store("GET", "/b%C3%B6x").body()).isEqualTo("../../x\nwhole\n");
            assertThat(client.store("GET", "/b%C3%B6x/whole").body()).isEqualTo("hello");
            assertThat(CloudClient.header(client.store("HEAD", "/b%C3%B6x/whole"), "X-Static-Large-Object"))
                    .isEqualTo("True");
            assertThat(client.store("GET", "/b%C3%B6x/..%2F..%2Fx").body()).isEqualTo("hello");
            assertThat(CloudClient.header(client.store("HEAD", "/b%C3%B6x/..%2F..%2Fx"), "X-Object-Meta-A"))
                    .isEqualTo("1");
        }
        assertThat(data.resolve("requests.log"))
                .content()
                .doesNotContain(token)
                .contains("/empty 204 0\n")
                .contains("POST /identity/v3/auth/tokens 201 ");
    }

    @Test
    void filesThatBelongToNoObjectAreSwept() throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(data))) {
            CloudClient client = new CloudClient(sandbox);
            client.put("/box", "");
            client.put("/box/a", "1");
            client.put("/box/a", "2");
        }
        Path container;
        try (Stream<Path> folders = Files.list(data.resolve("objects"))) {
            container = folders.filter(folder -> !folder.endsWith("incoming"))
                    .findFirst()
                    .orElseThrow();
        }
        try (Stream<Path> files = Files.list(container)) {
            assertThat(files.filter(file -> file.toString().endsWith(".data"))).hasSize(1);
        }
        Files.writeString(container.resolve("lost.data"), "x");
        Files.writeString(container.resolve("lost.json.part"), "{");
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(data))) {
            assertThat(new CloudClient(sandbox).store("GET", "/box").body()).isEqualTo("a\n");
            assertThat(container)
                    .isDirectoryNotContaining(
                            file -> file.getFileName().toString().startsWith("lost"));
        }
    }

    @Test
    void damagedFileIsNamed() throws Exception {
        Path file = Files.createDirectories(data.resolve("imports")).resolve("x.json");
        Files.writeString(file, "");
        assertThatThrownBy(() -> Sandbox.start(SandboxOptions.defaults(data)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " is damaged");
        Files.delete(file);
        Sandbox.start(SandboxOptions.defaults(data)).close();
    }

    @Test
    void portInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SandboxOptions options = SandboxOptions.defaults(data).withPort(taken.getLocalPort());
            assertThatThrownBy(() -> Sandbox.start(options))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the sandbox cannot start: port " + taken.getLocalPort() + " of 127.0.0.1 is in use");
        }
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(data))) {
            assertThat(sandbox.port()).isPositive();
        }
    }

    @Test
    void dataFolderServesOneSandbox() throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults(data))) {
            assertThat(sandbox.objectStoreUrl())
                    .hasToString("http://127.0.0.1:" + sandbox.port() + "/object/v1/" + Addresses.ACCOUNT);
            assertThatThrownBy(() -> Sandbox.start(SandboxOptions.defaults(data)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another one uses its data folder " + data);
        }
    }
}
