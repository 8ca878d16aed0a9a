package io.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.caravan.cloud.Wires;
import io.caravan.daemon.StartException;
import io.caravan.sandbox.http.Fault;
import io.caravan.settings.TestCertificates;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The daemon's routes over TLS, with a certificate of its own, and through a proxy. */
class SecureCloudTest {

    private static final TestCertificates SERVER = TestCertificates.of("EC", "dns:cloud.test,dns:localhost");
    private static final TestCertificates CLIENT = TestCertificates.of("EC", "dns:client.test");

    @RegisterExtension
    final World world = new World();

    private Path file(String name, String content) throws Exception {
        return Files.writeString(world.folder().resolve(name), content);
    }

    /** Every address of the cloud behind this one. */
    private void cloudIsAt(String base) throws Exception {
        URI account = URI.create(world.cloud().objectStoreUrl().toString());
        world.set("caravan.cloud.auth-url", base + "/identity/v3")
                .set("caravan.cloud.object-store-url", base + account.getPath())
                .set("caravan.cloud.image-import-url", base + "/vmimport");
    }

    @Test
    void anImageArrivesOverTlsAtACloudThatDemandsACertificate() throws Exception {
        byte[] image = World.bytes(3_000_000, 5);
        try (Wires door = Wires.tls(SERVER, Optional.of(CLIENT), world.cloud().port())) {
            cloudIsAt("https://localhost:" + door.port());
            world.set(
                            "caravan.cloud.cacert",
                            file("ca.pem", SERVER.certificatePem()).toString())
                    .set(
                            "caravan.cloud.cert",
                            file("cert.pem", CLIENT.certificatePem()).toString())
                    .set("caravan.cloud.key", file("key.pem", CLIENT.keyPem()).toString());
            world.start().drop("disk.vmdk", image);
            world.awaitDone("disk.vmdk");

            assertThat(door.noted())
                    .isNotEmpty()
                    .containsOnly(CLIENT.certificate().getSubjectX500Principal().getName());
            assertThat(world.download("images/disk.vmdk")).isEqualTo(image);
        }
    }

    @Test
    void anImageArrivesThroughAProxyAtACloudThatOnlyTheProxyKnows() throws Exception {
        byte[] image = World.bytes(3_000_000, 6);
        try (Wires door = Wires.tls(SERVER, Optional.empty(), world.cloud().port());
                Wires proxy = Wires.proxy(Map.of("cloud.test:443", door.port()), "dTpw")) {
            cloudIsAt("https://cloud.test");
            world.set(
                            "caravan.cloud.cacert",
                            file("ca.pem", SERVER.certificatePem()).toString())
                    .set("caravan.http.proxy", "http://u:p@127.0.0.1:" + proxy.port());
            world.start().drop("disk.vmdk", image);
            world.awaitDone("disk.vmdk");

            assertThat(proxy.noted()).isNotEmpty().containsOnly("CONNECT cloud.test:443");
            assertThat(proxy.noted()).hasSameSizeAs(door.noted());
            assertThat(world.download("images/disk.vmdk")).isEqualTo(image);
        }
    }

    @Test
    void anImageArrivesThroughAProxyWithoutTlsAndEveryRequestGoesThatWay() throws Exception {
        try (Wires proxy = Wires.proxy(Map.of("cloud.test", world.cloud().port()), "")) {
            cloudIsAt("http://cloud.test");
            world.set("caravan.http.proxy", "http://127.0.0.1:" + proxy.port());
            world.start().drop("disk.vmdk", World.bytes(3_000_000, 7));
            world.awaitDone("disk.vmdk");

            assertThat(proxy.noted()).isNotEmpty().allMatch(line -> line.endsWith(" cloud.test"));
        }
    }

    @Test
    void aCertificateThatIsNotTrustedStopsTheStart() throws Exception {
        try (Wires door = Wires.tls(SERVER, Optional.empty(), world.cloud().port())) {
            cloudIsAt("https://localhost:" + door.port());
            assertThatThrownBy(world::start)
                    .isInstanceOf(StartException.class)
                    .hasMessageContainingAll("is not trusted", "caravan.cloud.cacert");
        }
    }

    @Test
    void aCertificateOfSwiftThatIsNotTrustedStopsTheStartAndEveryCommandExplainsIt() throws Exception {
        try (Wires door = Wires.tls(SERVER, Optional.empty(), world.cloud().port())) {
            String account = "https://localhost:" + door.port()
                    + URI.create(world.cloud().objectStoreUrl().toString()).getPath();
            world.set("caravan.cloud.object-store-url", account);
            assertThatThrownBy(world::start)
                    .isInstanceOf(StartException.class)
                    .hasMessageContainingAll(account, "is not trusted", "caravan.cloud.cacert");

            for (String command : List.of("list", "check")) {
                CommandRun run = CommandRun.in(world, command);
                assertThat(run.exit()).isEqualTo(1);
                assertThat(run.out() + run.err())
                        .contains(account, "is not trusted", "caravan.cloud.cacert")
                        .doesNotContain("Exception)");
            }
        }
    }

    @Test
    void aSwiftThatIsAwayOrRefusesStopsNoStart() throws Exception {
        world.set("caravan.cloud.object-store-url", "http://127.0.0.1:1/v1/AUTH_x")
                .start();
        world.stop();
        world.set("caravan.cloud.object-store-url", "")
                .cloud()
                .inject(request -> request.method().equals("HEAD"), new Fault.Answer(403, "no"));
        world.start();
    }

    @Test
    void aJobWaitsForACertificateThatIsToBeTrusted() throws Exception {
        try (Wires door = Wires.tls(SERVER, Optional.empty(), world.cloud().port())) {
            world.set("caravan.cloud.image-import-url", "https://localhost:" + door.port() + "/vmimport");
            world.start().drop("disk.vmdk", World.bytes(10, 8));
            await().atMost(World.PATIENCE)
                    .untilAsserted(() -> assertThat(world.daemon().journal().open())
                            .singleElement()
                            .asString()
                            .contains("https://localhost:" + door.port(), "is not trusted", "caravan.cloud.cacert"));
        }
    }
}
