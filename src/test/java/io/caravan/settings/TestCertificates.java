package io.caravan.settings;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** A certificate that signs itself, made by {@code keytool}, in all the forms that files have it in. */
public record TestCertificates(X509Certificate certificate, PrivateKey key) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    /** @param names such as {@code dns:localhost,ip:127.0.0.1} */
    public static TestCertificates of(String algorithm, String names) {
        try {
            Path store = Files.createTempDirectory("caravan-keys").resolve("keys.p12");
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "x",
                            "-keyalg",
                            algorithm,
                            "-dname",
                            "CN=" + names.hashCode(),
                            "-validity",
                            "30",
                            "-ext",
                            "san=" + names,
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            new String(PASSWORD)))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            Files.delete(store);
            Files.delete(store.getParent());
            return new TestCertificates(
                    (X509Certificate) keys.getCertificate("x"), (PrivateKey) keys.getKey("x", PASSWORD));
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PKCS#8. */
    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** The form of {@code openssl rsa -traditional}, and of EC keys with their curve. */
    String traditionalKeyPem() {
        byte[] pkcs8 = key.getEncoded();
        int sequence = 1 + lengthBytes(pkcs8, 1);
        int algorithm = sequence + 3;
        int algorithmContent = algorithm + 1 + lengthBytes(pkcs8, algorithm + 1);
        int octets = algorithmContent + length(pkcs8, algorithm + 1);
        byte[] inner = Arrays.copyOfRange(pkcs8, octets + 1 + lengthBytes(pkcs8, octets + 1), pkcs8.length);
        if (key.getAlgorithm().equals("RSA")) {
            return pem("RSA PRIVATE KEY", inner);
        }
        // what Java writes does not repeat the curve inside: OpenSSL does, before anything that may follow
        int keyOctets = 1 + lengthBytes(inner, 1) + 3;
        int end = keyOctets + 1 + lengthBytes(inner, keyOctets + 1) + length(inner, keyOctets + 1);
        byte[] curve = Arrays.copyOfRange(pkcs8, algorithmContent + 9, octets);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(new byte[] {2, 1, 1});
        content.write(inner, keyOctets, end - keyOctets);
        content.write(0xa0);
        content.write(curve.length);
        content.writeBytes(curve);
        byte[] bytes = content.toByteArray();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(0x30);
        whole.write(bytes.length);
        whole.writeBytes(bytes);
        return pem("EC PARAMETERS", HexFormat.of().parseHex("0500")) + pem("EC PRIVATE KEY", whole.toByteArray());
    }

    private static int lengthBytes(byte[] der, int at) {
        int first = der[at] & 0xff;
        return first < 0x80 ? 1 : 1 + (first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 1; i <= (first & 0x7f); i++) {
            length = length << 8 | der[at + i] & 0xff;
        }
        return length;
    }
}
