package io.caravan.settings;

import static io.caravan.settings.SettingsFixture.problems;
import static io.caravan.settings.SettingsFixture.withNeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.files.Pem;
import io.caravan.http.CloudHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateFilesTest {

    private static final TestCertificates RSA = TestCertificates.of("RSA", "dns:rsa.test");
    private static final TestCertificates EC = TestCertificates.of("EC", "dns:ec.test");

    @TempDir
    private Path folder;

    private String file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "file", ".pem"), content)
                .toString();
    }

    private static Tls tls(String... pairs) throws Exception {
        return Settings.read(withNeeded(pairs)).cloud().transport().tls();
    }

    @Test
    void trustsAllAuthoritiesOfAFileAndNoOthers() throws Exception {
        String bundle = file("a comment\n" + RSA.certificatePem() + "\n" + EC.certificatePem());
        assertThat(tls("caravan.cloud.cacert", bundle).authorities())
                .containsExactly(RSA.certificate(), EC.certificate());
        assertThat(tls().authorities()).isEmpty();
    }

    @Test
    void readsKeysInTheirOldAndNewForms() throws Exception {
        for (TestCertificates own : new TestCertificates[] {RSA, EC, TestCertificates.of("Ed25519", "dns:ed.test")}) {
            String cert = file(own.certificatePem());
            Tls.ClientCertificate expected = new Tls.ClientCertificate(java.util.List.of(own.certificate()), own.key());
            assertThat(tls("caravan.cloud.cert", cert, "caravan.cloud.key", file(own.keyPem()))
                            .client())
                    .contains(expected);
            if (!own.key().getAlgorithm().equals("EdDSA")) {
                Tls.ClientCertificate read = tls(
                                "caravan.cloud.cert", cert, "caravan.cloud.key", file(own.traditionalKeyPem()))
                        .client()
                        .orElseThrow();
                assertThat(Pem.belongTogether(read.key(), own.certificate().getPublicKey()))
                        .isTrue();
            }
        }
    }

    @Test
    void takesOfAFileWhatLeadsOnFromItsFirstCertificate() throws Exception {
        TestCertificates.Signed signed = TestCertificates.signed("dns:client.test", "-1d");
        String authority =
                TestCertificates.pem("CERTIFICATE", signed.authority().getEncoded());
        Tls tls = tls(
                "caravan.cloud.cert",
                file(signed.own().certificatePem()
                        + EC.certificatePem()
                        + authority
                        + RSA.certificatePem()
                        + signed.own().certificatePem()
                        + signed.own().keyPem()));
        assertThat(tls.client().orElseThrow().chain())
                .containsExactly(signed.own().certificate(), signed.authority());
        CloudHttp.open(new Transport(Duration.ofSeconds(1), Duration.ofSeconds(1), tls, Proxies.NONE), "test")
                .close();
    }

    @Test
    void aFileMayHoldCertificateAndKey() throws Exception {
        assertThat(tls("caravan.cloud.cert", file(RSA.keyPem() + RSA.certificatePem()))
                        .client())
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"
            })
    void refusesEncryptedKeysInWords(String key) throws IOException {
        String file = file(key);
        assertThat(problems(withNeeded("caravan.cloud.cert", file(RSA.certificatePem()), "caravan.cloud.key", file)))
                .singleElement()
                .asString()
                .startsWith("caravan.cloud.key=" + file + ": its private key is encrypted");
    }

    @Test
    void refusesAKeyOfAnotherCertificate() throws IOException {
        String key = file(EC.keyPem());
        assertThat(problems(withNeeded("caravan.cloud.cert", file(RSA.certificatePem()), "caravan.cloud.key", key)))
                .singleElement()
                .asString()
                .startsWith("caravan.cloud.key=" + key + ": this key does not belong to the first certificate");
    }

    @Test
    void namesEveryFileThatWillNotDo() throws IOException {
        String none = folder.resolve("none.pem").toString();
        String noise = file("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        String cut = file("-----BEGIN EC PRIVATE KEY-----\nMIGkAg==\n-----END EC PRIVATE KEY-----\n");
        assertThat(problems(withNeeded(
                        "caravan.cloud.cacert", none, "caravan.cloud.cert", noise, "caravan.cloud.key", cut)))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).isEqualTo("caravan.cloud.cacert=" + none + ": is not there"),
                        line -> assertThat(line)
                                .isEqualTo("caravan.cloud.cert=" + noise + ": its certificate number 1 can't be read"),
                        line -> assertThat(line)
                                .isEqualTo("caravan.cloud.key=" + cut + ": its private key is cut short"));
        assertThat(problems(withNeeded("caravan.cloud.cacert", folder.toString())))
                .singleElement()
                .asString()
                .contains("is a folder");
        assertThat(problems(withNeeded("caravan.cloud.cacert", file("hello"))))
                .singleElement()
                .asString()
                .contains("holds no certificate");
        assertThat(problems(withNeeded("caravan.cloud.key", file(RSA.keyPem()))))
                .singleElement()
                .asString()
                .contains("there is a key, but no certificate");
    }

    @Test
    void neverShowsAKey() throws Exception {
        Settings settings = Settings.read(withNeeded("caravan.cloud.cert", file(EC.certificatePem() + EC.keyPem())));
        assertThat(settings.toString()).doesNotContain("PrivateKey").contains("ClientCertificate[CN=");
    }
}
