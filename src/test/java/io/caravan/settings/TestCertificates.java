package io.caravan.settings;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A certificate, most often one that signs itself, made by {@code keytool}, in all the forms that files have it in. */
public record TestCertificates(X509Certificate certificate, PrivateKey key) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    /** One that an authority has signed. */
    public record Signed(TestCertificates own, X509Certificate authority) {}

    /** @param names such as {@code dns:localhost,ip:127.0.0.1} */
    public static TestCertificates of(String algorithm, String names) {
        try (Store store = new Store()) {
            store.make("x", algorithm, names, "san=" + names);
            return new TestCertificates(store.certificate("x"), store.key("x"));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Makes one, with its authority.
     *
     * @param from when its five days begin, such as {@code -10d}
     */
    public static Signed signed(String names, String from) {
        try (Store store = new Store()) {
            store.make("authority", "EC", "authority " + names, "bc:critical=ca:true");
            store.make("x", "EC", names, "san=" + names);
            Path request = store.folder.resolve("request");
            Path signed = store.folder.resolve("signed");
            store.keytool("-certreq", "-alias", "x", "-file", request.toString());
            store.keytool(
                    "-gencert",
                    "-alias",
                    "authority",
                    "-infile",
                    request.toString(),
                    "-outfile",
                    signed.toString(),
                    "-startdate",
                    from,
                    "-validity",
                    "5",
                    "-ext",
                    "san=" + names);
            try (InputStream in = Files.newInputStream(signed)) {
                X509Certificate own = (X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(in);
                return new Signed(new TestCertificates(own, store.key("x")), store.certificate("authority"));
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Store implements AutoCloseable {

        private final Path folder = Files.createTempDirectory("caravan-keys");
        private final Path file = folder.resolve("keys.p12");

        Store() throws IOException {}

        void make(String alias, String algorithm, String name, String extension) throws IOException {
            keytool(
                    "-genkeypair",
                    "-alias",
                    alias,
                    "-keyalg",
                    algorithm,
                    "-dname",
                    "CN=" + name.hashCode(),
                    "-validity",
                    "30",
                    "-ext",
                    extension);
        }

        void keytool(String... words) throws IOException {
            List<String> line = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
            line.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
            line.addAll(List.of(words));
            line.addAll(
                    List.of("-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", new String(PASSWORD)));
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.onExit().join().exitValue() != 0) {
                throw new IOException(said);
            }
        }

        private KeyStore keys() throws IOException, GeneralSecurityException {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                keys.load(in, PASSWORD);
            }
            return keys;
        }

        X509Certificate certificate(String alias) throws IOException, GeneralSecurityException {
            return (X509Certificate) keys().getCertificate(alias);
        }

        PrivateKey key(String alias) throws IOException, GeneralSecurityException {
            return (PrivateKey) keys().getKey(alias, PASSWORD);
        }

        @Override
        public void close() throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path made : files.toList()) {
                    Files.delete(made);
                }
            }
            Files.delete(folder);
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
